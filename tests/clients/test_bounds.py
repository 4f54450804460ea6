"""Answers that are larger, slower or stranger than any vendor's."""

import gzip
import json
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import httpx
import pytest

from bench.hostile_answers import ID, OF_HEROKU
from bench.hostile_server import HostileServer, Raw
from clients.bounded import Bounded, Bounds, within
from clients.connect import transport_to
from clients.heroku import HerokuClient
from clients.http_errors import count_of, retry_after_s
from clients.json_answers import parsed
from clients.kong import KongClient
from mesh.addresses import Source
from mesh.errors import MeshbotError, PermanentFailure, TemporaryFailure

NOW = datetime(2026, 11, 2, 10, 15, 30, tzinfo=UTC)
TOTAL_S = 0.5
JSON = b"Content-Type: application/json\r\n"


def http(body: bytes, headers: bytes = JSON, status: int = 200) -> bytes:
    return b"HTTP/1.1 %d OK\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (status, headers, len(body), body)


@pytest.fixture
def server() -> Iterator[HostileServer]:
    with HostileServer(lambda _, __: Raw(b"")).serving() as serving:
        yield serving


@pytest.fixture
def heroku(server: HostileServer) -> Iterator[HerokuClient]:
    client = HerokuClient("key", f"http://{server.address}", timeout=(1, 1), bounds=Bounds(bytes=2**20, total_s=TOTAL_S))
    yield client
    client.close()


@pytest.fixture
def kong(server: HostileServer) -> Iterator[KongClient]:
    client = KongClient(f"http://{server.address}", lambda: "key", bounds=Bounds(bytes=2**20, total_s=TOTAL_S))
    yield client
    client.close()


def failure_of(call: Callable[[], object]) -> MeshbotError:
    with pytest.raises(MeshbotError) as caught:
        call()
    return caught.value


def took_s(call: Callable[[], object]) -> float:
    began = time.monotonic()
    failure_of(call)
    return time.monotonic() - began


def rolled_back(heroku: HerokuClient) -> TemporaryFailure:
    failure = failure_of(lambda: heroku.roll_back("web-ui", ID))
    assert isinstance(failure, TemporaryFailure)
    return failure


UNREADABLE = [
    b"",
    b"null",
    b"[]",
    b"{}",
    b"[" * 100_000,
    b"[" + b"[]," * 400_000 + b"[]]",
    b'{"id":"a","id":"b"}',
    b"\xff",
    b"<html>",
    *(
        json.dumps({**OF_HEROKU, "version": "@"}).replace('"@"', wrong).encode()
        for wrong in ("1e999", "NaN", "Infinity", "9" * 5000, "null", "[]", '"3"', "true", "1.5")
    ),
    json.dumps({**OF_HEROKU, "created_at": "0001-01-01T00:00:00+23:59"}).encode(),
    json.dumps({**OF_HEROKU, "status": None}).encode(),
]


@pytest.mark.parametrize("body", UNREADABLE, ids=lambda body: repr(body[-40:]))
def test_a_rollback_whose_answer_cannot_be_read_may_have_been_done(heroku: HerokuClient, server: HostileServer, body: bytes) -> None:
    server.answering = lambda _, __: Raw(http(body, status=201))

    assert rolled_back(heroku).outcome_unknown


@pytest.mark.parametrize("status", [101, 202, 204, 302, 304, 400, 404, 500, 502, 503, 504, 520])
def test_a_write_that_is_answered_in_nobodys_words_may_have_been_done(
    heroku: HerokuClient, kong: KongClient, server: HostileServer, status: int
) -> None:
    server.answering = lambda _, __: Raw(http(b"<html>" if status not in {101, 204, 304} else b"", b"Content-Type: text/html\r\n", status))

    failures = [
        rolled_back(heroku),
        failure_of(lambda: kong.create_service("web-ui", "http://127.0.0.1:5000")),
        failure_of(lambda: heroku.start_build("web-ui", Source("https://example.com/a"), "m")),
    ]

    assert [getattr(each, "outcome_unknown", None) for each in failures] == [True, True, True]


def test_a_kong_that_says_200_to_a_delete_has_not_said_that_it_deleted(kong: KongClient, server: HostileServer) -> None:
    server.answering = lambda _, __: Raw(http(b"<html>", b"Content-Type: text/html\r\n"))

    assert getattr(failure_of(lambda: kong.delete_route(ID)), "outcome_unknown", None) is True


@pytest.mark.parametrize("at", [1, 60, 200])
def test_an_answer_that_drips_ends_when_its_time_is_over(heroku: HerokuClient, kong: KongClient, server: HostileServer, at: int) -> None:
    whole = http(b"[" + b" " * 5000)
    server.answering = lambda _, __: Raw(whole, at, 0.05)

    assert took_s(lambda: heroku.app("web-ui")) < 4 * TOTAL_S
    assert took_s(kong.routes) < 4 * TOTAL_S


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        (b"gzip", gzip.compress(b"[" + b" " * (64 * 2**20))),
        (b"deflate", zlib.compress(b"[" + b" " * (64 * 2**20))),
        (b"deflate", zlib.compress(b"[" + b" " * (64 * 2**20))[2:-4]),
        (b"identity", b"[" + b" " * (4 * 2**20)),
    ],
)
def test_a_small_answer_that_unpacks_to_a_large_one_is_not_unpacked(
    heroku: HerokuClient, kong: KongClient, server: HostileServer, encoding: bytes, packed: bytes
) -> None:
    server.answering = lambda _, __: Raw(http(packed, JSON + b"Content-Encoding: " + encoding + b"\r\n"))

    assert "too large" in str(failure_of(lambda: heroku.app("web-ui")))
    assert "too large" in str(failure_of(kong.routes))


@pytest.mark.parametrize("encoding", [b"br", b"zstd", b"gzip, gzip", b"nonsense"])
def test_an_encoding_that_was_not_asked_for_is_not_read(heroku: HerokuClient, server: HostileServer, encoding: bytes) -> None:
    server.answering = lambda _, __: Raw(http(b"[]", JSON + b"Content-Encoding: " + encoding + b"\r\n"))

    assert "could not be read" in str(failure_of(lambda: heroku.dynos("web-ui")))


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, lambda body: zlib.compress(body)[2:-4]])
def test_what_is_packed_as_it_may_be_is_read_whole(server: HostileServer, pack: Callable[[bytes], bytes]) -> None:
    body = json.dumps([*range(100_000)]).encode()
    encoding = b"gzip" if pack is gzip.compress else b"deflate"
    server.answering = lambda _, __: Raw(http(pack(body), JSON + b"Content-Encoding: " + encoding + b"\r\n"))

    with httpx.Client(transport=Bounded(transport_to(), Bounds()), trust_env=False) as client:
        assert client.get(f"http://{server.address}").content == body


def test_a_deadline_within_a_later_one_is_kept(server: HostileServer) -> None:
    server.answering = lambda _, __: Raw(b"", holds=True)
    began = time.monotonic()

    with (
        httpx.Client(transport=Bounded(transport_to(), Bounds()), trust_env=False) as client,
        within(0.2),
        pytest.raises(httpx.ReadTimeout),
    ):
        client.get(f"http://{server.address}")

    assert time.monotonic() - began < 2


def test_a_redirect_leads_nobody_to_another_host_with_our_key(kong: KongClient, heroku: HerokuClient, server: HostileServer) -> None:
    with HostileServer(lambda _, __: Raw(http(b"{}"))).serving() as other:
        met: list[str] = []
        other.answering = lambda method, path: met.append(f"{method} {path}") or Raw(http(b"{}"))  # type: ignore[func-returns-value]
        server.answering = lambda _, __: Raw(http(b"", b"Location: http://" + other.address.encode() + b"/x\r\n", 307))
        failure_of(kong.routes)
        failure_of(lambda: heroku.app("web-ui"))
        failure_of(lambda: heroku.start_build("web-ui", Source("https://example.com/a"), "m"))

    assert met == []


def test_a_list_in_parts_is_read_whole(heroku: HerokuClient, server: HostileServer) -> None:
    parts = iter([b'[{"name":"a"}]', b'[{"name":"b"}]', b'[{"name":"c"}]'])
    statuses = iter([(206, b"Next-Range: id ]1..\r\n"), (206, b"Next-Range: id ]2..\r\n"), (200, b"")])

    def answering(_: str, __: str) -> Raw:
        status, header = next(statuses)
        return Raw(http(next(parts), JSON + header, status))

    server.answering = answering

    assert heroku.dyno_sizes("web-ui") == ("a", "b", "c")


def test_a_list_whose_next_part_is_always_the_same_ends(heroku: HerokuClient, server: HostileServer) -> None:
    server.answering = lambda _, __: Raw(http(b'[{"name":"a"}]', JSON + b"Next-Range: id ]1..\r\n", 206))

    failure = failure_of(lambda: heroku.dyno_sizes("web-ui"))

    assert isinstance(failure, PermanentFailure)
    assert "again and again" in str(failure)


@pytest.mark.parametrize("page", [b'{"data":[],"next":"/x","offset":"o"}', b'{"data":[],"next":"/x","offset":"%d"}'])
def test_a_list_of_kong_that_never_ends_ends(kong: KongClient, server: HostileServer, page: bytes) -> None:
    asked: list[str] = []

    def answering(_: str, path: str) -> Raw:
        asked.append(path)
        return Raw(http(page.replace(b"%d", b"%d" % len(asked))))

    server.answering = answering

    assert isinstance(failure_of(kong.routes), PermanentFailure)
    assert len(asked) <= 51


def test_a_store_that_is_away_takes_no_answer_of_a_write_away(server: HostileServer) -> None:
    def away(_: int) -> None:
        raise TemporaryFailure("Redis did not answer.")

    server.answering = lambda _, __: Raw(http(json.dumps(OF_HEROKU).encode(), JSON + b"RateLimit-Remaining: 7\r\n", 201))
    client = HerokuClient("key", f"http://{server.address}", on_budget=away)

    assert client.roll_back("web-ui", ID).version == 3
    client.close()


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        ("0", 0),
        ("99999999999999", 3600),
        ("9" * 5000, 3600),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 3600),
        ("Mon, 02 Nov 2026 10:16:00 GMT", 30),
        ("Mon, 01 Jan 1990 00:00:00 GMT", 0),
        *(
            (wrong, None)
            for wrong in ("-5", "NaN", "1e999", "٣", "²", "1, 2", "soon", "", "Wed, 99 Foo 2026", "Mon, 01 Jan 0001 00:00:00 +2359x")
        ),
    ],
)
def test_a_time_to_wait_is_bounded_and_what_is_none_is_left_out(header: str, seconds: float | None) -> None:
    assert retry_after_s(header, NOW) == seconds


@pytest.mark.parametrize("header", ["-1", "²", "1.5", "NaN", "", " ", "0x1"])
def test_what_is_no_count_is_left_out(header: str) -> None:
    assert count_of(header) is None


@pytest.mark.parametrize(
    "wrong", [b"", b"NaN", b"-Infinity", b"1e999", b"9" * 30, b"9" * 5000, b"[" * 40 + b"]" * 40, b"[" * 10**6, b'{"a":1,"a":1}', b"\xff"]
)
def test_json_that_python_would_take_and_nobody_can_use_is_refused(wrong: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the kind is the promise
        parsed(wrong)


def test_half_a_surrogate_pair_does_not_come_out() -> None:
    assert parsed(b'{"a":"x\\ud800y","b":"\\ud83d\\ude00"}') == {"a": "x?y", "b": "\N{GRINNING FACE}"}
