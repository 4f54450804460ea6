"""The record in a real Redis, and announcements."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from redis import Redis

from clients.store.announcements import TAKEN_FOR, AnnouncementStore, announce
from clients.store.record import PAGE, RecordStore, append
from mesh.ports import Announcement
from mesh.record import Entry
from tests.examples import CHANNEL, NOON, OPERATOR, an_entry


@pytest.fixture
def redis(redis_url: str) -> Iterator["Redis"]:
    with Redis.from_url(redis_url) as connection:
        yield connection


def recorded(redis: "Redis", *entries: Entry) -> None:
    with redis.pipeline() as pipe:
        for entry in entries:
            append(pipe, entry)
        pipe.execute()


def announced(redis: "Redis", *announcements: Announcement) -> AnnouncementStore:
    with redis.pipeline() as pipe:
        announce(pipe, announcements)
        pipe.execute()
    return AnnouncementStore(redis)


def test_the_record_is_read_newest_first_across_its_pages(redis: "Redis") -> None:
    recorded(redis, *(an_entry(event=f"event {number}") for number in range(PAGE + 3)))
    events = [entry.event for entry in RecordStore(redis).newest(10_000)]
    assert events == [f"event {number}" for number in reversed(range(PAGE + 3))]


def test_no_more_of_the_record_is_read_than_is_asked_for(redis: "Redis") -> None:
    recorded(redis, *(an_entry(event=f"event {number}") for number in range(5)))
    assert [entry.event for entry in RecordStore(redis).newest(2)] == ["event 4", "event 3"]


def test_an_entry_comes_back_whole(redis: "Redis") -> None:
    recorded(redis, an_entry())
    assert list(RecordStore(redis).newest(1)) == [an_entry()]


def test_an_announcement_is_due_until_slack_has_it(redis: "Redis") -> None:
    said = Announcement(CHANNEL, "locked", NOON)
    store = announced(redis, said)
    assert store.due(NOON, 10) == (said,)
    store.told(said)
    assert store.due(NOON, 10) == ()


def test_one_worker_takes_an_announcement_and_another_does_if_it_dies(redis: "Redis") -> None:
    said = Announcement(CHANNEL, "locked", NOON)
    store = announced(redis, said)
    assert (store.take(said, NOON), store.take(said, NOON)) == (True, False)
    assert store.due(NOON, 10) == ()
    assert store.take(said, NOON + TAKEN_FOR)


def test_an_announcement_that_was_put_off_comes_later(redis: "Redis") -> None:
    first, second = Announcement(CHANNEL, "locked", NOON), Announcement(OPERATOR, "broken", NOON)
    store = announced(redis, first, second)
    store.postpone(first, NOON + timedelta(seconds=5))
    assert store.due(NOON, 10) == (second,)
    assert store.due(NOON + timedelta(seconds=5), 10) == (second, first)
