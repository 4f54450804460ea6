"""A worker whose Redis refuses writes sends no change that it could not note first, and goes on once Redis takes writes again."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest

from clients.store.runs import RunStore
from jobs.steps import Site, effect
from jobs.work import work_on
from mesh.errors import TemporaryFailure
from mesh.run import Run, RunState, StepNote, StepState
from mesh.steps import Outcome, Step
from sandbox.breaking.redis_states import RedisState
from tests.stories.town import Town, run_named_in, told

ADD = "/mesh add web-ui"
APP = "/apps/tinyrobot-science-mesh-web-ui"
WRITES = sorted(
    [
        "POST /apps",
        f"PUT {APP}/buildpack-installations",
        "POST /addon-attachments",
        "POST /kong-admin/services",
        f"PATCH {APP}/config-vars",
        f"POST {APP}/builds",
        "POST /kong-admin/routes",
        f"PATCH {APP}/formation",
    ]
)
"""All that an undisturbed run writes, each once."""


@pytest.fixture
def state(redis_url: str) -> Iterator[RedisState]:
    state = RedisState(redis_url)
    yield state
    state.leave()


def refuses_from(monkeypatch: pytest.MonkeyPatch, state: RedisState, how: str, at: int) -> None:
    """Let Redis refuse just before the run begins (0), or before its step of that number is noted as started."""
    begin, keep_note, begun = RunStore.begin, RunStore.keep_note, list[str]()

    def begins(store: RunStore, run: Run, **more: object) -> object:
        if at == 0 and not begun:
            begun.append("begin")
            state.enter(how)
        return begin(store, run, **more)  # type: ignore[arg-type]

    def keeps(store: RunStore, run_id: str, epoch: int, step_id: str, note: StepNote) -> None:
        if note.state is StepState.STARTED:
            begun.append(step_id)
            if len(begun) == at:
                state.enter(how)
        keep_note(store, run_id, epoch, step_id, note)

    monkeypatch.setattr(RunStore, "begin", begins)
    monkeypatch.setattr(RunStore, "keep_note", keeps)


def watched(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Return whether, at each effect, Redis held that its step was started."""
    noted = list[bool]()

    def looks(step: Step, site: Site) -> Outcome:
        run = site.store.get(site.run.id)
        assert run is not None
        assert run.plan is not None
        mine = [each.id for each in run.plan.steps if each.step == step]
        noted.append(any((note := run.note(step_id)) is not None and note.state is StepState.STARTED for step_id in mine))
        return effect(step, site)

    monkeypatch.setattr("jobs.advance.effect", looks)
    return noted


@pytest.mark.parametrize("at", [0, 1, 2, 4])
@pytest.mark.parametrize("how", ["full"])
def test_nothing_is_written_that_was_not_noted_and_nothing_is_done_twice(
    town: Town, state: RedisState, monkeypatch: pytest.MonkeyPatch, how: str, at: int
) -> None:
    town.knows_groups()
    noted = watched(monkeypatch)
    refuses_from(monkeypatch, state, how, at)
    run_id = run_named_in(told(town.says("operator", ADD)))
    with suppress(TemporaryFailure):
        work_on(town.tools, run_id, "a worker", lambda: False)
    run = town.tools.store.get(run_id)
    assert run is not None
    assert not run.has_ended
    assert all(noted)
    assert town.writes() == [] or at > 1

    state.leave()
    town.lets_pass(timedelta(seconds=30))
    ended = town.works_until(lambda: town.ended(run_id))
    assert ended.state is RunState.DONE, ended.why
    assert all(noted)
    assert sorted(town.writes()) == WRITES
