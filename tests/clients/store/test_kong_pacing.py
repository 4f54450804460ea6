"""Kong's limit of requests a minute, kept by all workers through Redis, and readings that are longer than a minute lets through."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis

from clients.kong import KongClient
from clients.store.pace import NO_LIMIT, SHIPPED_LIMIT, Pacer
from clients.store.pages import PageStore
from mesh.errors import TemporaryFailure
from sandbox.kong import KongStandIn
from tests.clients.served import Loop, Served

CONTROLLER = "mesh-control"


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
