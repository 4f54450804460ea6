"""One stand-in alone, on the port that is asked for."""

import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from sandbox.launch.ports import free_port
from tests.sandbox.launching import Sandbox, until

Alone = Callable[..., Sandbox]


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Alone]:
    started: list[Sandbox] = []

    def start(*arguments: str) -> Sandbox:
        started.append(Sandbox(arguments, tmp_path / "alone"))
        return started[-1]

    yield start
    for sandbox in started:
        sandbox.kill()


def answers(url: str) -> bool:
    try:
        return httpx.get(url).status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.parametrize(
    ("stand_in", "option", "path"),
    [("heroku", "--port", "/_sandbox/state"), ("slack", "--port", "/_sandbox/state"), ("kong", "--admin-port", "/status")],
)
def test_each_stand_in_runs_alone_until_it_is_stopped(alone: Alone, stand_in: str, option: str, path: str) -> None:
    port = free_port()
    more = ["--proxy-port", str(free_port())] if stand_in == "kong" else []
    started = alone(stand_in, option, str(port), *more)
    until(lambda: answers(f"http://127.0.0.1:{port}{path}"), f"{stand_in} answers")
    started.signal(signal.SIGINT)
    ended = started.end()
    assert (ended.code, f"127.0.0.1:{port}" in ended.channel, ended.processes_left) == (0, True, [])


def test_a_taken_port_is_said_in_a_sentence(alone: Alone) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ended = alone("heroku", "--port", str(taken.getsockname()[1])).end()
    assert (ended.code, "It cannot listen" in ended.notes, "Traceback" in ended.notes) == (1, True, False)
