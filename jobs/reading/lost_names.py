"""Find out again which app joined under a name of its own, where the store that knew it was lost."""

from collections.abc import Iterable

from jobs.tools import Tools
from mesh.app import Mesh
from mesh.domains import app_of_own_host
from mesh.errors import PermanentFailure
from mesh.found import HerokuApp, Route, is_attached
from mesh.plan import Refusal

LOOKED_AT = 3


def lost_name(tools: Tools, mesh: Mesh, service: str, app: HerokuApp | None, routes: Iterable[Route]) -> Refusal | None:
    """Return what to type where the app under the expected name is missing and the service's routes lead to another mesh app.

    That app is attached to the controller's Postgres, and one of these routes names its own host.
    """
    if app is not None or service in mesh.apps:
        return None
    hosts = dict.fromkeys(host for route in routes for host in route.hosts)
    own = [(host, named) for host in hosts if (named := app_of_own_host(host))]
    for host, named in own[:LOOKED_AT]:
        if _is_member(tools, mesh, named, host):
            return Refusal(
                f"`{service}` is the Heroku app `{named}`, which joined under a name of its own; my store has lost that.",
                f"Type `/mesh attach {service} --app {named}` again: it keeps the name, and does nothing else where all is right.",
            )
    return None


def _is_member(tools: Tools, mesh: Mesh, app: str, host: str) -> bool:
    try:
        found = tools.heroku.app(app)
    except PermanentFailure:  # an app that we may not even see is none of ours
        return False
    database = tools.controllers.database(mesh.controller)
    return found is not None and found.host == host and is_attached(tools.heroku.attachments(app), database)
