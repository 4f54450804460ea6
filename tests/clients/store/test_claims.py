"""The line of an app in a real Redis: nobody stands in it who has ended, and nobody is forgotten in it."""

from collections.abc import Iterator

import pytest
from redis import Redis
from redis.client import Pipeline

from clients.store import keys
from clients.store.claims import Claims
from mesh.errors import Overtaken
from mesh.locks import Hold
from mesh.run import Held, Run, RunState
from tests.clients.store.test_leases import Shelf
from tests.examples import a_lock, an_entry


@pytest.fixture
def shelf(redis_url: str) -> Iterator[Shelf]:
    with Redis.from_url(redis_url) as redis:
        yield Shelf(redis)


def claimed(shelf: Shelf, run_id: str = "r-22222") -> Run:
    begun = shelf.runs.begin(shelf.approved(run_id))
    assert isinstance(begun, Run)
    return begun


def test_a_worker_that_was_stopped_for_long_puts_no_ended_run_into_the_line(shelf: Shelf) -> None:
    shelf.locks.lock("main", a_lock(), was=None, entry=an_entry())
    stale = shelf.approved()
    shelf.runs.move(stale, RunState.WITHDRAWN)
    with pytest.raises(Overtaken):
        shelf.runs.begin(stale)
    shelf.locks.unlock("main", a_lock(), entry=an_entry())
    assert claimed(shelf, "r-33333").state is RunState.RUNNING


def test_a_run_in_whose_way_nothing_is_any_more_does_not_begin_to_wait(shelf: Shelf) -> None:
    first, second = claimed(shelf), shelf.approved("r-33333")

    class EndedMeanwhile(Claims):
        def _wait(self, run: Run, by: Hold | str) -> Held:
            shelf.runs.move(first, RunState.DONE)
            return super()._wait(run, by)

    with pytest.raises(Overtaken):
        EndedMeanwhile(shelf.redis, lambda: shelf.now).held_back(second)
    assert shelf.redis.zcard(keys.line("main", "web-ui")) == 0


def test_a_run_that_joins_the_line_while_the_one_in_front_ends_is_woken(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = claimed(shelf), shelf.approved("r-33333")
    leave_line = Claims.leave_line

    def joining(claims: Claims, pipe: Pipeline, run: Run) -> None:
        leave_line(claims, pipe, run)
        monkeypatch.undo()
        assert isinstance(shelf.runs.held_back(second), Held)

    monkeypatch.setattr(Claims, "leave_line", joining)
    shelf.runs.move(first, RunState.DONE)
    assert shelf.redis.zscore(keys.DUE, "r-33333") == 0


def test_an_ended_run_leaves_neither_claim_nor_place_nor_time(shelf: Shelf) -> None:
    shelf.runs.move(claimed(shelf), RunState.DONE)
    assert [shelf.redis.exists(key) for key in (keys.claim("main", "web-ui"), keys.line("main", "web-ui"), keys.DUE)] == [0, 0, 0]
