"""A worker that dies in a scaling, a rollback or a removal: the run goes on by itself, and what cannot be set is done once.

Each effect stands, and only its answer is on the way, when worker and horse are killed; or the request is about to be lost.
"""

import itertools
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from tests.chaos import blows
from tests.chaos.conftest import RigWith
from tests.chaos.effects import DATABASE
from tests.chaos.journal import Journal, left_over
from tests.chaos.moments import APP, Kind, Moment, When
from tests.chaos.results import Keep, keep
from tests.chaos.rig import Rig
from tests.chaos.truth import message_untruths
from tests.chaos.waits import until

RESUMED_WITHIN_S = 60  # with the starting of all processes, on a machine that runs six rigs at once; the tables show what it was
NUMBER = itertools.count(1)
World = Mapping[str, Any]


def _scaled(world: World, releases: list[str], before: list[str]) -> dict[str, bool]:
    return {"two web dynos": world["formation"]["web"] == {"quantity": 2, "size": "Standard-1X"}, "no release": releases == before}


def _rolled_back(_: World, releases: list[str], before: list[str]) -> dict[str, bool]:
    made = [each for each in releases if each.startswith("Rollback to ")]
    return {"one rollback": len(made) == 1, "no other release": len(releases) == len(before) + 1}


def _removed(world: World, releases: list[str], before: list[str]) -> dict[str, bool]:
    return {
        "no service or route": not world["kong"],
        "not attached": DATABASE not in world["attachments"].values(),
        "no config of the mesh": not {"KONG_ORIGINS", "KONG_ADMIN_LISTEN"} & world["config"].keys(),
        "no dynos": not any(each["quantity"] for each in world["formation"].values()),
        "one release each": len(releases) == len(before) + 2,
    }


@dataclass(frozen=True)
class Change:
    """A verb, who asks for it and how many approve it, and what must be so of the world afterwards, by name."""

    words: str
    person: str
    approvers: tuple[str, ...]
    facts: Callable[[World, list[str], list[str]], dict[str, bool]]


SCALE = Change("/mesh scale {service} web=2:standard-1x", "operator", (), _scaled)
ROLLBACK = Change("/mesh rollback {service}", "operator", ("approver",), _rolled_back)
REMOVE = Change("/mesh remove {service}", "admin", ("approver", "approver2"), _removed)
FORMATION = Kind("scale", "heroku", "PATCH", f"^/apps/{APP}/formation")
RELEASES = Kind("rollback", "heroku", "POST", f"^/apps/{APP}/releases$")
ROUTES = Kind("remove-routes", "edge", "DELETE", "^/kong-admin/routes/")
SERVICE = Kind("remove-service", "edge", "DELETE", "^/kong-admin/services/")
ATTACHMENT = Kind("detach-database", "heroku", "DELETE", "^/addon-attachments/")
CONFIG = Kind("unset-config", "heroku", "PATCH", f"^/apps/{APP}/config-vars")
EXPERIMENTS = (
    (SCALE, Moment(FORMATION, When.BEGUN)),
    (SCALE, Moment(FORMATION, When.DONE)),
    (ROLLBACK, Moment(RELEASES, When.BEGUN)),
    (ROLLBACK, Moment(RELEASES, When.DONE)),
    (REMOVE, Moment(ROUTES, When.DONE)),
    (REMOVE, Moment(SERVICE, When.DONE)),
    (REMOVE, Moment(ATTACHMENT, When.DONE)),
    (REMOVE, Moment(CONFIG, When.DONE)),
)
SHORT = (ROLLBACK, Moment(RELEASES, When.DONE))


def chosen() -> list[object]:
    """Return every experiment with its place in the table; those beyond the short form are marked."""
    return [
        pytest.param(each, place, id=str(each[1]).replace(" ", "-"), marks=() if each == SHORT else pytest.mark.chaos)
        for place, each in enumerate(EXPERIMENTS)
    ]


@pytest.mark.parametrize(("experiment", "place"), chosen())
def test_a_change_whose_worker_is_killed_is_done_once_and_said_truly(
    experiment: tuple[Change, Moment], place: int, rig_with: RigWith, record_property: Keep
) -> None:
    rig, service, (change, moment) = rig_with(), f"other{next(NUMBER)}", experiment
    _added(rig, service)
    before = _releases(_world(rig, service))
    rig.heal()
    moment.prepare(rig, service)
    began = time.monotonic()
    run = rig.ask(change.words.format(service=service), change.person)
    _approved(rig, run, change)
    moment.wait_for(rig, run)
    struck_at, struck, mark = time.monotonic(), blows.BOTH.strike(rig), rig.journal(run).mark
    until(lambda: rig.journal(run).mark != mark or rig.journal(run).has_ended, f"{run} is taken up again", within_s=60, every_s=0.02)
    resumed_s = time.monotonic() - struck_at
    journal = rig.ended(run, within_s=150)
    world = _world(rig, service)
    wrong = [name for name, is_so in change.facts(world, _releases(world), before).items() if not is_so]
    untrue, left = message_untruths(rig, journal), left_over(rig.redis.client, run)
    numbers = (struck, journal.state, len(wrong), 0, len(untrue), len(left), f"{resumed_s:04.1f}", f"{time.monotonic() - began:.1f}")
    keep(record_property, "crashes", (moment, blows.BOTH, *numbers), 1000 + place)
    assert (journal.state, journal.why, wrong, untrue, left) == ("done", "", [], [], [])
    assert resumed_s < RESUMED_WITHIN_S


def _added(rig: Rig, service: str) -> Journal:
    """Add an app, and let somebody set a config var of it by hand, so that there is a release to go back from."""
    added = rig.ended(rig.ask(f"/mesh add {service}"))
    assert added.state == "done", added.why
    rig.tell("heroku", f"apps/{APP.format(service=service)}/config", {"GREETING": "hello"})
    return added


def _approved(rig: Rig, run: str, change: Change) -> None:
    """Let everybody approve who must, once the message shows the plan: words approve none that was not shown."""
    if change.approvers:
        until(
            lambda: rig.journal(run).state == "awaiting" and rig.redis.client.zscore("meshbot:behind", run) is None,
            f"{run} waits for approval and is shown",
            within_s=60,
        )
    for person in change.approvers:
        rig.say(f"/mesh approve {run}", person)


def _world(rig: Rig, service: str) -> World:
    state = rig.state()
    kong = [each for kind in ("services", "routes") for each in state["kong"][kind] if each["name"] == service]
    return {**state["heroku"]["apps"][APP.format(service=service)], "kong": kong}


def _releases(world: World) -> list[str]:
    return [str(release["description"]) for release in world["releases"]]
