"""A Redis that refuses, or that may forget: what is told, and that nothing was started."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import redis
from flask.testing import FlaskClient

from clients.store.members import MemberStore
from sandbox.breaking.redis_states import RedisState
from tests.bot.test_listener import CONFIG, SECRET, command, delivered, known, runs_in, web_client

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


def test_a_redis_that_may_drop_keys_lets_nothing_be_changed_and_is_not_ready(slack: FlaskClient, redis_url: str, state: RedisState) -> None:
    state.enter("evicts")
    with redis.Redis.from_url(redis_url) as store:
        store.config_set("maxmemory", 0)  # it would drop keys if it were full
    ready: Any = slack.get("/readyz")
    assert (ready.status_code, ready.json["evicts"]) == (503, "allkeys-lru")
    assert delivered(slack, command("add web-ui")).status_code == 200
    assert runs_in(redis_url) == 0


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
