"""Leases in a real Redis, and what is asked of a run while somebody holds it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from redis import Redis

from clients.store import keys
from clients.store.announcements import AnnouncementStore
from clients.store.due import RedisSchedule
from clients.store.leases import LeaseStore
from clients.store.locks import LockStore
from clients.store.queues import Queues
from clients.store.record import RecordStore
from clients.store.runs import RunStore
from mesh.errors import Overtaken
from mesh.ports import Announcement
from mesh.record import entry_of
from mesh.run import Held, Run, RunState
from tests.examples import NOON, a_lock, a_plan, a_run, an_entry

LATER = NOON + timedelta(minutes=30)


class Shelf:
    """Runs, leases, locks and the schedule over one Redis, at noon."""

    def __init__(self, redis: "Redis") -> None:
        self.redis, self.now = redis, NOON
        self.runs = RunStore(redis, Queues(redis), lambda: self.now)
        self.leases = LeaseStore(redis, lambda: self.now)
        self.locks = LockStore(redis, lambda: self.now)
        self.schedule = RedisSchedule(redis, Queues(redis), lambda: self.now)

    def stored(self, run_id: str = "r-22222", person: str = "U0ANOTHER") -> Run:
        run = a_run(id=run_id, person=person)
        self.runs.submit(run, delivery=run_id, response_url="", queue="runs", entry=entry_of(run, "asked", NOON))
        return run

    def approved(self, run_id: str = "r-22222") -> Run:
        run = self.stored(run_id)
        return self.runs.move(run, RunState.APPROVED, plan=a_plan(), generation=self.runs.generation("main", run.service))

    def failed(self) -> Run:
        begun = self.runs.begin(self.approved())
        assert isinstance(begun, Run)
        return self.runs.move(begun, RunState.FAILED)

    def is_due(self, run_id: str = "r-22222") -> bool:
        return run_id in self.schedule.due()


@pytest.fixture
def shelf(redis_url: str) -> Iterator[Shelf]:
    with Redis.from_url(redis_url) as redis:
        yield Shelf(redis)


def test_a_run_is_looked_at_again_when_its_worker_said(shelf: Shelf) -> None:
    shelf.stored()
    shelf.leases.take("r-22222", "one")
    shelf.leases.give_back("r-22222", "one", LATER)
    assert not shelf.is_due()
    shelf.now = LATER
    assert shelf.is_due()


def test_a_retry_while_the_worker_that_ended_the_run_still_holds_it_is_not_lost(shelf: Shelf) -> None:
    failed = shelf.approved()
    shelf.leases.take("r-22222", "one")
    begun = shelf.runs.begin(failed)
    assert isinstance(begun, Run)
    failed = shelf.runs.move(begun, RunState.FAILED)
    shelf.runs.move(failed, RunState.PROPOSED, wake="runs")
    assert shelf.leases.take("r-22222", "two") is None
    shelf.leases.give_back("r-22222", "one", None)
    assert shelf.is_due()


def test_an_approval_while_a_worker_looks_after_the_run_is_not_slept_over(shelf: Shelf) -> None:
    waiting = shelf.runs.move(shelf.stored(), RunState.AWAITING)
    shelf.leases.take("r-22222", "one")
    shelf.runs.move(waiting, RunState.APPROVED, wake="runs")
    shelf.leases.give_back("r-22222", "one", LATER)
    assert shelf.is_due()


def test_a_cancel_while_a_worker_holds_the_run_is_looked_at_at_once(shelf: Shelf) -> None:
    run = shelf.approved()
    shelf.leases.take("r-22222", "one")
    shelf.runs.ask_to_cancel(run, "U0OPERATOR", entry_of(run, "cancel asked", NOON), "runs")
    shelf.leases.give_back("r-22222", "one", LATER)
    assert shelf.is_due()


def test_the_end_of_the_run_in_front_wakes_one_that_is_being_put_in_line(shelf: Shelf) -> None:
    first = shelf.runs.begin(shelf.approved())
    second = shelf.approved("r-33333")
    shelf.leases.take("r-33333", "two")
    assert isinstance(first, Run)
    assert isinstance(shelf.runs.begin(second), Held)
    shelf.runs.move(first, RunState.DONE)
    shelf.leases.renew("r-33333", "two")
    shelf.leases.give_back("r-33333", "two", LATER)
    assert shelf.is_due("r-33333")


def test_a_lock_that_is_lifted_while_a_worker_holds_the_run_wakes_it(shelf: Shelf) -> None:
    shelf.locks.lock("main", a_lock(), was=None, entry=an_entry())
    run = shelf.approved()
    shelf.leases.take("r-22222", "one")
    assert isinstance(shelf.runs.begin(run), Held)
    shelf.locks.unlock("main", a_lock(), entry=an_entry())
    shelf.leases.give_back("r-22222", "one", LATER)
    assert shelf.is_due()


def test_what_was_asked_before_a_worker_took_the_run_is_seen_by_that_worker(shelf: Shelf) -> None:
    waiting = shelf.runs.move(shelf.stored(), RunState.AWAITING)
    shelf.runs.move(waiting, RunState.APPROVED, wake="runs")
    shelf.leases.take("r-22222", "one")
    shelf.leases.give_back("r-22222", "one", LATER)
    assert not shelf.is_due()


def test_a_retry_between_the_ticker_s_look_and_its_forgetting_is_not_lost(shelf: Shelf) -> None:
    failed = shelf.failed()
    shelf.redis.zadd(keys.DUE, {"r-22222": 0})
    assert shelf.is_due()
    shelf.runs.move(failed, RunState.PROPOSED, wake="runs")
    shelf.schedule.forget("r-22222")
    shelf.now = LATER
    assert shelf.is_due()


def test_an_ended_run_is_forgotten_by_the_ticker(shelf: Shelf) -> None:
    shelf.failed()
    shelf.redis.zadd(keys.DUE, {"r-22222": 0})
    shelf.schedule.forget("r-22222")
    assert shelf.redis.zscore(keys.DUE, "r-22222") is None


def test_a_run_that_ended_a_moment_before_cannot_be_asked_to_stop(shelf: Shelf) -> None:
    failed = shelf.failed()
    with pytest.raises(Overtaken):
        shelf.runs.ask_to_cancel(failed, "U0OPERATOR", an_entry(event="cancel asked"), "runs")
    assert shelf.runs.cancel_asked_by(failed.id) == ""
    assert "cancel asked" not in [entry.event for entry in RecordStore(shelf.redis).newest(10)]


def test_a_run_is_kept_for_thirty_days_from_its_last_move(shelf: Shelf) -> None:
    failed = shelf.failed()
    shelf.redis.expire(keys.run(failed.id), 60)
    shelf.runs.move(failed, RunState.PROPOSED, wake="runs")
    assert shelf.redis.ttl(keys.run(failed.id)) > timedelta(days=29).total_seconds()


def test_what_is_older_than_runs_are_kept_is_listed_no_more(shelf: Shelf) -> None:
    shelf.redis.zadd(keys.RUNS, {"r-ancient": (NOON - timedelta(days=31)).timestamp()})
    shelf.stored()
    assert shelf.redis.zrange(keys.RUNS, 0, -1) == [b"r-22222"]


def test_of_two_admins_who_take_a_new_store_at_once_one_is_announced(shelf: Shelf) -> None:
    said = Announcement("C0MESH", "taken as it is", NOON)
    marked = [shelf.runs.mark_known(NOON, an_entry(event="took store"), [replace(said, text=f"{n}")]) for n in range(2)]
    assert marked == [True, False]
    assert [each.text for each in AnnouncementStore(shelf.redis).due(NOON, 10)] == ["0"]
    assert [entry.event for entry in RecordStore(shelf.redis).newest(10)] == ["took store"]
