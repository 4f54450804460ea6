"""The stand-in on a free port, in an event loop of its own; the real slack_sdk and slack_bolt at the other end."""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
from flask import Flask, Response, request
from slack_bolt import App
from slack_bolt.adapter.flask import SlackRequestHandler
from slack_sdk import WebClient
from werkzeug.serving import WSGIRequestHandler, make_server

from sandbox.slack import SlackStandIn

BOT_TOKEN = "xoxb-canary-contract-tests"
APP_TOKEN = "xapp-canary-contract-tests"
SIGNING_SECRET = "canary-signing-secret"

Run = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """slack_sdk obeys proxies and ignores NO_PROXY."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="session")
def run() -> Iterator[Run]:
    """Run a coroutine on the stand-in's loop and wait for it."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield lambda work: asyncio.run_coroutine_threadsafe(work, loop).result(30)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
    loop.close()


@pytest.fixture
def slack(run: Run) -> Iterator[SlackStandIn]:
    async def made() -> tuple[SlackStandIn, Any]:
        stand_in = SlackStandIn(bot_token=BOT_TOKEN, app_token=APP_TOKEN, signing_secret=SIGNING_SECRET)
        return stand_in, await stand_in.start()

    stand_in, runner = run(made())
    yield stand_in
    run(runner.cleanup())


@pytest.fixture
def web(slack: SlackStandIn) -> WebClient:
    return WebClient(BOT_TOKEN, base_url=f"{slack.public_url}/api/")


class QuietHandler(WSGIRequestHandler):
    """Serves without a line on the terminal for each request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@pytest.fixture
def bolt(slack: SlackStandIn, web: WebClient) -> Iterator[App]:
    """A real Bolt app behind Flask, which the stand-in delivers to; tests add listeners to it."""
    app = App(client=web, signing_secret=SIGNING_SECRET, process_before_response=True)
    handler, flask = SlackRequestHandler(app), Flask(__name__)

    @flask.post("/slack/events")
    def events() -> Response:
        return handler.handle(request)

    server = make_server("127.0.0.1", 0, flask, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True)
    thread.start()
    slack.app_url = f"http://127.0.0.1:{server.port}"
    yield app
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def until() -> Callable[[Callable[[], object]], None]:
    """Wait until a condition holds; fail after five seconds."""

    def wait(condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + 5
        while not condition():
            assert time.monotonic() < deadline, "the condition did not come true within 5 s"
            time.sleep(0.005)

    return wait
