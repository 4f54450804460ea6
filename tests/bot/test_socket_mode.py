"""`python app.py`: how it starts and ends, and what it does when Slack, the line to it or the store is away."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from aiohttp import WSMsgType

from sandbox.launch.ports import free_port
from sandbox.slack import Delivery, SlackStandIn
from tests.bot.freezing import freezing_way
from tests.clients.served import Loop, Served

ROOT = Path(__file__).parents[2]
BOT_TOKEN, APP_TOKEN = "xoxb-canary-bot-token", "xapp-canary-app-token"
BACK_WITHIN_S = 15
NOWHERE = "redis://127.0.0.1:1"

Environment = dict[str, str]


@pytest.fixture(scope="module")
def loop() -> Iterator[Loop]:
    running = Loop()
    yield running
    running.stop()


@pytest.fixture
def slack(loop: Loop) -> Iterator[Served]:
    with loop.served(SlackStandIn(bot_token=BOT_TOKEN, app_token=APP_TOKEN, signing_secret="canary")) as served:
        yield served


@pytest.fixture
def environment(slack: Served, redis_url: str) -> Environment:
    return {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_SIGNING_SECRET": "canary",
        "SLACK_API_URL": f"{slack.url}/api/",
        "HEROKU_API_KEY": "canary",
        "REDIS_URL": redis_url,
        "MESH_CONFIG": str(ROOT / "sandbox" / "mesh.toml"),
        "PATH": os.environ["PATH"],
    }


def started(environment: Environment) -> "subprocess.Popen[str]":
    command = [sys.executable, "app.py"]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # noqa: S603


@contextmanager
def running(environment: Environment) -> Iterator["subprocess.Popen[str]"]:
    process = started(environment)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def until(is_so: Callable[[], bool], within_s: float = 30) -> None:
    deadline = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.02)


def stand_in(slack: Served) -> SlackStandIn:
    assert isinstance(slack.stand_in, SlackStandIn)
    return slack.stand_in


def connected(slack: Served) -> bool:
    return stand_in(slack).sockets.connected()


def says(loop: Loop, slack: Served, text: str) -> Delivery:
    return loop.run(stand_in(slack).say("operator", "mesh", text))


def test_it_connects_and_answers(loop: Loop, slack: Served, environment: Environment) -> None:
    with running(environment):
        until(lambda: connected(slack))
        delivery = says(loop, slack, "/mesh help")
    assert (delivery.status, "I operate the mesh" in str(delivery.private)) == (200, True)


def test_it_ends_on_sigterm_at_once_and_well(slack: Served, environment: Environment) -> None:
    with running(environment) as process:
        until(lambda: connected(slack))
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
        until(lambda: not connected(slack), 5)


def test_it_ends_on_sigterm_while_slack_is_away(slack: Served, environment: Environment) -> None:
    slack.go_wrong(path="apps.connections.open", status=503, count=0)
    with running(environment) as process:
        until(lambda: bool(slack.asked))
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_without_an_app_token_it_says_what_is_missing(environment: Environment) -> None:
    process = started({name: value for name, value in environment.items() if name != "SLACK_APP_TOKEN"})
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "SLACK_APP_TOKEN: is not set; Socket Mode needs it. Over HTTP it is `gunicorn app:app`." in said


def test_a_token_that_slack_does_not_take_ends_it_without_showing_the_token(environment: Environment) -> None:
    process = started({**environment, "SLACK_APP_TOKEN": "xapp-hunter2"})
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "Slack did not open a socket: the token is not valid (invalid_auth)." in said
    assert "SLACK_APP_TOKEN is to be an app-level token" in said
    assert "hunter2" not in said


def test_it_waits_for_a_slack_that_is_away_when_it_starts(slack: Served, environment: Environment) -> None:
    slack.go_wrong(path="apps.connections.open", status=503, count=1)
    with running(environment):
        until(lambda: connected(slack))


def test_a_line_that_goes_silent_without_a_word_is_replaced_within_fifteen_seconds(
    loop: Loop, slack: Served, environment: Environment
) -> None:
    with freezing_way(slack.port) as way, running({**environment, "SLACK_API_URL": f"http://127.0.0.1:{way.port}/api/"}):
        until(lambda: connected(slack))
        silent = stand_in(slack).sockets.open[-1]
        way.freeze()
        until(lambda: stand_in(slack).sockets.open[-1] is not silent, BACK_WITHIN_S)
        assert says(loop, slack, "/mesh help").status == 200


def test_a_line_that_slack_asks_to_replace_stands_until_the_new_one_does(loop: Loop, slack: Served, environment: Environment) -> None:
    with running(environment):
        until(lambda: connected(slack))
        asked = len(slack.asked)
        slack.tell("sockets", {"do": "refresh"})
        until(lambda: connected(slack), BACK_WITHIN_S)
        until(lambda: len(stand_in(slack).sockets.open) == 1, BACK_WITHIN_S)
        assert says(loop, slack, "/mesh help").status == 200
    assert [line for line in slack.asked[asked:] if "apps.connections.open" in line] == ["POST /api/apps.connections.open"]


FOREIGN = (
    *(
        b"",
        b"null",
        b"[]",
        b"5",
        b"{}",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 10_000,
        b"1" * 5000,
        b'{"type":[]}',
        b'{"type":"hello',
    ),
    *(b'{"type":"disconnect!"}', b'{"type":"events_api"}', b'{"type":"events_api","envelope_id":"e1","payload":[]}', rb'{"type":"\ud800"}'),
    *(
        b'{"type":"events_api","envelope_id":{},"payload":{}}',
        b'{"type":"interactive","envelope_id":"e2","payload":{"type":"block_actions"}}',
    ),
    *(b'{"type":"slash_commands","envelope_id":"e3","payload":"x"}', b'{"type":"events_api","envelope_id":"e4","payload":{"type":1e999}}'),
    *(b'{"type":"new_kind","envelope_id":"e5","payload":{}}', b"x" * 2_000_000),
)


async def send_frames(slack: Served) -> None:
    for frame in FOREIGN:
        await stand_in(slack).sockets.open[-1].ws.send_frame(frame, WSMsgType.TEXT)
    await stand_in(slack).sockets.open[-1].ws.send_bytes(b"\0\xff")


def test_no_message_that_cannot_be_read_costs_the_line(loop: Loop, slack: Served, environment: Environment) -> None:
    with running(environment) as process:
        until(lambda: connected(slack))
        line = stand_in(slack).sockets.open[-1]
        loop.run(send_frames(slack))
        assert says(loop, slack, "/mesh help").status == 200
        assert stand_in(slack).sockets.open == [line]
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=10)
    assert "Traceback" not in said
    assert [f'"envelope": "{each}"' in said for each in ("e1", "e2", "e3", "e4")] == [True] * 4


def test_a_store_that_is_away_is_told_to_who_typed(loop: Loop, slack: Served, environment: Environment) -> None:
    with running({**environment, "REDIS_URL": NOWHERE}):
        until(lambda: connected(slack))
        assert "Nothing was started: my store does not answer." in str(says(loop, slack, "/mesh add web-ui").private)


def test_a_mention_that_the_store_did_not_take_is_not_acknowledged_so_that_slack_brings_it_again(
    loop: Loop, slack: Served, environment: Environment
) -> None:
    stand_in(slack).apply_setting("ack_timeout_s", 1.0)
    with running({**environment, "REDIS_URL": NOWHERE}):
        until(lambda: connected(slack))
        assert says(loop, slack, "@mesh add web-ui").timed_out


def test_the_probes_are_served_where_there_is_a_port(slack: Served, environment: Environment) -> None:
    port = free_port()
    slack.go_wrong(path="apps.connections.open", status=503, count=1)
    with running({**environment, "PORT": str(port)}):
        until(lambda: answered(port, "healthz") == {"alive": True})
        assert answered(port, "readyz")["socket"] is False
        until(lambda: answered(port, "readyz")["socket"] is True)


def answered(port: int, name: str) -> dict[str, object]:
    try:
        return dict(httpx.get(f"http://127.0.0.1:{port}/{name}", trust_env=False).json())
    except httpx.TransportError:
        return {}


def test_nothing_goes_through_a_proxy(slack: Served, environment: Environment) -> None:
    nowhere = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), "http://127.0.0.1:1")
    with running({**environment, **nowhere}):
        until(lambda: connected(slack))
