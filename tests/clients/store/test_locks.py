"""Locks and freezes in a real Redis, and the instant in which one is set while a run begins."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from redis import Redis
from redis.client import Pipeline

from clients.store import keys
from clients.store.announcements import AnnouncementStore
from clients.store.claims import Claims
from clients.store.locks import LockStore
from clients.store.queues import Queues
from clients.store.record import RecordStore
from clients.store.runs import RunStore
from mesh.errors import Overtaken
from mesh.locks import Hold
from mesh.ports import Announcement
from mesh.record import entry_of
from mesh.run import Held, Run, RunState
from tests.examples import CHANNEL, NOON, OPERATOR, a_freeze, a_lock, a_plan, a_run, an_entry

ANOTHER = "U0ANOTHER"


@dataclass
class Clock:
    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Shelf:
    """A store of one test: everything over one Redis and one clock."""

    redis: "Redis"
    clock: Clock = field(default_factory=Clock)

    @property
    def runs(self) -> RunStore:
        return RunStore(self.redis, Queues(self.redis), self.clock)

    @property
    def locks(self) -> LockStore:
        return LockStore(self.redis, self.clock)

    def approved(self, run_id: str = "r-22222", person: str = ANOTHER) -> Run:
        """Store a run and bring it to where it may begin."""
        run = a_run(id=run_id, person=person)
        self.runs.submit(run, delivery=run_id, response_url="", queue="runs", entry=entry_of(run, "asked", NOON))
        plan, generation = a_plan(), self.runs.generation("main", run.service)
        return self.runs.move(run, RunState.APPROVED, plan=plan, generation=generation)

    def due_at(self, run_id: str) -> float:
        at = self.redis.zscore(keys.DUE, run_id)
        assert at is not None
        return float(at)


@pytest.fixture
def shelf(redis_url: str) -> Iterator[Shelf]:
    with Redis.from_url(redis_url) as redis:
        yield Shelf(redis)


def test_a_lock_is_read_back_as_it_was_set(shelf: Shelf) -> None:
    shelf.locks.lock("main", a_lock(), was=None, entry=an_entry())
    assert shelf.locks.of("main", "web-ui") == a_lock()
    assert shelf.locks.all("main") == (a_lock(),)
    assert shelf.locks.all("eu") == ()


def test_locks_are_listed_by_app(shelf: Shelf) -> None:
    for service in ("web-ui", "api"):
        shelf.locks.lock("main", a_lock(service=service), was=None, entry=an_entry())
    assert [lock.service for lock in shelf.locks.all("main")] == ["api", "web-ui"]


def test_a_lock_whose_time_is_over_is_none(shelf: Shelf) -> None:
    shelf.locks.lock("main", a_lock(), was=None, entry=an_entry())
    shelf.clock.at = a_lock().until
    assert shelf.locks.of("main", "web-ui") is None
    assert shelf.locks.all("main") == ()
    shelf.locks.lock("main", a_lock(person=ANOTHER, until=NOON + timedelta(days=1)), was=None, entry=an_entry())
    assert [lock.person for lock in shelf.locks.all("main")] == [ANOTHER]


def test_of_two_who_lock_at_once_one_wins(shelf: Shelf) -> None:
    shelf.locks.lock("main", a_lock(), was=None, entry=an_entry())
    with pytest.raises(Overtaken):
        shelf.locks.lock("main", a_lock(person=ANOTHER), was=None, entry=an_entry())
    assert shelf.locks.all("main") == (a_lock(),)


def test_a_lock_that_was_renewed_meanwhile_is_not_lifted_by_who_saw_the_old_one(shelf: Shelf) -> None:
    shelf.locks.lock("main", a_lock(), was=None, entry=an_entry())
    renewed = a_lock(reason="longer")
    shelf.locks.lock("main", renewed, was=a_lock(), entry=an_entry())
    with pytest.raises(Overtaken):
        shelf.locks.unlock("main", a_lock(), entry=an_entry())
    shelf.locks.unlock("main", renewed, entry=an_entry())
    assert shelf.locks.all("main") == ()


def test_a_freeze_is_set_changed_and_lifted_by_who_saw_what_stands(shelf: Shelf) -> None:
    shelf.locks.set_freeze("main", a_freeze(), was=None, entry=an_entry())
    assert (shelf.locks.freeze("main"), shelf.locks.freeze("eu")) == (a_freeze(), None)
    with pytest.raises(Overtaken):
        shelf.locks.set_freeze("main", a_freeze(reason="mine"), was=None, entry=an_entry())
    shorter = a_freeze(until=NOON + timedelta(hours=1))
    shelf.locks.set_freeze("main", shorter, was=a_freeze(), entry=an_entry())
    with pytest.raises(Overtaken):
        shelf.locks.thaw("main", a_freeze(), entry=an_entry())
    shelf.locks.thaw("main", shorter, entry=an_entry())
    assert shelf.locks.freeze("main") is None


def test_a_freeze_whose_time_is_over_is_none(shelf: Shelf) -> None:
    shelf.locks.set_freeze("main", a_freeze(until=NOON + timedelta(hours=1)), was=None, entry=an_entry())
    shelf.clock.at = NOON + timedelta(hours=1)
    assert shelf.locks.freeze("main") is None


def test_a_change_of_locks_is_recorded_and_announced_with_it(shelf: Shelf) -> None:
    said = Announcement(CHANNEL, "locked", NOON)
    shelf.locks.lock("main", a_lock(), was=None, entry=an_entry(), telling=[said])
    with pytest.raises(Overtaken):
        shelf.locks.lock("main", a_lock(), was=None, entry=an_entry(event="twice"), telling=[Announcement(CHANNEL, "twice", NOON)])
    assert [entry.event for entry in RecordStore(shelf.redis).newest(10)] == ["locked"]
    assert AnnouncementStore(shelf.redis).due(NOON, 10) == (said,)


def test_a_run_that_a_lock_holds_back_waits_in_line_and_says_for_whom(shelf: Shelf) -> None:
    shelf.locks.lock("main", a_lock(), was=None, entry=an_entry())
    held = shelf.runs.begin(shelf.approved())
    assert isinstance(held, Held)
    assert (held.by, held.place, held.run.state, held.run.held_since) == (a_lock(), 1, RunState.WAITING, NOON)
    assert held.run.started_at is None
    assert f"is locked by <@{OPERATOR}>" in held.run.why


def test_its_owner_s_run_begins_past_those_that_are_held_back(shelf: Shelf) -> None:
    shelf.locks.lock("main", a_lock(), was=None, entry=an_entry())
    assert isinstance(shelf.runs.begin(shelf.approved("r-22222", ANOTHER)), Held)
    own = shelf.runs.begin(shelf.approved("r-33333", OPERATOR))
    assert isinstance(own, Run)
    assert own.state is RunState.RUNNING


def test_a_freeze_holds_its_owner_back_too(shelf: Shelf) -> None:
    shelf.locks.set_freeze("main", a_freeze(person=ANOTHER), was=None, entry=an_entry())
    held = shelf.runs.begin(shelf.approved(person=ANOTHER))
    assert isinstance(held, Held)
    assert held.by == a_freeze(person=ANOTHER)


def test_a_run_that_has_begun_goes_on(shelf: Shelf) -> None:
    begun = shelf.runs.begin(shelf.approved())
    assert isinstance(begun, Run)
    waiting = shelf.runs.move(begun, RunState.WAITING)
    shelf.locks.set_freeze("main", a_freeze(), was=None, entry=an_entry())
    assert isinstance(shelf.runs.begin(waiting), Run)


def test_what_waits_is_looked_at_at_once_when_a_lock_is_lifted(shelf: Shelf) -> None:
    shelf.locks.lock("main", a_lock(), was=None, entry=an_entry())
    shelf.runs.begin(shelf.approved())
    assert shelf.due_at("r-22222") > 0
    shelf.locks.unlock("main", a_lock(), entry=an_entry())
    assert shelf.due_at("r-22222") == 0


def test_those_that_waited_begin_in_the_order_of_asking(shelf: Shelf) -> None:
    shelf.locks.lock("main", a_lock(), was=None, entry=an_entry())
    first, second = (shelf.runs.begin(shelf.approved(run_id)) for run_id in ("r-22222", "r-33333"))
    assert isinstance(first, Held)
    assert isinstance(second, Held)
    assert (first.place, second.place) == (1, 2)
    shelf.locks.unlock("main", a_lock(), entry=an_entry())
    still = shelf.runs.begin(second.run)
    assert isinstance(still, Held)
    assert (still.by, still.run.held_since) == ("r-22222", None)
    assert isinstance(shelf.runs.begin(first.run), Run)


def test_an_ended_run_is_held_no_more(shelf: Shelf) -> None:
    shelf.locks.lock("main", a_lock(), was=None, entry=an_entry())
    held = shelf.runs.begin(shelf.approved())
    assert isinstance(held, Held)
    shelf.runs.move(held.run, RunState.WITHDRAWN)
    assert shelf.redis.smembers(keys.held("main")) == set()
    assert shelf.redis.zcard(keys.line("main", "web-ui")) == 0


class LockedAfterTheLook(Claims):
    """Claims that a lock overtakes right after they have looked and before they begin to write."""

    def held_back(self, run: Run) -> Held | None:
        held = super().held_back(run)
        LockStore(self._redis, self._now).lock("main", a_lock(), was=None, entry=an_entry())
        return held


class LockedBeforeTheCommit(Claims):
    """Claims that a lock overtakes after their last look and before their commit."""

    def _hold(self, connection: "Redis | Pipeline", run: Run) -> Hold | None:
        hold = super()._hold(connection, run)
        if isinstance(connection, Pipeline) and hold is None:
            LockStore(self._redis, self._now).lock("main", a_lock(), was=None, entry=an_entry())
        return hold


@pytest.mark.parametrize("claims", [LockedAfterTheLook, LockedBeforeTheCommit])
def test_a_lock_that_is_set_in_the_instant_of_the_start_is_not_missed(shelf: Shelf, claims: type[Claims]) -> None:
    run = shelf.approved()
    with pytest.raises(Overtaken):
        claims(shelf.redis, shelf.clock).begin(run, None)
    assert shelf.runs.get(run.id) == run
    assert shelf.redis.get(keys.claim("main", "web-ui")) is None


def test_whatever_the_instant_no_run_begins_after_a_lock_is_set(shelf: Shelf, redis_url: str) -> None:
    races = [raced(shelf, redis_url, f"r-{number:05}") for number in range(40)]
    assert set(races) <= {("begun", "locked"), ("locked",)}


def raced(shelf: Shelf, redis_url: str, run_id: str) -> tuple[str, ...]:
    """Let a lock and a start meet, and return what was recorded of the two, in that order."""
    shelf.redis.flushdb()
    run, together = shelf.approved(run_id), threading.Barrier(2)

    def lock() -> None:
        with Redis.from_url(redis_url) as own:
            together.wait(5)
            LockStore(own, shelf.clock).lock("main", a_lock(), was=None, entry=an_entry())

    locking = threading.Thread(target=lock)
    locking.start()
    together.wait(5)
    with suppress(Overtaken):
        shelf.runs.begin(run, entry=entry_of(run, "begun", NOON))
    locking.join(5)
    recorded = [entry.event for entry in RecordStore(shelf.redis).newest(10)]
    return tuple(event for event in reversed(recorded) if event in {"begun", "locked"})


def test_runs_of_one_mesh_are_listed_alone(shelf: Shelf) -> None:
    for run_id, mesh in (("r-22222", "main"), ("r-33333", "eu")):
        run = a_run(id=run_id, mesh=mesh)
        shelf.runs.submit(run, delivery=run_id, response_url="", queue="runs", entry=entry_of(run, "asked", NOON))
    assert [run.id for run in shelf.runs.recent(10, mesh="eu")] == ["r-33333"]
