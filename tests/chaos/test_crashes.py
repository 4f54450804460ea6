"""Whatever dies at whatever moment of an `add`, the run goes on by itself, once, and the channel says what is true."""

import itertools
import time
from dataclasses import dataclass

import pytest

from tests.chaos import blows
from tests.chaos.blows import Blow
from tests.chaos.conftest import RigWith
from tests.chaos.effects import effects_of
from tests.chaos.journal import left_over
from tests.chaos.moments import Moment, When, moments
from tests.chaos.results import Keep, keep
from tests.chaos.rig import Rig
from tests.chaos.truth import untruths
from tests.chaos.waits import until

RESUMED_WITHIN_S = 60  # with the starting of all processes, on a machine that runs six rigs at once; the tables show what it was
KILLS = (blows.HORSE, blows.WORKER, blows.BOTH, blows.TICKER)
OTHERS = (blows.TERM, blows.FROZEN, blows.REDIS_RESTARTED, blows.REDIS_PAUSED)
SAMPLED_OTHERS = (blows.REDIS_KILLED, blows.DYNO, blows.WEB, blows.READS, blows.MESSAGES)
SHORT = {
    ("create-app done", blows.HORSE),
    ("build begun", blows.BOTH),
    ("config noted", blows.WORKER),
    ("build done", blows.TERM),
    ("database done", blows.REDIS_RESTARTED),
}
NUMBER = itertools.count(1)


@dataclass(frozen=True)
class Experiment:
    """One blow at one moment."""

    moment: Moment
    blow: Blow

    def __str__(self) -> str:
        return f"{self.blow} at {self.moment}"


def experiments() -> list[Experiment]:
    killed = [Experiment(moment, blow) for moment in moments() for blow in KILLS]
    before = [moment for moment in moments() if moment.when is not When.NOTED]
    done = [moment for moment in before if moment.when is When.DONE]
    other = [Experiment(moment, blow) for blow in OTHERS for moment in (before if blow is blows.FROZEN else done)]
    some = [moment for moment in done if moment.kind.name in {"create-app", "build", "service", "message"}]
    return [*killed, *other, *(Experiment(moment, blow) for blow in SAMPLED_OTHERS for moment in some)]


def chosen() -> list[object]:
    """Return every experiment with its place in the table; those beyond the short form are marked."""
    return [
        pytest.param(each, place, id=str(each).replace(" ", "-"), marks=() if (str(each.moment), each.blow) in SHORT else pytest.mark.chaos)
        for place, each in enumerate(sorted(experiments(), key=lambda each: moments().index(each.moment)))
    ]


@pytest.mark.parametrize(("experiment", "place"), chosen())
def test_whatever_happens_in_an_add_it_is_done_once_and_said_truly(
    experiment: Experiment, place: int, rig_with: RigWith, record_property: Keep
) -> None:
    rig = rig_with(dynos=experiment.blow.dynos)
    service = f"app{next(NUMBER)}"
    experiment.moment.prepare(rig, service)
    began = time.monotonic()
    run = rig.ask(f"/mesh add {service}")
    experiment.moment.wait_for(rig, run)
    struck_at = time.monotonic()
    struck, before = experiment.blow.strike(rig), rig.journal(run)
    resumed_s = _resumed(rig, run, before.mark) - struck_at
    journal = rig.ended(run)
    whole_s = time.monotonic() - began
    effects, untrue, left = effects_of(rig, service, run), untruths(rig, journal, service), left_over(rig.redis.client, run)
    numbers = (struck, journal.state, len(effects.doubles), effects.repeats, len(untrue), len(left), f"{resumed_s:04.1f}", f"{whole_s:.1f}")
    keep(record_property, "crashes", (experiment.moment, experiment.blow, *numbers), place)
    assert (journal.state, journal.why, effects.doubles, effects.missing, untrue, left) == ("done", "", (), (), [], [])
    assert resumed_s < RESUMED_WITHIN_S


def _resumed(rig: Rig, run: str, mark: tuple[str, str]) -> float:
    """Return when somebody worked on the run again, by the machine's clock; at once where it had ended already."""

    def goes_on() -> bool:
        journal = rig.journal(run)
        return journal.mark != mark or journal.has_ended

    until(goes_on, f"{run} is taken up again", within_s=60, every_s=0.02)
    return time.monotonic()
