"""Which runs there were, by mesh and by app: however many others there are, and whoever stored them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from redis import Redis

from clients.store import keys
from mesh.record import entry_of
from mesh.run import Run
from tests.clients.store.test_leases import Shelf
from tests.examples import NOON, a_run, an_add


@pytest.fixture
def shelf(redis_url: str) -> Iterator[Shelf]:
    with Redis.from_url(redis_url) as redis:
        yield Shelf(redis)


def stored(shelf: Shelf, run_id: str, *, service: str = "web-ui", mesh: str = "main", minute: int = 0, dry_run: bool = False) -> Run:
    run = a_run(id=run_id, request=an_add(service=service), mesh=mesh, at=NOON + timedelta(minutes=minute), dry_run=dry_run)
    shelf.runs.submit(run, delivery=run_id, response_url="", queue="runs", entry=entry_of(run, "asked", NOON))
    return run


def ids(runs: tuple[Run, ...]) -> list[str]:
    return [run.id for run in runs]


def test_five_hundred_runs_of_another_mesh_hide_none_of_this_one(shelf: Shelf) -> None:
    stored(shelf, "r-ours1")
    for number in range(500):
        stored(shelf, f"r-eu{number:03}", mesh="eu", minute=number + 1)
    assert ids(shelf.runs.recent(10, mesh="main")) == ["r-ours1"]
    assert ids(shelf.runs.recent(10, "web-ui", "main")) == ["r-ours1"]


def test_the_runs_of_a_mesh_and_of_an_app_of_it_are_counted(shelf: Shelf) -> None:
    for number in range(12):
        stored(shelf, f"r-m{number:02}", service="mail")
    stored(shelf, "r-ours1")
    stored(shelf, "r-eu1", mesh="eu")
    assert (shelf.runs.how_many(None, "main"), shelf.runs.how_many("mail", "main"), shelf.runs.how_many(None, "eu")) == (13, 12, 1)


def test_the_latest_runs_of_an_app_are_read_in_a_few_round_trips(shelf: Shelf) -> None:
    for number in range(60):
        stored(shelf, f"r-m{number:02}", minute=number, service="mail")
    before = shelf.redis.info("stats")["total_commands_processed"]
    connections = shelf.redis.info("commandstats").get("cmdstat_hgetall", {"calls": 0})["calls"]
    assert ids(shelf.runs.recent(10, "mail", "main")) == [f"r-m{number}" for number in range(59, 49, -1)]
    assert shelf.redis.info("commandstats")["cmdstat_hgetall"]["calls"] - connections == 10
    assert shelf.redis.info("stats")["total_commands_processed"] - before < 30


def test_a_change_since_is_found_behind_any_number_of_dry_runs_and_changes(shelf: Shelf) -> None:
    first, second = stored(shelf, "r-first"), stored(shelf, "r-second", minute=1)
    for number in range(120):
        stored(shelf, f"r-dry{number:03}", minute=2 + number, dry_run=True)
        stored(shelf, f"r-chg{number:03}", minute=2 + number)
    since = tuple(shelf.runs.changes_since(first))
    assert (len(since), since[-1].id, any(run.asking.dry_run for run in since)) == (121, second.id, False)


def test_runs_that_an_earlier_version_stored_are_found(shelf: Shelf) -> None:
    first, later = stored(shelf, "r-22222"), stored(shelf, "r-33333", minute=1)
    as_it_was = [key for key in shelf.redis.scan_iter(f"{keys.PREFIX}*runs*") if key.decode() != keys.RUNS]
    shelf.redis.delete(*as_it_was)
    assert ids(shelf.runs.recent(10, mesh="main")) == ["r-33333", "r-22222"]
    assert ids(shelf.runs.recent(10, "web-ui", "main")) == ["r-33333", "r-22222"]
    assert tuple(shelf.runs.changes_since(first)) == (later,)


def test_a_run_that_another_version_stores_beside_this_one_is_found_too(shelf: Shelf) -> None:
    stored(shelf, "r-22222")
    ids(shelf.runs.recent(10, mesh="main"))
    stored(shelf, "r-33333", minute=1)
    for key in shelf.redis.scan_iter(f"{keys.PREFIX}*runs*"):
        kept = key.decode() == keys.RUNS or shelf.redis.zrem(key, "r-33333")
        assert kept
    assert ids(shelf.runs.recent(10, "web-ui", "main")) == ["r-33333", "r-22222"]


def test_a_run_that_is_gone_makes_room_for_the_one_before(shelf: Shelf) -> None:
    for number in range(4):
        stored(shelf, f"r-{number}{number}{number}", minute=number)
    shelf.redis.delete(keys.run("r-333"), keys.run("r-222"))
    assert ids(shelf.runs.recent(2, mesh="main")) == ["r-111", "r-000"]
