"""Publish somebody's home tab."""

import logging

from jobs.holding import holds_of
from jobs.people import person_of
from jobs.tools import Tools
from mesh.errors import PermanentFailure, TemporaryFailure
from messages.home import home_view

log = logging.getLogger(__name__)

LISTED = 10


def publish(tools: Tools, user: str) -> None:
    """Show somebody the runs and locks of the meshes that name them; who is named nowhere sees none, because channels may be private."""
    try:
        named = [mesh for mesh in tools.meshes.values() if person_of(tools, user, mesh).is_among(mesh.people.everybody)]
        awaiting = [run for mesh in named for run in tools.store.awaiting(mesh.name)]
        names = {mesh.name for mesh in named}
        of_all = [run for name in names for run in tools.store.recent(LISTED, mesh=name)]
        latest = sorted(of_all, key=lambda run: run.asking.at, reverse=True)
        holds = [holds_of(tools, name) for name in sorted(names)]
        view = home_view(sorted(names), awaiting, latest, holds, tools.now())
        tools.slack.publish_home(user, view)
    except (TemporaryFailure, PermanentFailure) as failure:  # who opens the tab again asks again
        log.warning("a home tab was not published", extra={"person": user, "why": str(failure)})
