"""Connections that do not say what they announced: nobody waits for them."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import httpx
import pytest
from flask import Flask

from bot.serving import READ_WITHIN_S, served
from sandbox.launch.ports import HOST, free_port
from tests.bot.test_listener import CONFIG, SECRET, command, known, signed_headers_of

ROOT = Path(__file__).parents[2]
WITHIN_S = 5.0
HALF_BODY = b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nfour"
HALF_HEAD = b"POST /slack/events HTTP/1.1\r\nHost: x\r\nConte"
CHUNKED = b"POST /slack/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"
IDLE = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


class HalfOpen(Protocol):
    def __call__(self, port: int, count: int, said: bytes) -> list[socket.socket]: ...


@pytest.fixture
def web(redis_url: str, tmp_path: Path) -> Iterator[int]:
    """Run gunicorn as the Procfile does; yield its port."""
    known(redis_url)
    port = free_port()
    given = {"SLACK_SIGNING_SECRET": SECRET, "SLACK_BOT_TOKEN": "xoxb-token", "HEROKU_API_KEY": "key", "MESH_CONFIG": CONFIG}
    environment = {**os.environ, **given, "REDIS_URL": redis_url, "PORT": str(port), "SLACK_API_URL": f"http://{HOST}:9/api/"}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "gunicorn", "app:app"], cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        _await_answer(port)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _await_answer(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            httpx.get(f"http://{HOST}:{port}/healthz", trust_env=False)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("gunicorn does not answer")


@pytest.fixture
def half_open() -> Iterator[HalfOpen]:
    with ExitStack() as stack:

        def opened(port: int, count: int, said: bytes) -> list[socket.socket]:
            sockets = [stack.enter_context(socket.create_connection((HOST, port), timeout=20)) for _ in range(count)]
            for each in sockets:
                each.sendall(said)
            return sockets

        yield opened


@pytest.mark.parametrize(
    ("said", "count"),
    [(HALF_BODY, 60), (HALF_BODY, 500), (HALF_HEAD, 500), (CHUNKED, 60), (IDLE, 500), (b"\x16\x03\x01 garbage", 60), (b"", 500)],
)
def test_probes_and_signed_commands_are_answered_while_half_open_connections_stand(
    web: int, half_open: HalfOpen, said: bytes, count: int
) -> None:
    half_open(web, count, said)
    began, body = time.monotonic(), command("help")
    with httpx.Client(trust_env=False, timeout=WITHIN_S) as client:
        health = client.get(f"http://{HOST}:{web}/healthz")
        answer = client.post(f"http://{HOST}:{web}/slack/events", content=body, headers=signed_headers_of(body))
    assert (health.status_code, answer.status_code, "/mesh" in answer.text) == (200, 200, True)
    assert time.monotonic() - began < WITHIN_S


def test_a_request_that_drips_is_cut_off_and_does_not_hold_the_others(web: int, half_open: HalfOpen) -> None:
    (dripping,) = half_open(web, 1, HALF_BODY)
    began = time.monotonic()
    with pytest.raises(OSError):  # noqa: PT011 - a reset or a broken pipe
        _drip(dripping, 3 * READ_WITHIN_S)
    assert time.monotonic() - began < READ_WITHIN_S + 5


def _drip(into: socket.socket, for_s: float) -> None:
    deadline = time.monotonic() + for_s
    while time.monotonic() < deadline:
        into.sendall(b"x")
        time.sleep(0.25)


def test_a_body_that_is_too_large_is_refused_before_it_is_sent(web: int) -> None:
    with socket.create_connection((HOST, web), timeout=5) as far:
        far.sendall(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n")
        assert far.recv(100).startswith(b"HTTP/1.1 413 ")


def test_the_probes_of_the_socket_process_are_answered_while_half_open_connections_stand(half_open: HalfOpen) -> None:
    app = Flask("probes")
    app.add_url_rule("/healthz", view_func=lambda: "alive")
    with served(app, 0) as port:
        half_open(port, 500, HALF_HEAD)
        assert httpx.get(f"http://{HOST}:{port}/healthz", trust_env=False, timeout=WITHIN_S).text == "alive"
