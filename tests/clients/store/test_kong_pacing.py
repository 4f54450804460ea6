"""Kong's limit of requests a minute, kept by all workers through Redis, and readings that are longer than a minute lets through."""

import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis

from clients.kong import KongClient
from clients.store.pace import NO_LIMIT, SHIPPED_LIMIT, Pacer
from clients.store.pages import PageStore
from clients.store.sealing import seal_with
from mesh.errors import TemporaryFailure
from sandbox.kong import KongStandIn
from tests.clients.served import Loop, Served

CONTROLLER = "mesh-control"
CANARY = "canary-0123456789"


@pytest.fixture(autouse=True)
def _key() -> None:
    seal_with("the key of Heroku")


class Clock:
    """The time, which passes when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 2, 10, 15, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def redis(redis_url: str) -> Iterator["Redis"]:
    with Redis.from_url(redis_url) as connection:
        yield connection


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pacer(redis: "Redis", clock: Clock) -> Pacer:
    return Pacer(redis, clock)


@pytest.fixture
def served(loop: Loop) -> Iterator[Served]:
    with loop.served(KongStandIn("1.0.2")) as serving:
        yield serving


Made = Callable[[str], KongClient]


@pytest.fixture
def a_kong(served: Served, pacer: Pacer, redis: "Redis") -> Iterator[Made]:
    """Makes a client as the product does; `limited`: as if each answer named the limit that Heroku ships."""
    made: list[KongClient] = []

    def make(kind: str) -> KongClient:
        def no_limit(refused: bool) -> None:
            if kind == "limited":
                pacer.learn_door_limit(CONTROLLER, SHIPPED_LIMIT)
            else:
                pacer.learn_no_door_limit(CONTROLLER, refused=refused)

        kong = KongClient(
            served.url,
            lambda: "",
            enter=lambda is_write: pacer.enter(CONTROLLER, is_write=is_write),
            on_limit=lambda limit, _: pacer.learn_door_limit(CONTROLLER, limit),
            on_no_limit=no_limit,
            pages=PageStore(redis, CONTROLLER),
        )
        made.append(kong)
        return kong

    yield make
    for kong in made:
        kong.close()


def with_routes(served: Served, count: int) -> None:
    assert isinstance(served.stand_in, KongStandIn)
    store = served.stand_in.store
    store.put("services", {"id": "00000000-0000-4000-8000-000000000000", "name": "web-ui", "protocol": "http", "host": "a", "port": 80})
    for number in range(count):
        service = {"id": "00000000-0000-4000-8000-000000000000"}
        store.put("routes", {"id": f"00000000-0000-4000-8000-{number:012}", "name": f"r{number}", "service": service, "paths": ["/x"]})


def test_2001_routes_are_read_at_five_requests_a_minute_within_two_minutes(served: Served, a_kong: Made, clock: Clock) -> None:
    with_routes(served, 2001)
    first = a_kong("limited")
    with pytest.raises(TemporaryFailure) as caught:
        first.table()
    assert caught.value.is_our_pace
    asked = len(served.asked)

    clock.now += timedelta(minutes=1)
    services, routes = a_kong("limited").table()

    assert (len(services), len({each.id for each in routes})) == (1, 2001)
    assert (asked, len(served.asked)) == (3, 4)


def held_in_redis(redis: "Redis") -> bytes:
    """Return the values of all hashes, and what they hold where they are compressed."""
    values = [value for key in redis.scan_iter("meshbot:pages:*") for value in redis.hvals(key) if isinstance(value, bytes)]
    return b"".join(values + [zlib.decompress(value) for value in values if value[:1] == b"x"])


@pytest.mark.parametrize("kind", ["plugins", "routes", "services"])
def test_what_a_long_reading_keeps_shows_nothing_of_what_kong_said(
    served: Served, a_kong: Made, clock: Clock, redis: "Redis", kind: str
) -> None:
    with_routes(served, 3001)
    assert isinstance(served.stand_in, KongStandIn)
    secret = {"config": {"key": CANARY}, "headers": {"x-gate": [CANARY]}, "tags": [CANARY]}
    first = {"plugins": {"name": "key-auth", "id": f"00000000-0000-4000-8000-{0:012}"}}
    served.stand_in.store.put(kind, {**next(iter(served.stand_in.store.latest.rows(kind)), first.get(kind, {})), **secret})
    with pytest.raises(TemporaryFailure):
        a_kong("limited").table_with_plugins()
    kept = held_in_redis(redis)

    clock.now += timedelta(minutes=1)
    routes = a_kong("limited").table_with_plugins()[1]

    assert (bool(kept), CANARY.encode() in kept, len(routes)) == (True, False, 3001)


@pytest.mark.parametrize("key", ["another key", "the key of Heroku"])
def test_pages_that_cannot_be_opened_are_read_again(served: Served, a_kong: Made, clock: Clock, redis: "Redis", key: str) -> None:
    with_routes(served, 2001)
    with pytest.raises(TemporaryFailure):
        a_kong("limited").table()
    seal_with(key)
    redis.hset(f"meshbot:pages:{CONTROLLER}", "services:0", b"of an earlier version")
    clock.now += timedelta(minutes=1)
    first = PageStore(redis, CONTROLLER).kept()
    clock.now += timedelta(minutes=1)

    assert ("services" in first, len(read_in_time(a_kong("limited"), clock))) == (False, 2001)


def read_in_time(kong: KongClient, clock: Clock) -> tuple[object, ...]:
    """Return all routes, read in as many minutes as that takes, at most three."""
    for _ in range(2):
        with suppress(TemporaryFailure):
            return kong.table()[1]
        clock.now += timedelta(minutes=1)
    return kong.table()[1]


def test_a_reading_that_was_whole_begins_anew(served: Served, a_kong: Made, redis: "Redis") -> None:
    with_routes(served, 1)
    kong = a_kong("bare")
    kong.table()
    with_routes(served, 2)

    assert len(kong.table()[1]) == 2


def test_a_write_lets_what_was_read_before_it_be_read_again(served: Served, a_kong: Made, redis: "Redis") -> None:
    with_routes(served, 2001)
    kong = a_kong("limited")
    with pytest.raises(TemporaryFailure):
        kong.table()

    kong.delete_route(f"00000000-0000-4000-8000-{0:012}")

    assert PageStore(redis, CONTROLLER).kept() == {}


def test_an_admin_api_that_names_no_limit_is_not_paced(served: Served, a_kong: Made, redis: "Redis") -> None:
    kong = a_kong("bare")

    read = [kong.service("web-ui") for _ in range(1)] + [kong.services() for _ in range(20)]

    assert len(read) == 21


def test_one_that_names_no_limit_and_refuses_is_paced_as_heroku_ships_it(served: Served, a_kong: Made, redis: "Redis") -> None:
    kong = a_kong("bare")
    kong.services()
    served.go_wrong(status=429, body={"message": "API rate limit exceeded"})
    with pytest.raises(TemporaryFailure, match="API rate limit exceeded"):
        kong.services()
    kong.services()

    with pytest.raises(TemporaryFailure) as caught:
        [kong.services() for _ in range(5)]

    assert caught.value.is_our_pace


@pytest.mark.parametrize(("named", "kept"), [(0, 1), (600, 600), (10**9, NO_LIMIT)])
def test_a_limit_that_is_named_is_kept_within_reason(pacer: Pacer, redis: "Redis", named: int, kept: int) -> None:
    pacer.learn_door_limit(CONTROLLER, named)

    assert redis.get(f"meshbot:door-limit:{CONTROLLER}") == str(kept).encode()
