"""A mesh app as changes of what runs in it find it."""

# ruff: noqa: ANN401 - a keyword may be any field

from typing import Any

from mesh.found import PastConfig
from mesh.plans.connections import SharedDatabase
from mesh.plans.member import FoundMember
from mesh.plans.rolling_back import FoundReleases
from mesh.plans.scaling import Offer
from tests.examples import POSTGRES, a_controller, a_dyno, a_release, a_service, an_app, an_attachment, dynos

CONFIG = {"KONG_ADMIN_LISTEN": "off"}


def a_member(**changes: Any) -> FoundMember:
    """Return an app that runs two web dynos and no worker."""
    running = (a_dyno(name="web.1", id="d-1"), a_dyno(name="web.2", id="d-2"))
    of_it: dict[str, Any] = {
        "app": an_app(),
        "attachments": (an_attachment(),),
        "service": a_service(),
        "formation": dynos("web=2:standard-1x", "worker=0:standard-1x"),
        "dynos": running,
    }
    return FoundMember(a_controller(), **{**of_it, **changes})


def an_offer(**changes: Any) -> Offer:
    of_it: dict[str, Any] = {
        "sizes": ("basic", "standard-1x", "standard-2x"),
        "database": SharedDatabase(POSTGRES, "heroku-postgresql:standard-0", 3),
    }
    return Offer(**{**of_it, **changes})


def some_releases(*versions: int, ineligible: tuple[int, ...] = (), configs: dict[int, PastConfig] | None = None) -> FoundReleases:
    """Return an app with these releases, of which the newest runs."""
    newest_first = sorted(versions, reverse=True)
    releases = tuple(
        a_release(
            id=f"release-{version}",
            version=version,
            description=f"Deploy {version}",
            current=version == newest_first[0],
            eligible_for_rollback=version not in ineligible,
        )
        for version in newest_first
    )
    return FoundReleases(a_member(), releases, configs or {})
