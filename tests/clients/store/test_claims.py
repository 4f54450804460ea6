"""The line of an app in a real Redis: nobody stands in it who has ended, and nobody is forgotten in it."""

from collections.abc import Iterator

import pytest
from redis import Redis
from redis.client import Pipeline

from clients.store import keys
from clients.store.claims import Claims
from mesh.errors import Overtaken, PermanentFailure
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


def test_a_claim_whose_run_is_gone_is_no_claim(shelf: Shelf) -> None:
    claimed(shelf)
    shelf.redis.delete(keys.run("r-22222"))
    second = claimed(shelf, "r-33333")
    assert (second.state, shelf.redis.get(keys.claim("main", "web-ui"))) == (RunState.RUNNING, b"r-33333")


def test_a_claim_whose_run_is_over_is_no_claim(shelf: Shelf) -> None:
    shelf.runs.move(claimed(shelf), RunState.DONE)
    shelf.redis.set(keys.claim("main", "web-ui"), "r-22222")
    assert claimed(shelf, "r-33333").state is RunState.RUNNING


def test_an_app_that_was_claimed_by_a_run_that_is_gone_counts_as_claimed_since(shelf: Shelf) -> None:
    second = shelf.approved("r-33333")
    claimed(shelf)
    shelf.redis.delete(keys.run("r-22222"))
    with pytest.raises(Overtaken):
        shelf.runs.begin(second)


def test_a_run_that_is_gone_stands_in_no_line(shelf: Shelf) -> None:
    first, second = claimed(shelf), shelf.approved("r-33333")
    third = shelf.approved("r-44444")
    assert isinstance(shelf.runs.begin(second), Held)
    shelf.redis.delete(keys.run("r-33333"))
    held = shelf.runs.begin(third)
    assert (isinstance(held, Held) and held.place) == 1
    shelf.runs.move(first, RunState.DONE)
    assert shelf.runs.held_back(third) is None
    assert shelf.redis.exists(keys.run("r-33333")) == 0


def test_a_run_that_is_gone_is_held_by_no_lock_and_awaits_nothing(shelf: Shelf) -> None:
    shelf.locks.lock("main", a_lock(), was=None, entry=an_entry())
    assert isinstance(shelf.runs.begin(shelf.approved()), Held)
    shelf.runs.move(shelf.stored("r-33333"), RunState.AWAITING)
    shelf.redis.delete(keys.run("r-22222"), keys.run("r-33333"))
    shelf.locks.unlock("main", a_lock(), entry=an_entry())
    assert shelf.redis.exists(keys.run("r-22222"), keys.run("r-33333"), keys.held("main"), keys.awaiting("main")) == 0
    assert claimed(shelf, "r-44444").state is RunState.RUNNING


def test_nobody_takes_a_lease_on_a_run_that_is_gone(shelf: Shelf) -> None:
    shelf.stored()
    shelf.redis.delete(keys.run("r-22222"))
    assert shelf.leases.take("r-22222", "one") is None
    assert (shelf.redis.exists(keys.run("r-22222"), keys.lease("r-22222")), shelf.is_due("r-22222")) == (0, False)


def test_who_is_removed_beside_the_claim_of_a_run_that_is_gone_has_left(shelf: Shelf) -> None:
    leaving = shelf.stored("r-33333")
    shelf.redis.set(keys.claim("main", "web-ui"), "r-22222")
    assert shelf.runs.move(leaving, RunState.DONE, forgets="web-ui-app").state is RunState.DONE


def test_no_run_begins_on_a_redis_that_may_have_dropped_a_freeze(shelf: Shelf) -> None:
    run = shelf.approved()
    shelf.redis.config_set("maxmemory-policy", "allkeys-lru")
    try:
        with pytest.raises(PermanentFailure, match="drops keys when it is full"):
            shelf.runs.begin(run)
        with pytest.raises(PermanentFailure, match="drops keys when it is full"):
            shelf.runs.held_back(run)
    finally:
        shelf.redis.config_set("maxmemory-policy", "noeviction")
    assert shelf.redis.get(keys.claim("main", "web-ui")) is None
    assert isinstance(shelf.runs.begin(run), Run)


def test_a_run_that_has_begun_goes_on_whatever_redis_may_drop(shelf: Shelf) -> None:
    run = claimed(shelf)
    shelf.redis.config_set("maxmemory-policy", "allkeys-lru")
    try:
        assert shelf.runs.held_back(run) is None
    finally:
        shelf.redis.config_set("maxmemory-policy", "noeviction")
