"""Any answer of a vendor and every write of Redis, broken by `--break`."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import redis

from sandbox.breaking.breakages import BreakAnswer, BreakRedis
from sandbox.breaking.breaking import Breaking
from sandbox.breaking.words import breakage_from
from sandbox.launch.world import World
from sandbox.standin import Fault
from tests.sandbox.worlds import NOWHERE, unserved_world


@pytest.fixture
def world(redis_url: str) -> World:
    return replace(unserved_world(0), addresses=replace(NOWHERE, redis=redis_url))


@pytest.fixture
def breaking(world: World) -> Iterator[Breaking]:
    breaking = Breaking(world)
    yield breaking
    breaking.do(breakage_from("mend"))


def newest(breaking: Breaking, world: World, words: str) -> Fault:
    breaking.do(breakage_from(words))
    vendor = words.partition(" ")[0]
    return world.stand_ins["edge" if vendor == "kong" else vendor].faults[0]


@pytest.mark.parametrize(
    ("words", "breakage"),
    [
        ("heroku 403 GET /apps/shop", BreakAnswer("heroku", "403", "GET", "/apps/shop")),
        ("heroku 503 post /apps/*/builds 2", BreakAnswer("heroku", "503", "POST", "/apps/*/builds", 2)),
        ("kong hang * /services/*", BreakAnswer("kong", "hang", "*", "/services/*")),
        ("slack garbage POST /api/chat.postMessage 1", BreakAnswer("slack", "garbage", "POST", "/api/chat.postMessage", 1)),
        ("edge drop GET *", BreakAnswer("edge", "drop", "GET", "*")),
        ("redis full", BreakRedis("full")),
    ],
)
def test_words_name_the_answer_that_is_broken(words: str, breakage: object) -> None:
    assert breakage_from(words) == breakage


@pytest.mark.parametrize(
    "words", ["heroku 403", "heroku 403 GET", "heroku 403 GET apps", "heroku 403 FETCH /x", "edge away", "edge 403 GET /x y"]
)
def test_what_is_not_written_so_is_answered_with_how_it_is_written(words: str) -> None:
    with pytest.raises(ValueError, match=r"^It is written so: slack\|heroku\|kong\|edge STATUS"):
        breakage_from(words)


@pytest.mark.parametrize(
    ("words", "path", "matches"),
    [
        ("heroku 403 GET /apps/shop", "/apps/shop", True),
        ("heroku 403 GET /apps/shop", "/apps/shop?x=1", True),
        ("heroku 403 GET /apps/shop", "/apps/shop/dynos", False),
        ("heroku 403 GET /apps/*", "/apps/shop/dynos", True),
        ("kong 500 GET /routes", "/kong-admin/routes?size=1000", True),
        ("kong 500 GET /routes", "/shop/routes", False),
        ("edge 500 GET /cart", "/cart", True),
    ],
)
def test_a_path_is_matched_whole_and_with_any_query(breaking: Breaking, world: World, words: str, path: str, matches: bool) -> None:
    assert (re.search(newest(breaking, world, words).path, path) is not None) is matches


def test_without_a_number_it_lasts_until_it_is_mended(breaking: Breaking, world: World) -> None:
    assert newest(breaking, world, "heroku 403 GET /apps/shop").count == 0
    breaking.do(breakage_from("mend"))
    assert world.heroku.faults == []


def test_a_kong_that_is_broken_so_many_times_is_so_by_both_ways_together(breaking: Breaking, world: World) -> None:
    newest(breaking, world, "kong 500 GET /routes 1").strike()
    assert world.kong.faults[0].spent()


@pytest.mark.parametrize(
    ("words", "body"),
    [
        ("heroku 403 GET /account", {"id": "forbidden", "message": "Forbidden (set by --break)."}),
        ("slack 429 POST /api/x", {"ok": False, "error": "ratelimited"}),
        ("kong 500 GET /routes", {"message": "Internal Server Error (set by --break)"}),
    ],
)
def test_a_status_comes_in_the_shape_of_its_vendor(breaking: Breaking, world: World, words: str, body: Any) -> None:  # noqa: ANN401 - JSON
    assert newest(breaking, world, words).body == body


@pytest.mark.parametrize(
    ("how", "refusal"),
    [("full", "OOM|not allowed when used memory"), ("readonly", "read only replica"), ("misconf", "unable to persist|MISCONF")],
)
def test_a_redis_refuses_writes_but_answers_questions_until_it_is_mended(
    breaking: Breaking, redis_url: str, how: str, refusal: str
) -> None:
    connection = redis.Redis.from_url(redis_url)
    connection.set("was", "there")
    breaking.do(breakage_from(f"redis {how}"))
    with pytest.raises(redis.ResponseError, match=refusal):
        connection.set("new", "one")
    assert connection.get("was") == b"there"
    breaking.do(breakage_from("mend"))
    assert connection.set("new", "one")


def test_a_redis_that_evicts_drops_keys_once_it_is_full(breaking: Breaking, redis_url: str) -> None:
    connection = redis.Redis.from_url(redis_url)
    connection.mset({f"old-{number}": "x" * 10_000 for number in range(200)})
    breaking.do(breakage_from("redis evicts"))
    connection.mset({f"new-{number}": "x" * 10_000 for number in range(20)})
    memory: Any = connection.info("memory")
    stats: Any = connection.info("stats")
    assert (memory["maxmemory_policy"], stats["evicted_keys"] > 0) == ("allkeys-lru", True)


def test_a_redis_that_cannot_be_broken_is_said(world: World) -> None:
    broken = Breaking(replace(world, addresses=replace(NOWHERE, redis="redis://127.0.0.1:1/0")))
    with pytest.raises(ValueError, match=r"^Redis does not do `full`: "):
        broken.do(breakage_from("redis full"))
