"""A Redis that refuses, or that may forget: what is told, and that nothing was started."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import redis
from flask.testing import FlaskClient

import wiring
from clients.store.members import MemberStore
from jobs.queue import QUEUES
from mesh.people import SlackUser, Standing
from mesh.run import RunState
from messages.buttons import APPROVE, RETRY
from sandbox.breaking.redis_states import RedisState
from tests.bot.test_listener import CONFIG, SECRET, command, delivered, known, runs_in, web_client
from tests.bot.test_replays import ADMIN, APPROVER, DIGEST, OPERATOR, RUN, click, declined, stored, world
from tests.bot.test_replays import command as replayed

ROOT = Path(__file__).parents[2]


@pytest.fixture
def slack(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    known(redis_url)
    yield from web_client(redis_url, monkeypatch)


@pytest.fixture
def state(redis_url: str) -> Iterator[RedisState]:
    state = RedisState(redis_url)
    yield state
    state.leave()


WHY = [
    ("full", "its memory is full"),
    ("readonly", "it is a replica, which takes no writes"),
    ("misconf", "it cannot save its data to disk"),
]


@pytest.mark.parametrize("words", ["add web-ui", "status", "lock web-ui for 2h --reason x"])
@pytest.mark.parametrize("told", WHY)
def test_a_redis_that_refuses_a_write_is_told_as_that(
    slack: FlaskClient, redis_url: str, state: RedisState, told: tuple[str, str], words: str
) -> None:
    with redis.Redis.from_url(redis_url) as store:
        MemberStore(store).keep("S0OPERATORS", frozenset({"U0OPERATOR"}))
        MemberStore(store).keep("S0APPROVERS", frozenset({"U0OPERATOR"}))
    how, why = told
    state.enter(how)
    answer = delivered(slack, command(words))
    assert f"Nothing was started or changed: my store, Redis, refuses to write, because {why}." in answer.text
    assert runs_in(redis_url) == 0


POLICIES = ["allkeys-lru", "allkeys-lfu", "allkeys-random", "volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"]


@pytest.fixture
def may_drop(redis_url: str) -> Iterator[Callable[[str], None]]:
    """Return what sets a policy for when Redis is full, which it is not."""
    with redis.Redis.from_url(redis_url) as store:
        yield lambda policy: store.config_set("maxmemory-policy", policy) and None
        store.config_set("maxmemory-policy", "noeviction")


@pytest.mark.parametrize("policy", POLICIES)
def test_a_redis_that_may_drop_keys_is_not_ready_until_it_may_no_more(
    slack: FlaskClient, may_drop: Callable[[str], None], policy: str
) -> None:
    for queue in QUEUES:
        wiring.schedule().consumes(queue)
    may_drop(policy)
    told: Any = slack.get("/readyz")
    assert (told.status_code, told.json["ready"], told.json["evicts"]) == (503, False, policy)
    may_drop("noeviction")
    assert slack.get("/readyz").status_code == 200


WHO = {"lock": OPERATOR, "unlock": OPERATOR, "retry": OPERATOR, "approve": APPROVER, "decline": APPROVER}
CHANGES = ["add web-ui", "restart web-ui", "route add web-ui x path=/x", "remove web-ui", "lock web-ui --reason x", "unlock shop"]
CHANGES += ["freeze --reason x", "thaw", f"retry {RUN}", f"approve {RUN} {DIGEST}", f"decline {RUN} no"]
STANDS = {"approve": RunState.AWAITING, "decline": RunState.AWAITING}


@pytest.fixture
def people(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as store:
        MemberStore(store).keep("S0OPERATORS", [OPERATOR])
        MemberStore(store).keep("S0APPROVERS", [APPROVER])
        for person in (OPERATOR, APPROVER, ADMIN):
            MemberStore(store).keep_user(SlackUser(frozenset({person}), Standing.MEMBER))
        yield store


@pytest.mark.parametrize("words", CHANGES)
def test_on_a_redis_that_may_drop_keys_nothing_is_changed_by_words(
    slack: FlaskClient, may_drop: Callable[[str], None], people: redis.Redis, words: str
) -> None:
    verb = words.partition(" ")[0]
    delivered(slack, replayed("lock shop --reason x", "0.1", OPERATOR))
    stored(people, STANDS.get(verb, RunState.FAILED))
    may_drop("volatile-lru")
    before = kept(people)
    answer = delivered(slack, replayed(words, person=WHO.get(verb, ADMIN)))
    assert "Redis drops keys when it is full (maxmemory-policy volatile-lru)" in answer.text
    assert kept(people) == before


@pytest.mark.parametrize(
    ("stands", "body"),
    [(RunState.AWAITING, click(APPROVE, APPROVER)), (RunState.FAILED, click(RETRY, OPERATOR)), (RunState.AWAITING, declined())],
)
def test_on_a_redis_that_may_drop_keys_nothing_is_changed_by_a_click_or_a_form(
    slack: FlaskClient, may_drop: Callable[[str], None], people: redis.Redis, *, stands: RunState, body: str
) -> None:
    stored(people, stands)
    may_drop("volatile-lru")
    before = kept(people)
    assert delivered(slack, body).status_code == 200
    assert kept(people) == before
    (reply,) = people.scan_iter("meshbot:reply:*")
    assert b"Redis drops keys when it is full" in (people.get(reply) or b"")


def kept(store: redis.Redis) -> dict[bytes, bytes | None]:
    """Return all that Redis holds but for what was answered, and to which delivery."""
    passing = (b"meshbot:reply:", b"meshbot:taken:", b"rq:")
    return {key: dump for key, dump in world(store).items() if not key.startswith(passing)}


@pytest.mark.parametrize(
    "process", [["-m", "jobs.worker", "runs"], ["-m", "jobs.ticker"], ["-m", "jobs.setup"], ["app.py"], ["-c", "import app"]]
)
def test_no_process_starts_on_a_redis_that_may_drop_keys(redis_url: str, state: RedisState, process: list[str]) -> None:
    state.enter("evicts")
    given = {"SLACK_SIGNING_SECRET": SECRET, "SLACK_BOT_TOKEN": "xoxb-token", "SLACK_APP_TOKEN": "xapp-1", "HEROKU_API_KEY": "key"}
    environment = {**os.environ, **given, "MESH_CONFIG": CONFIG, "REDIS_URL": redis_url}
    ended = subprocess.run([sys.executable, *process], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603
    assert ended.returncode != 0
    assert "maxmemory-policy allkeys-lru" in ended.stdout + ended.stderr


def test_a_click_is_answered_where_the_answer_cannot_be_kept(slack: FlaskClient, state: RedisState) -> None:
    """The response URL is of nobody here: it is tried, and Slack then shows the failure beside the button."""
    state.enter("full")
    click = {
        "type": "block_actions",
        "user": {"id": "U0OPERATOR"},
        "team": {"id": "T0MESH"},
        "trigger_id": "1.2",
        "channel": {"id": "C0MESH"},
    }
    action = {"type": "button", "action_id": "cancel", "value": "r-7k3f", "block_id": "b", "action_ts": "1.1"}
    payload = {**click, "actions": [action], "response_url": "http://127.0.0.1:9/actions/x"}
    assert delivered(slack, urlencode({"payload": json.dumps(payload)})).status_code == 500
