"""A process that dies around a retry, a click or a cancel: the decision is taken once, carried out once, and said truly."""

import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.chaos import blows
from tests.chaos.blows import Blow
from tests.chaos.conftest import RigWith
from tests.chaos.effects import wrong_in_the_world
from tests.chaos.journal import Journal, left_over
from tests.chaos.moments import STEPS, Kind, Moment, When
from tests.chaos.results import Keep, keep
from tests.chaos.rig import Rig
from tests.chaos.truth import message_untruths
from tests.chaos.waits import until

RESUMED_WITHIN_S = 60  # with the starting of all processes, on a machine that runs six rigs at once; the tables show what it was
HANGING_S = 0.5
NUMBER = itertools.count(1)
PLACE = 2000  # behind the other experiments in the table
KINDS = {kind.name: kind for kind in STEPS}
ROUTE_WRITE = Kind("write-route", "edge", "POST", "^/kong-admin/routes$")
Decide = Callable[[Rig, str], object]


def _type(verb: str, person: str = "operator") -> Decide:
    return lambda rig, run: rig.say(f"/mesh {verb} {run}", person)


def _click(label: str, person: str = "operator") -> Decide:
    return lambda rig, _: rig.tell("slack", "click", {"as": person, "label": label, "channel": "mesh"})


RETRIES = {"retry typed": _type("retry"), "Retry clicked": _click("Retry")}
CANCELS = {"cancel typed": _type("cancel"), "Cancel clicked": _click("Cancel")}
APPROVALS = {"approve typed": _type("approve", "approver"), "Approve clicked": _click("Approve", "approver")}
RETRIED_STEPS = (
    Moment(KINDS["buildpacks"], When.BEGUN),
    Moment(KINDS["buildpacks"], When.DONE),
    Moment(KINDS["build"], When.STARTED),
    Moment(KINDS["build"], When.DONE),
    Moment(KINDS["scale"], When.NOTED),
)
SHORT = {("Retry clicked", "build done", blows.BOTH.name), ("Cancel clicked", blows.BOTH.name)}


@dataclass(frozen=True)
class Struck:
    """A blow, when its experiment began, how many processes it struck, and after how many seconds somebody worked on the run again."""

    blow: Blow
    began: float
    processes: int
    resumed_s: float


def strike(rig: Rig, run: str, blow: Blow, began: float) -> Struck:
    """Let a blow fall and wait until the run is taken up again, or has ended."""
    at, processes, mark = time.monotonic(), blow.strike(rig), rig.journal(run).mark
    until(lambda: rig.journal(run).mark != mark or rig.journal(run).has_ended, f"{run} is taken up again", within_s=60, every_s=0.02)
    return Struck(blow, began, processes, time.monotonic() - at)


def failed_add(rig: Rig, service: str) -> str:
    """Add an app whose buildpacks Heroku refuses, once, and return the run that failed."""
    rig.tell("heroku", "faults", KINDS["buildpacks"].fault(service, status=422, count=1))
    run = rig.ask(f"/mesh add {service}")
    assert rig.ended(run).state == "failed"
    rig.heal()
    return run


def awaiting_route(rig: Rig, service: str) -> str:
    """Add an app, ask for a further route of it, and return the run that waits for approval."""
    assert rig.ended(rig.ask(f"/mesh add {service}")).state == "done"
    run = rig.ask(f"/mesh route add {service} cart path=/cart")
    until(
        lambda: rig.journal(run).state == "awaiting" and rig.redis.client.zscore("meshbot:behind", run) is None, f"{run} waits and is shown"
    )
    rig.heal()
    return run


def is_shown(rig: Rig, run: str) -> bool:
    return rig.redis.client.zscore("meshbot:behind", run) is None


def routes_named(rig: Rig, name: str) -> int:
    return sum(route["name"] == name for route in rig.state()["kong"]["routes"])


def row(what: str, journal: Journal, struck: Struck, wrong: list[list[str]]) -> tuple[object, ...]:
    """Return the row of one experiment for the table; `wrong` holds what was doubled, what is untrue and what is left over."""
    doubles, untrue, left = (len(each) for each in wrong)
    whole_s = f"{time.monotonic() - struck.began:.1f}"
    numbers = (struck.processes, journal.state, doubles, 0, untrue, left, f"{struck.resumed_s:04.1f}", whole_s)
    return (what, struck.blow, *numbers)


def chosen(*several: tuple[object, ...]) -> list[object]:
    """Return the experiments; those beyond the short form are marked."""
    named = [(each, tuple(str(part) for part in each)) for each in several]
    return [
        pytest.param(*each, id="-".join(name).replace(" ", "-"), marks=() if name in SHORT else pytest.mark.chaos) for each, name in named
    ]


@pytest.mark.parametrize(("retry", "moment", "blow"), chosen(*itertools.product(RETRIES, RETRIED_STEPS, (blows.HORSE, blows.BOTH))))
def test_a_retry_whose_worker_is_killed_finishes_what_failed_and_does_nothing_twice(
    retry: str, moment: Moment, blow: Blow, rig_with: RigWith, record_property: Keep
) -> None:
    rig, service, began = rig_with(), f"redo{next(NUMBER)}", time.monotonic()
    run = failed_add(rig, service)
    moment.prepare(rig, service)
    RETRIES[retry](rig, run)
    moment.wait_for(rig, run)
    struck = strike(rig, run, blow, began)
    journal = rig.ended(run, within_s=150)
    doubles, missing = wrong_in_the_world(rig.state(), service, f"{run}-2")
    untrue, left = message_untruths(rig, journal), left_over(rig.redis.client, run)
    keep(record_property, "crashes", row(f"{retry}, {moment}", journal, struck, [doubles, untrue, left]), PLACE + next(NUMBER))
    assert (journal.state, journal.why, doubles, missing, untrue, left) == ("done", "", [], [], [], [])
    assert struck.resumed_s < RESUMED_WITHIN_S


@pytest.mark.parametrize(("cancel", "blow"), chosen(*itertools.product(CANCELS, (blows.HORSE, blows.WORKER, blows.BOTH, blows.TICKER))))
def test_a_run_that_is_cancelled_stops_also_where_its_worker_is_killed(
    cancel: str, blow: Blow, rig_with: RigWith, record_property: Keep
) -> None:
    rig, service, began = rig_with(), f"halt{next(NUMBER)}", time.monotonic()
    rig.tell("heroku", "builds", {"match": f"mesh-{service}$", "build_s": 30.0})
    run = rig.ask(f"/mesh add {service}")
    until(lambda: rig.journal(run).notes.get("build") == "waiting", "the build is under way", within_s=30)
    until(lambda: is_shown(rig, run), f"{run} is shown", within_s=30)
    CANCELS[cancel](rig, run)
    struck = strike(rig, run, blow, began)
    journal = rig.ended(run, within_s=60)
    untrue, left = message_untruths(rig, journal), left_over(rig.redis.client, run)
    keep(record_property, "crashes", row(f"{cancel}, build waiting", journal, struck, [[], untrue, left]), PLACE + next(NUMBER))
    assert (journal.state, "scale" in journal.notes, untrue, left) == ("cancelled", False, [], [])
    assert struck.resumed_s < RESUMED_WITHIN_S


@pytest.mark.parametrize(
    ("approval", "when", "blow"),
    chosen(*itertools.product(APPROVALS, (When.BEGUN, When.DONE), (blows.HORSE, blows.BOTH, blows.MESSAGES))),
)
def test_an_approved_route_is_written_once_also_where_a_worker_is_killed(
    approval: str, when: When, blow: Blow, rig_with: RigWith, record_property: Keep
) -> None:
    rig, service, began = rig_with(), f"vote{next(NUMBER)}", time.monotonic()
    run = awaiting_route(rig, service)
    moment = Moment(ROUTE_WRITE, when)
    moment.prepare(rig, service)
    APPROVALS[approval](rig, run)
    moment.wait_for(rig, run)
    struck = strike(rig, run, blow, began)
    journal = rig.ended(run, within_s=90)
    routes = routes_named(rig, f"{service}-cart")
    untrue, left = message_untruths(rig, journal), left_over(rig.redis.client, run)
    doubles = ["routes"] * (routes - 1)
    keep(record_property, "crashes", row(f"{approval}, {moment}", journal, struck, [doubles, untrue, left]), PLACE + next(NUMBER))
    assert (journal.state, journal.why, routes, untrue, left) == ("done", "", 1, [], [])
    assert struck.resumed_s < RESUMED_WITHIN_S


@pytest.mark.parametrize("decision", [*map(pytest.param, [*RETRIES, *APPROVALS])], ids=lambda name: str(name).replace(" ", "-"))
@pytest.mark.chaos
def test_a_decision_during_which_the_web_process_is_killed_is_taken_once(decision: str, rig_with: RigWith, record_property: Keep) -> None:
    rig, service, began = rig_with(), f"web{next(NUMBER)}", time.monotonic()
    decide, prepare = {**RETRIES, **APPROVALS}[decision], failed_add if decision in RETRIES else awaiting_route
    run = prepare(rig, service)
    struck = kill_web_during(rig, lambda: decide(rig, run), began)
    rig.heal()
    decide_until_taken(rig, run, decide)
    journal = rig.ended(run, within_s=90)
    taken = decisions_recorded(rig, run)
    untrue, left = message_untruths(rig, journal), left_over(rig.redis.client, run)
    doubles = ["decisions"] * (taken - 1)
    keep(record_property, "crashes", row(f"{decision}, being stored", journal, struck, [doubles, untrue, left]), PLACE + next(NUMBER))
    assert (journal.state, taken, untrue, left) == ("done", 1, [], [])


def kill_web_during(rig: Rig, decide: Callable[[], object], began: float) -> Struck:
    """Kill the web process while it waits for Redis to take a decision."""
    rig.redis.pause()
    person = threading.Thread(target=_without_an_answer, args=(decide,), daemon=True)
    person.start()
    time.sleep(HANGING_S)
    struck = blows.WEB.strike(rig)
    rig.redis.go_on()
    person.join(30)
    return Struck(blows.WEB, began, struck, 0.0)


def _without_an_answer(decide: Callable[[], object]) -> None:
    try:
        decide()
    except AssertionError:  # the web process died before it answered: that is what a person would see
        return


def decide_until_taken(rig: Rig, run: str, decide: Decide) -> None:
    """Decide again and again, as a person would who sees an error, until the run has left the state in which it was decided on."""

    def is_taken() -> bool:
        if rig.journal(run).state in {"failed", "awaiting"}:
            _without_an_answer(lambda: decide(rig, run))
        return rig.journal(run).state not in {"failed", "awaiting"}

    until(is_taken, f"the decision on {run} is taken", within_s=30, every_s=1.0)


def decisions_recorded(rig: Rig, run: str) -> int:
    """Count the retries and approvals of a run in the record."""
    entries = [dict(fields or {}) for _, fields in rig.redis.client.xrange("meshbot:record") or []]
    return sum(entry.get("run") == run and entry.get("event") in {"retried", "approve"} for entry in entries)
