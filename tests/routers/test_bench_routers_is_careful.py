"""`python -m bench.routers` deletes all of a Kong: whatever is not surely that Kong, or not surely wanted, is left as it is."""

import io
import json
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench.router_live import Address, address_of
from bench.routers import main
from sandbox.kong import KongStandIn
from sandbox.launch.ports import free_port
from tests.routers.test_bench_routers import served, typed

SECRET = "hunter2"
KONG = json.dumps({"version": "2.8.5", "tagline": "Welcome to kong"})
EMPTY = json.dumps({"data": [], "next": None})
ONE = json.dumps({"data": [{"id": "one"}], "next": None})


@dataclass
class Stranger:
    """Answers what it was told to, by method and by path without its query; what it was not told to is an empty object."""

    answers: Mapping[str, tuple[int, str]]
    port: int = 0
    asked: list[str] = field(default_factory=list)

    @property
    def written(self) -> list[str]:
        return [each for each in self.asked if not each.startswith("GET ")]

    @property
    def arguments(self) -> list[str]:
        return ["--admin", f"127.0.0.1:{self.port}", "--proxy", f"127.0.0.1:{self.port}", "--kong", "2.8.5"]


@contextmanager
def stranger(**answers: str | tuple[int, str]) -> Iterator[Stranger]:
    """Serve it; `GET_=…` answers `GET /`, `DELETE_routes=…` all below `/routes`. A Location is written as the answer of a 302."""
    told = {name: given if isinstance(given, tuple) else (200, given) for name, given in answers.items()}
    found = Stranger(told)

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            found.asked.append(f"{self.command} {self.path}")
            status, body = told.get(f"{self.command}_{self.path.split('?')[0].split('/')[1]}", (200, "{}"))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", body)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815 - the names that the library looks for

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Say nothing of each request."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.port = server.server_address[1]
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()


NO_KONGS = {
    "a page": "<html>",
    "a list": "[1]",
    "nothing": "{}",
    "another's version": json.dumps({"version": {"number": "2.8.5"}}),
    "another product of that version": json.dumps({"version": "2.8.5"}),
    "a version that is a number": json.dumps({"version": 2.8, "tagline": "Welcome to kong"}),
}


@pytest.mark.parametrize("root", NO_KONGS.values(), ids=NO_KONGS)
def test_what_is_no_kong_is_told_and_nothing_is_written_there(capsys: pytest.CaptureFixture[str], root: str) -> None:
    with stranger(GET_=root, GET_routes=ONE, GET_services=EMPTY) as other:
        ended = main([*other.arguments, "--yes"])
    assert (ended, other.written, capsys.readouterr().out.strip()) == (2, [], "There is no Admin API of a Kong at this address.")


def test_a_kong_that_leads_elsewhere_is_not_followed(capsys: pytest.CaptureFixture[str]) -> None:
    with ExitStack() as served_now:
        elsewhere = served_now.enter_context(stranger(GET_=KONG, GET_routes=ONE, GET_services=EMPTY))
        kong = served_now.enter_context(stranger(GET_=(302, f"http://127.0.0.1:{elsewhere.port}/")))
        ended = main([*kong.arguments, "--yes"])
    assert (ended, kong.written, elsewhere.asked, "answered 302" in capsys.readouterr().out) == (2, [], [], True)


def test_a_deletion_that_leads_elsewhere_deletes_nothing_and_ends_it(capsys: pytest.CaptureFixture[str]) -> None:
    with ExitStack() as served_now:
        elsewhere = served_now.enter_context(stranger(GET_=KONG, GET_routes=ONE, GET_services=EMPTY))
        gone = (302, f"http://127.0.0.1:{elsewhere.port}/routes/one")
        kong = served_now.enter_context(stranger(GET_=KONG, GET_routes=ONE, GET_services=EMPTY, DELETE_routes=gone))
        ended = main([*kong.arguments, "--yes"])
    assert (ended, elsewhere.asked, kong.written) == (2, [], ["DELETE /routes/one"])
    assert "DELETE /routes/one of the Admin API answered 302" in capsys.readouterr().out


def test_what_stands_although_it_was_deleted_ends_it(capsys: pytest.CaptureFixture[str]) -> None:
    with stranger(GET_=KONG, GET_routes=ONE, GET_services=EMPTY, DELETE_routes=(204, "")) as kong:
        ended = main([*kong.arguments, "--yes"])
    assert (ended, kong.written) == (2, ["DELETE /routes/one"])
    assert "Kong still lists 1 of the routes that were deleted." in capsys.readouterr().out


def test_what_cannot_be_deleted_ends_it_and_no_table_is_loaded(capsys: pytest.CaptureFixture[str]) -> None:
    refused = (400, json.dumps({"message": "an existing 'plugins' entity references this 'routes' entity"}))
    with stranger(GET_=KONG, GET_routes=ONE, GET_services=EMPTY, DELETE_routes=refused) as kong:
        ended = main([*kong.arguments, "--yes"])
    assert (ended, kong.written, "an existing 'plugins' entity" in capsys.readouterr().out) == (2, ["DELETE /routes/one"], True)


LISTS = {
    "null": json.dumps({"data": None}),
    "no list": "{}",
    "a row without an id": json.dumps({"data": [{"name": "x"}]}),
    "a row that is none": json.dumps({"data": ["x"]}),
    "the same page for ever": json.dumps({"data": [{"id": "one"}], "next": "/routes?offset=x", "offset": "x"}),
}


@pytest.mark.parametrize("listed", LISTS.values(), ids=LISTS)
def test_a_list_that_is_none_ends_it_before_anything_is_deleted(capsys: pytest.CaptureFixture[str], listed: str) -> None:
    with stranger(GET_=KONG, GET_services=EMPTY, GET_routes=listed) as kong:
        ended = main([*kong.arguments, "--yes"])
    assert (ended, kong.written, "GET /routes" in capsys.readouterr().out) == (2, [], True)


def left_of(kong: KongStandIn, *wishes: str) -> tuple[int, int]:
    """Run it against a Kong with one route, and return how it ended and how many routes are left."""
    kong.seed_loopback()
    with served(kong) as running:
        ended = main([*running.arguments, "--kong", "2.8.5", *wishes])
        return ended, running.routes()


def test_where_nobody_can_type_an_answer_nothing_is_deleted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert (left_of(KongStandIn("2.8.5")), capsys.readouterr().out.splitlines()[-1]) == ((2, 1), "Nothing was deleted.")


def test_where_there_is_no_input_at_all_nothing_is_deleted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert (left_of(KongStandIn("2.8.5")), capsys.readouterr().out.splitlines()[-1]) == ((2, 1), "Nothing was deleted.")


@pytest.mark.parametrize("answer", ["", "y", "YES", "yes please", "no", "yes\0", "уes"])
def test_another_answer_than_yes_deletes_nothing(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    typed(monkeypatch, answer)
    assert left_of(KongStandIn("2.8.5")) == (2, 1)


@pytest.mark.parametrize("wish", ["--y", "--ye"])
def test_only_yes_in_full_goes_without_a_question(wish: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--admin", "127.0.0.1:1", "--proxy", "127.0.0.1:1", "--kong", "2.8.5", wish])
    assert (ended.value.code, "unrecognized arguments" in capsys.readouterr().err) == (2, True)


def test_a_proxy_that_is_not_there_is_told_before_anything_is_deleted(capsys: pytest.CaptureFixture[str]) -> None:
    nobody = f"127.0.0.1:{free_port()}"
    assert left_of(KongStandIn("2.8.5"), "--yes", "--proxy", nobody) == (2, 1)
    assert f"The proxy {nobody} does not answer" in capsys.readouterr().out


def test_a_proxy_that_answers_something_else_ends_it_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    with stranger(PATCH_="<html>") as other:
        ended, _ = left_of(KongStandIn("2.8.5"), "--yes", "--proxy", f"127.0.0.1:{other.port}")
    said = capsys.readouterr().out
    assert (ended, "It is not the backend that answers through the proxy" in said, "may now hold a table" in said) == (2, True, True)


WITH_SECRETS = [f"https://u:{SECRET}@kong.example.com:8444", f"u:{SECRET}@127.0.0.1:8001", f"https://u:{SECRET}@kong.example.com"]
NO_ADDRESSES = ["127.0.0.1", ":8001", "127.0.0.1/x:8001", "127.0.0.1?x:8001", "a b:8001", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:-1"]


@pytest.mark.parametrize("address", [*WITH_SECRETS, *NO_ADDRESSES, "::1:8001", "127.0.0.1:٨٠٠١", "[::1]8001"])
def test_only_a_host_and_a_port_are_an_address_and_nothing_else_is_repeated(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--admin", address, "--proxy", "127.0.0.1:1", "--kong", "2.8.5", "--yes"])
    said = "".join(capsys.readouterr())
    assert (ended.value.code, SECRET in said, "argument --admin: HOST:PORT is needed" in said) == (2, False, True)


def test_an_address_of_ip_version_6_is_written_in_brackets() -> None:
    assert (address_of("[::1]:8001"), str(address_of("[::1]:8001"))) == (Address("::1", 8001), "[::1]:8001")
