"""Everybody's limits: the controller's door as Heroku ships it, and twenty apps at once."""

import pytest

from bench import many, waiting
from tests.chaos.conftest import RigWith
from tests.chaos.effects import limited
from tests.chaos.results import Keep, keep
from tests.chaos.truth import untruths
from tests.chaos.waits import until

WAITS = "waits for the next minute"


@pytest.mark.chaos
def test_two_adds_at_once_go_through_a_door_of_five_requests_a_minute(rig_with: RigWith, record_property: Keep) -> None:
    rig = rig_with("--kong-limit", "5")
    runs = {service: rig.ask(f"/mesh add {service}") for service in ("left", "right")}
    until(lambda: WAITS in str(rig.state()["slack"]["channels"]), "a message shows the wait", within_s=60, every_s=0.2)
    journals = {service: rig.ended(run, within_s=300) for service, run in runs.items()}
    refused = rig.state()["edge"]["loopback"]["answered_429"]
    untrue = [wrong for service, journal in journals.items() for wrong in untruths(rig, journal, service)]
    took = max(journal.whole_time_s for journal in journals.values())
    keep(record_property, "measured", ("two adds, 5 requests a minute", f"{refused} × 429, the longer one {took:.0f} s", "at most 2 × 429"))
    assert [journal.state for journal in journals.values()] == ["done", "done"]
    assert untrue == []
    assert refused <= 2
    assert limited(rig.requests("edge")) <= 2


@pytest.mark.chaos
def test_a_run_that_waits_for_its_build_holds_no_worker(record_property: Keep) -> None:
    found = waiting.measure()
    held = f"{found.first_held_s:.2f} s in {found.first_jobs} jobs"
    keep(record_property, "measured", ("worker held by a build of 60 s", held, f"under {waiting.HELD_MOST_S:.0f} s"))
    assert waiting.is_good(found), found


@pytest.mark.chaos
def test_twenty_adds_at_once_are_all_done_within_everybody_s_limits(record_property: Keep) -> None:
    found = many.measure()
    measured = f"{dict(found.states)}, refused {dict(found.refused)}, shown after {found.slowest_s:.0f} s"
    keep(record_property, "measured", ("twenty adds, two worker dynos", measured, "all done, none refused"))
    assert many.is_good(found), found
