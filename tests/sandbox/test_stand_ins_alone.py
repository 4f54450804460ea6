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
    assert (ended.code, "is taken. Ask for another with --port." in ended.notes, "Traceback" in ended.notes) == (1, True, False)


def test_kong_alone_is_seeded_as_herokus_controller_with_its_door_on_the_proxy(alone: Alone) -> None:
    admin, proxy, untrusting, tls = (str(free_port()) for _ in range(4))
    ports = ("--admin-port", admin, "--proxy-port", proxy, "--untrusting-port", untrusting, "--tls-port", tls)
    alone("kong", *ports, "--kong-limit", "2", "--apikey", "canary")
    until(lambda: answers(f"http://127.0.0.1:{admin}/status"), "Kong answers")
    headers = {"apikey": "canary", "X-Forwarded-Proto": "https"}
    door = [httpx.get(f"http://127.0.0.1:{proxy}/kong-admin/status", headers=headers).status_code for _ in range(3)]
    untrusted = httpx.get(f"http://127.0.0.1:{untrusting}/kong-admin/status", headers=headers).status_code
    by_tls = httpx.get(f"https://127.0.0.1:{tls}/nowhere", verify=False).status_code  # noqa: S501 - a port of our own
    # The minute of the limit may end in between.
    assert (door[:2], door[2] in {200, 429}, untrusted, by_tls) == ([200, 200], True, 426, 404)


def test_a_free_port_is_chosen_where_none_was_asked_for_and_the_usual_one_is_taken(alone: Alone) -> None:
    with socket.socket() as usual:
        usual.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        usual.bind(("127.0.0.1", 5001))
        usual.listen()
        started = alone("heroku")
        until(lambda: "HEROKU_API_KEY" in started.channel or started.has_ended(), "Heroku is up")
        said = started.channel
    assert (started.has_ended(), "http://127.0.0.1:" in said, ":5001 " in said) == (False, True, False)
