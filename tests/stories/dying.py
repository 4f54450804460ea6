"""A worker that dies once at each step of a run: its process is gone, and only what it had noted before is known."""

from collections.abc import Callable
from enum import StrEnum

import pytest

from mesh.run import StepNote, StepState
from tests.stories.town import Town


class Died(BaseException):
    """The end of a worker's process, which nothing of ours may catch."""


class Moment(StrEnum):
    """When in each step."""

    STARTED = "after the note started, before the effect"
    EFFECTIVE = "after the effect, before the note done"


MOMENTS = tuple(Moment)


def dies_at(moment: Moment, town: Town, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let the worker die at that moment of each step, once a step; return the list to which the steps are added at which it did."""
    store, died = town.tools.store, list[str]()
    keep_note = store.keep_note

    def dying(run_id: str, epoch: int, step_id: str, note: StepNote) -> None:
        dies = step_id not in died and note.state is (StepState.STARTED if moment is Moment.STARTED else StepState.DONE)
        if dies and moment is Moment.EFFECTIVE:
            died.append(step_id)
            raise Died
        keep_note(run_id, epoch, step_id, note)
        if dies:
            died.append(step_id)
            raise Died

    monkeypatch.setattr(store, "keep_note", dying)
    return died


def at_the_note(town: Town, monkeypatch: pytest.MonkeyPatch, step: str, happens: Callable[[], None]) -> None:
    """Let something happen once a step's start is noted, right before its effect."""
    store = town.tools.store
    keep_note = store.keep_note

    def noting(run_id: str, epoch: int, step_id: str, note: StepNote) -> None:
        keep_note(run_id, epoch, step_id, note)
        if step_id == step and note.state is StepState.STARTED:
            happens()

    monkeypatch.setattr(store, "keep_note", noting)
