"""Whatever request of an `add` fails once or for a while, the run ends done, or failed with its reason where it must."""

import itertools
import time

import pytest

from tests.chaos.conftest import RigWith
from tests.chaos.effects import effects_of, unanswered
from tests.chaos.journal import left_over
from tests.chaos.moments import Kind
from tests.chaos.results import Keep, keep
from tests.chaos.trouble import CACHES, Trouble, troubles
from tests.chaos.truth import untruths
from tests.chaos.waits import until

MUST_FAIL = {
    # Heroku answers 503 also where an attachment can never be, and whether the last one stands nobody has looked
    ("database", "503 for 20 s"): ("unknown", "(tried 3 times)"),
    ("visit", "503 for 20 s"): ("failed", "a visit did not come through Kong"),  # a route is seen after 16 s, or never
}
SHORT = {
    ("create-app", "reset after the effect"),
    ("database", "500 after the effect"),
    ("build", "half an answer"),
    ("route", "503"),
    ("message", "reset"),
    ("kong-services", "half an answer"),
}
NUMBER = itertools.count(1)


def chosen() -> list[object]:
    """Return every trouble of every request; those beyond the short form are marked."""
    return [
        pytest.param(
            kind,
            trouble,
            place,
            id=f"{kind.name}-{trouble.name}".replace(" ", "-"),
            marks=() if (kind.name, trouble.name) in SHORT else CHAOS,
        )
        for place, (kind, trouble) in enumerate(troubles())
    ]


CHAOS = (pytest.mark.chaos,)


@pytest.mark.parametrize(("kind", "trouble", "place"), chosen())
def test_a_request_that_fails_is_tried_again_or_ends_the_run_with_its_reason(
    kind: Kind, trouble: Trouble, place: int, rig_with: RigWith, record_property: Keep
) -> None:
    rig = rig_with()
    rig.forget(*CACHES)
    service = f"svc{next(NUMBER)}"
    rig.tell(kind.stand_in, "faults", trouble.fault(kind, service))
    began = time.monotonic()
    run = rig.ask(f"/mesh add {service}")
    journal = rig.ended(run, within_s=150)
    whole_s = time.monotonic() - began
    until(lambda: not unanswered(rig.requests(kind.stand_in)), "what answers too late has answered", within_s=30, every_s=0.2)
    was_struck = any(line["fault"] for line in rig.requests(kind.stand_in))
    effects = effects_of(rig, service, run, struck_after=trouble.after)
    untrue, left = untruths(rig, journal, service), left_over(rig.redis.client, run)
    numbers = (journal.state, len(effects.doubles), len(untrue), len(left), f"{whole_s:.1f}", journal.why[:110])
    keep(record_property, "faults", (kind.name, trouble.name, *numbers), place)
    state, reason = MUST_FAIL.get((kind.name, trouble.name), ("done", ""))
    assert was_struck
    assert (journal.state, effects.doubles, untrue, left) == (state, (), [], [])
    assert reason in journal.why
    assert reason or not effects.missing
