"""Every way in by every way in which Redis refuses: it is told as that, where Slack lets us speak, with "nothing was started"."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote_plus, urlencode

import pytest
import redis
from flask.testing import FlaskClient

from bot.shell import AGAIN_LATER, Shell
from clients.store.members import MemberStore
from clients.store.queues import Queues
from clients.store.runs import RunStore
from mesh.record import entry_of
from mesh.run import Approval, RunState
from sandbox.breaking.redis_states import RedisState
from tests.bot.refusing_redis import refusing_redis
from tests.bot.test_listener import command, delivered, known, web_client
from tests.examples import a_plan, a_run
from wiring import desk

WHY = {
    "full": "its memory is full",
    "readonly": "it is a replica, which takes no writes",
    "misconf": "it cannot save its data to disk",
    "NOAUTH Authentication required.": "it wants a password",
    "WRONGPASS invalid username-password pair or user is disabled.": "it does not know the password of REDIS_URL",
    "NOPERM User web has no permissions to run the command": "the user of REDIS_URL may not do that",
    "LOADING Redis is loading the dataset in memory": "it is still loading its data",
    "MOVED 3999 127.0.0.1:6381": "it is a cluster, which meshbot does not use",
    "CLUSTERDOWN Hash slot not served": "its cluster is down",
    "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.": "it has lost its primary",
    "NOREPLICAS Not enough good replicas to write.": "it has too few replicas to take writes",
    "ERR max number of clients reached": "it takes no more connections",
}
REAL = ("full", "readonly", "misconf")
RUN, ASKED, JSON = "r-22222", "r-33333", "application/json"
PLAN = a_plan()


@dataclass
class Heard:
    """What was said to Slack: its methods and response URLs are one server."""

    url: str = ""
    bodies: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return unquote_plus("\n".join(self.bodies))


@contextmanager
def listening() -> Iterator[Heard]:
    heard = Heard()

    class Hear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.bodies.append(f"{self.path} {self.rfile.read(int(self.headers['Content-Length'])).decode()}")
            self.send_response(200)
            self.send_header("Content-Type", JSON)
            self.end_headers()
            self.wfile.write(b'{"ok": true}')

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's own name
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Hear) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        heard.url = f"http://127.0.0.1:{server.server_address[1]}"
        yield heard
        server.shutdown()


@dataclass
class Refused:
    """The web app on a Redis that refuses, and what Slack hears of it."""

    slack: FlaskClient
    heard: Heard

    def delivers(self, payload: dict[str, object]) -> str:
        """Bring an interaction; return what the person is told by answer or by call."""
        answer = delivered(self.slack, urlencode({"payload": json.dumps({**PERSON, **payload})}))
        return f"{answer.status_code} {answer.text} {self.heard.text}"

    def clicks(self, action: str, value: str) -> str:
        clicked = {"type": "button", "action_id": action, "value": value, "block_id": "b", "action_ts": "1.1"}
        return self.delivers(
            {"type": "block_actions", "channel": {"id": "C0MESH"}, "response_url": f"{self.heard.url}/said", "actions": [clicked]}
        )

    def brings(self, event: dict[str, object]) -> str:
        body = {"type": "event_callback", "event_id": "Ev1", "team_id": "T0MESH", "event": {"user": "U0OPERATOR", **event}}
        mentioned = {**body, "authorizations": [{"user_id": "U0BOT", "team_id": "T0MESH", "is_bot": True}]}
        answer = delivered(self.slack, json.dumps(mentioned), content_type=JSON)
        return f"{answer.status_code} {self.heard.text}"

    def submits(self, form: str, private: str, values: Mapping[str, object]) -> str:
        view = {"id": "V1", "type": "modal", "callback_id": form, "private_metadata": private, "state": {"values": values}}
        return self.delivers({"type": "view_submission", "view": view})


PERSON = {"user": {"id": "U0OPERATOR"}, "team": {"id": "T0MESH"}, "trigger_id": "1.2"}


@pytest.fixture
def stored(redis_url: str) -> None:
    known(redis_url)
    run = a_run(id=RUN, person="U0OPERATOR")
    with redis.Redis.from_url(redis_url) as store:
        for group in ("S0OPERATORS", "S0APPROVERS"):
            MemberStore(store).keep(group, frozenset({"U0OPERATOR"}))
        runs = RunStore(store, Queues(store), lambda: run.asking.at)
        for each in (run, a_run(id=ASKED, person="U0OTHER")):
            runs.submit(each, delivery=each.id, response_url="", queue="runs", entry=entry_of(each, "asked", each.asking.at))
        approval = Approval(1, "approvers", datetime.now(UTC) + timedelta(hours=1), PLAN.digest, ("S0APPROVERS",))
        runs.move(a_run(id=ASKED, person="U0OTHER"), RunState.AWAITING, plan=PLAN, approval=approval)


@pytest.fixture
def refused(how: str, stored: None, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Refused]:
    with ExitStack() as stack:
        heard = stack.enter_context(listening())
        monkeypatch.setenv("SLACK_API_URL", f"{heard.url}/api/")
        url = redis_url if how in REAL else stack.enter_context(refusing_redis(how))
        slack = next(clients := web_client(url, monkeypatch))
        stack.callback(clients.close)
        if how in REAL:
            state = RedisState(redis_url)
            stack.callback(state.leave)
            state.enter(how)
        yield Refused(slack, heard)


def by_shell(_: Refused) -> str:
    lines: list[str] = []
    code = Shell(desk(), "U0OPERATOR", lines.append, lambda: time.sleep(0.1)).carry_out("/mesh add web-ui", "C0MESH", wait=False)
    return f"{200 if code == AGAIN_LATER else code} " + "\n".join(lines)


def by_command(words: str) -> Callable[[Refused], str]:
    def typed(refused: Refused) -> str:
        answer = delivered(refused.slack, command(words))
        return f"{answer.status_code} {answer.text}"

    return typed


def by_route_form(refused: Refused) -> str:
    values = {name: {name: {"value": value}} for name, value in {"name": "cart", "hosts": "", "paths": "/cart", "reason": "shop"}.items()}
    return refused.submits("route-add", "web-ui C0MESH main", values)


WAYS: dict[str, Callable[[Refused], str]] = {
    "add": by_command("add web-ui"),
    "status": by_command("status"),
    "lock": by_command("lock web-ui for 2h --reason x"),
    "cancel": by_command(f"cancel {RUN}"),
    "mention": lambda refused: refused.brings(
        {"type": "app_mention", "text": "<@U0BOT> add web-ui", "channel": "C0MESH", "ts": "1.1", "event_ts": "1.1"}
    ),
    "home tab": lambda refused: refused.brings({"type": "app_home_opened", "tab": "home", "channel": "D0", "event_ts": "1.1"}),
    "click on cancel": lambda refused: refused.clicks("cancel", RUN),
    "route form": by_route_form,
    "decline form": lambda refused: refused.submits("decline", f"{ASKED} {PLAN.digest}", {"reason": {"reason": {"value": "not now"}}}),
    "shell": by_shell,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("how", WHY)
def test_a_redis_that_refuses_is_told_as_that(refused: Refused, how: str, way: str) -> None:
    said = WAYS[way](refused)
    assert said.startswith("200 "), said
    assert f"Nothing was started or changed: my store, Redis, refuses to write, because {WHY[how]}." in said
