"""Slack's trouble never touches a run: it takes no longer, and the channel catches up."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.chaos.conftest import RigWith
from tests.chaos.journal import Journal
from tests.chaos.results import Keep, keep
from tests.chaos.rig import Rig
from tests.chaos.truth import untruths
from tests.chaos.waits import until

BUILD_S = 12.0
AWAY_S = 60.0
BETWEEN_LOOKS_S = 5.0  # looks for a build of that length are up to 4 s apart, so two runs are never quite as long
RESET: dict[str, Any] = {"reset": True}
REFUSED: dict[str, Any] = {"status": 503}


def added(rig: Rig, service: str, meanwhile: Callable[[], object] = lambda: None) -> Journal:
    """Add an app whose build takes a while; do something in the middle of the run, and wait until its outcome is shown."""
    rig.tell("heroku", "builds", {"match": f"mesh-{service}$", "build_s": BUILD_S})
    run = rig.ask(f"/mesh add {service}")
    until(lambda: rig.journal(run).notes.get("build") == "waiting", "the build is under way", within_s=30)
    meanwhile()
    return rig.ended(run, within_s=AWAY_S + 90)


@pytest.mark.chaos
@pytest.mark.parametrize(("how", "what"), [("resets", RESET), ("answers 503", REFUSED)], ids=["resets", "answers-503"])
def test_a_minute_without_slack_makes_no_run_longer(how: str, what: dict[str, Any], rig_with: RigWith, record_property: Keep) -> None:
    rig = rig_with()
    service = "cut" if "reset" in what else "busy"
    usual = added(rig, f"{service}0")
    away = added(rig, service, lambda: rig.tell("slack", "faults", {"count": 0, "seconds": AWAY_S, **what}))
    untrue = untruths(rig, away, service)
    keep(record_property, "measured", (f"run while Slack {how} for 60 s", *_side_by_side(away, usual)))
    assert (usual.state, away.state, untrue) == ("done", "done", [])
    assert away.own_time_s < usual.own_time_s + BETWEEN_LOOKS_S


@pytest.mark.chaos
def test_a_slack_that_refuses_every_second_call_makes_no_run_longer(rig_with: RigWith, record_property: Keep) -> None:
    rig = rig_with()
    usual = added(rig, "every0")
    with every_second_call_refused(rig):
        every = added(rig, "every")
    untrue = untruths(rig, every, "every")
    keep(record_property, "measured", ("run while Slack answers 429 to every second call", *_side_by_side(every, usual)))
    assert (usual.state, every.state, untrue) == ("done", "done", [])
    assert any(line["fault"] for line in rig.requests("slack"))
    assert every.own_time_s < usual.own_time_s + BETWEEN_LOOKS_S


def _side_by_side(troubled: Journal, usual: Journal) -> tuple[str, str]:
    ratio = troubled.own_time_s / usual.own_time_s
    return f"{troubled.own_time_s:.1f} s against {usual.own_time_s:.1f} s, ratio {ratio:.2f}", f"at most {BETWEEN_LOOKS_S:.0f} s more"


@contextmanager
def every_second_call_refused(rig: Rig) -> Iterator[None]:
    """Refuse a call whenever one was let through: a new fault for one call is set as soon as a call without one was seen."""
    over = threading.Event()

    def keep_refusing() -> None:
        seen = -1
        while not over.is_set():
            lines = [line for line in rig.requests("slack") if line["status"]]
            if len(lines) != seen and (not lines or not lines[-1]["fault"]):
                rig.tell("slack", "faults", {"path": "/api/", "status": 429, "headers": {"Retry-After": "1"}})
            seen = len(lines)
            time.sleep(0.02)

    thread = threading.Thread(target=keep_refusing, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(10)
