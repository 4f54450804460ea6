"""`python -m bench.routers` holds a Kong that is given by its addresses to the prediction and to the stand-in."""

import asyncio
import io
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.router_answers import Rows, Told
from bench.router_live import Refused
from bench.router_tables import Asked, GivenTable, tables
from bench.routers import main, measure
from sandbox.edge.certificates import Certificates
from sandbox.kong import KongStandIn, NodeSettings, ProxyAnswer, ProxyRequest, RunningKong, Upstream, start_kong
from sandbox.launch.ports import free_port
from tests.sandbox.launching import Sandbox, until

EVERY_KONG = pytest.mark.parametrize("version", ["1.0.2", "2.8.5", "3.0.2"])


USUAL = NodeSettings()


class NeverDeletes(KongStandIn):
    """A Kong that has no route for DELETE."""

    async def answer(self, node: str, request: ProxyRequest, upstream: Upstream, settings: NodeSettings = USUAL) -> ProxyAnswer:
        if request.method == "DELETE":
            return ProxyAnswer(404, (), b"{}")
        return await super().answer(node, request, upstream, settings)


@dataclass(frozen=True)
class Served:
    """A served Kong by the arguments that name it."""

    running: RunningKong

    @property
    def arguments(self) -> list[str]:
        ports = {"--admin": self.running.admin_port, "--proxy": self.running.proxy_port}
        return [part for option, port in ports.items() for part in (option, f"127.0.0.1:{port}")]

    def routes(self) -> int:
        return len(self.running.kong.store.latest.rows("routes"))


@contextmanager
def served(kong: KongStandIn, *, tls: bool = False) -> Iterator[Served]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    context = Certificates().context() if tls else None
    running = asyncio.run_coroutine_threadsafe(start_kong(kong, tls=context), loop).result(30)
    try:
        yield Served(running)
    finally:
        asyncio.run_coroutine_threadsafe(running.close(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()


class RefusesAll:
    """A Kong that takes no table."""

    takes_https = True

    def load(self, table: GivenTable, version: str) -> Rows:
        raise Refused(f"Kong {version} refuses {table.seed}")

    def told(self, asked: Asked) -> Told:
        raise AssertionError(f"{asked} was sent to a table that was refused")


def typed(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{line}\n"))


def held_to_the_stand_in_alone(directory: Path, version: str, *wishes: str) -> int:
    """Run the stand-in in a process of its own, hold it to all, and return how that ended."""
    admin, proxy, tls = (free_port() for _ in range(3))
    ports = ("--admin-port", admin, "--proxy-port", proxy, "--tls-port", tls)
    alone = Sandbox(("kong", *map(str, ports), "--kong", version), directory / "alone")
    try:
        until(lambda: f"TLS proxy: https://127.0.0.1:{tls}" in alone.channel, "Kong is up")
        addresses = [f"{option}=127.0.0.1:{port}" for option, port in (("--admin", admin), ("--proxy", proxy), ("--proxy-tls", tls))]
        return main([*addresses, "--kong", version, "--yes", *wishes])
    finally:
        alone.kill()


@EVERY_KONG
def test_a_table_of_each_age_agrees_with_the_stand_in_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str], version: str) -> None:
    ended = held_to_the_stand_in_alone(tmp_path, version, "--tables", "1", "--requests", "20")
    said = capsys.readouterr().out.splitlines()
    assert (ended, [line.split()[0] for line in said[-2:]]) == (0, ["prediction", "stand-in"])


@pytest.mark.long
@EVERY_KONG
def test_ten_tables_of_each_age_agree_with_the_stand_in_alone(tmp_path: Path, version: str) -> None:
    assert held_to_the_stand_in_alone(tmp_path, version, "--tables", "10") == 0


def test_a_disagreement_is_shown_by_the_smallest_table_and_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    with served(NeverDeletes("3.0.2")) as kong:
        ended = main([*kong.arguments, "--kong", "3.0.2", "--tables", "1", "--requests", "8", "--ages", "one", "--yes"])
    first = capsys.readouterr().out.split("\n\n")[0].splitlines()
    assert (ended, first[0].startswith("prediction disagrees: DELETE "), first[2], len(first)) == (1, True, "  kong: 404", 5)


def test_a_table_that_kong_refuses_is_told_and_the_others_are_measured() -> None:
    measured = measure(RefusesAll(), "2.8.5", tables("2.8.5", 2, one_age=True))
    assert (len(measured.refused), measured.prediction.asked, measured.is_good) == (2, 0, False)


def test_nothing_is_deleted_unless_yes_is_typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    typed(monkeypatch, "y")
    kong = KongStandIn("2.8.5")
    kong.seed_loopback()
    with served(kong) as running:
        ended = main([*running.arguments, "--kong", "2.8.5"])
        left = running.routes()
    said = capsys.readouterr().out
    assert (ended, left, "All 1 routes and 1 services of the Kong 2.8.5" in said, "Nothing was deleted." in said) == (2, 1, True, True)


def test_every_route_is_deleted_once_yes_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "yes")
    kong = KongStandIn("2.8.5")
    kong.seed_loopback()
    with served(kong) as running:
        ended = main([*running.arguments, "--kong", "2.8.5", "--tables", "0"])
        left = running.routes()
    assert (ended, left) == (0, 0)


def test_another_kong_than_was_said_is_left_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    kong = KongStandIn("2.8.5")
    kong.seed_loopback()
    with served(kong) as running:
        ended = main([*running.arguments, "--kong", "3.0.2", "--yes"])
        left = running.routes()
    assert (ended, left, capsys.readouterr().out.strip()) == (2, 1, "It is Kong 2.8.5, not 3.0.2.")


def test_a_backend_that_kong_cannot_reach_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with served(KongStandIn("2.8.5")) as running:
        ended = main([*running.arguments, "--kong", "2.8.5", "--yes", "--backend", "nobody.invalid:0"])
    assert (ended, "Is nobody.invalid:" in capsys.readouterr().out) == (2, True)


def test_without_a_kong_there_is_nothing_to_measure(capsys: pytest.CaptureFixture[str]) -> None:
    nobody = f"127.0.0.1:{free_port()}"
    ended = main(["--admin", nobody, "--proxy", nobody, "--kong", "2.8.5", "--yes"])
    assert (ended, "Traceback" in capsys.readouterr().out) == (2, False)
