"""Make hostile answers: good ones of each vendor with something wrong in them, and what no vendor sends. Seeded, so repeatable."""

import copy
import gzip
import json
import random
import zlib
from dataclasses import dataclass
from functools import cache
from typing import Any

from bench.hostile_server import Raw

ID = "01234567-89ab-4cde-8f01-23456789abcd"
TIME = "2026-11-02T10:15:30Z"
OF_HEROKU: dict[str, Any] = {
    "id": ID,
    "name": "web-ui",
    "email": "bot@example.com",
    "web_url": "https://web-ui-0123456789ab.herokuapp.com/",
    "region": {"name": "us"},
    "stack": {"name": "heroku-24"},
    "owner": {"email": "bot@example.com"},
    "team": {"name": "team"},
    "generation": "cedar",
    "created_at": TIME,
    "maintenance": False,
    "app": {"name": "web-ui"},
    "plan": {"name": "essential-0"},
    "addon": {"name": "postgresql-1", "app": {"name": "control"}},
    "buildpack": {"name": "heroku/nodejs", "url": "u"},
    "status": "succeeded",
    "source_blob": {"url": "https://x.example/a", "version": "m"},
    "release": {"id": ID, "version": 3},
    "version": 3,
    "description": "Deploy",
    "slug": {"id": ID},
    "current": True,
    "user": {"email": "a@b.example"},
    "state": "up",
    "type": "web",
    "size": "Standard-1X",
    "quantity": 1,
    "hostname": "web-ui.example.com",
    "cname": "x.herokudns.com",
    "eligible_for_rollback": True,
    "output_stream_url": None,
    "message": "no",
    "resource": "app",
}
OF_KONG: dict[str, Any] = {
    "id": ID,
    "name": "web-ui",
    "protocol": "http",
    "host": "127.0.0.1",
    "port": 5000,
    "path": None,
    "service": {"id": ID},
    "hosts": ["ui.example.com"],
    "paths": ["/x"],
    "methods": None,
    "protocols": ["http", "https"],
    "regex_priority": 0,
    "strip_path": True,
    "preserve_host": False,
    "created_at": 1540000000,
    "tags": ["a"],
    "headers": {"x-a": ["1"]},
    "message": "Not found",
    "fields": {"name": "wrong"},
}
OF_SLACK: dict[str, Any] = {
    "ok": True,
    "channel": "C0MESH",
    "ts": "1.2",
    "users": ["U0OPERATOR"],
    "url": "wss://x.slack.com/link",
    "file_id": "F1",
    "user": {"id": "U0OPERATOR", "team_id": "T1", "deleted": False, "is_bot": False, "enterprise_user": {"id": "W1"}},
    "team_id": "T1",
    "enterprise_id": "E1",
    "upload_url": "https://files.slack.com/upload/v1/x",
    "error": "not_in_channel",
    "response_metadata": {"messages": ["[ERROR] wrong"]},
    "needed": "files:write",
}
GOOD = {"heroku": OF_HEROKU, "kong": OF_KONG, "slack": OF_SLACK, "edge": {}}

LITERALS = (
    *("1e999", "-1e999", "NaN", "Infinity", "9" * 5000, "9" * 30, "1" + "0" * 400, "-1", "0", "1.5", "true", "null", '""', "[]", "{}"),
    *(
        '"\\ud800"',
        '"\\u0000"',
        '"' + "x" * 100_000 + '"',
        "[" * 40 + "]" * 40,
        "[null]",
        '[{"a":1,"a":2}]',
        '"2026-13-99T99:99:99"',
        '"٣"',
    ),
    *(
        '"0001-01-01T00:00:00+23:59"',
        '"9999-12-31T23:59:59-23:59"',
        '"http://[::1"',
        '"//\\u202e"',
        '{"name":null}',
        '{"name":[]}',
        "1e400",
    ),
)
BODIES = (
    *(b"", b" ", b"null", b"[]", b"{}", b"0", b'"x"', b"[null]", b"[[]]", b"[{}]", b'{"data":null}', b'{"ok":"yes"}', b'{"ok":true}', b"]"),
    *(
        b"<html><h1>Hello</h1></html>",
        b"\xff\xfe\x00",
        b"\xef\xbb\xbf{}",
        '{"ok":true}'.encode("utf-16"),
        b"\x00" * 1000,
        b'{"a":1}{"b":2}',
    ),
    *(b"[" * 100_000, b'{"a":' * 100_000, b"[" + b"[]," * 400_000 + b"[]]", b'{"id":"a","id":"b"}', b"1e999", b"NaN", b"9" * 10_000),
    *(b'{"data":[],"next":"/routes?offset=x","offset":"x"}', b'{"data":[null],"next":null}', b'{"data":{},"next":1,"offset":{}}'),
    *(b'{"message":' + b"[" * 500 + b"]" * 500 + b"}", b'{"error":{"a":[]},"ok":false}', b'{"ok":false,"error":"' + b"x" * 50_000 + b'"}'),
)
STATUSES: tuple[int, ...] = (
    200,
    201,
    202,
    204,
    206,
    301,
    302,
    304,
    307,
    400,
    401,
    402,
    403,
    404,
    408,
    409,
    410,
    413,
    415,
    418,
    422,
    426,
    429,
    451,
    500,
    501,
    502,
    503,
    504,
    520,
    599,
)
TYPES = (
    "application/json",
    "application/json; charset=utf-8",
    "application/json; charset=nonsense",
    "text/html",
    "text/plain",
    "",
    "x" * 5000,
)
WAITS: tuple[str, ...] = (
    "99999999999999",
    "-5",
    "NaN",
    "1e999",
    "٣",
    "²",
    "1, 2",
    "Mon, 01 Jan 0001 00:00:00 +2359",
    "Fri, 31 Dec 9999 23:59:59 -2359",
    "9" * 5000,
    "0",
    "",
    "soon",
    "Wed, 99 Foo 2026",
    "7",
)
COUNTS = ("5", "0", "-1", "²", "9" * 5000, "1.5", "NaN", "")


BOMB_KB = 150 * 1024


@dataclass(frozen=True)
class Hostile:
    """One answer as bytes, and in words what it is."""

    raw: Raw
    words: str


def hostile(random_: random.Random, vendor: str, rare: float = 0.02) -> Hostile:
    """Return one answer; `rare` is the share of those that take long: what drips, what is held back, what is huge."""
    if random_.random() < rare:
        return _slow(random_)
    if random_.random() < 0.08:
        return _broken(random_)
    status, kind = random_.choices(STATUSES, [20, 8, 4, 4, 4, *[1] * (len(STATUSES) - 5)])[0], random_.choice(TYPES[:2] * 4 + TYPES)
    body, what = _body(random_, vendor)
    headers = [("Content-Type", kind)] if kind else []
    headers += _curious(random_)
    body, packed = _packed(random_, body)
    if packed:
        headers.append(("Content-Encoding", packed))
    return Hostile(Raw(_http(status, headers, body)), f"{status} {kind[:30]!r} {packed} {what}")


def _http(status: int, headers: list[tuple[str, str]], body: bytes) -> bytes:
    lines = [f"HTTP/1.1 {status} Hm", *(f"{name}: {value}" for name, value in headers), f"Content-Length: {len(body)}", "Connection: close"]
    return "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n" + body


def _body(random_: random.Random, vendor: str) -> tuple[bytes, str]:
    if random_.random() < 0.3:
        body = random_.choice(BODIES)
        return body, f"{body[:40]!r}"
    mark = "@@hostile@@"
    value, where = copy.deepcopy(GOOD[vendor]), "nothing wrong"
    if random_.random() < 0.9 and value:
        where = _spoil(random_, value, mark)
    shape = random_.choice(["object", "list", "data"])
    whole = {"object": value, "list": [copy.deepcopy(GOOD[vendor]), value], "data": {"data": [value], "next": None, "ok": True}}[shape]
    literal = random_.choice(LITERALS)
    return json.dumps(whole).replace(f'"{mark}"', literal).encode(), f"{shape}, {where}: {literal[:30]}"


def _spoil(random_: random.Random, value: dict[str, Any], mark: str) -> str:
    """Put a mark in place of one value, or take a name away; return where."""
    place, path = value, list[str]()
    while True:
        name = random_.choice(sorted(place))
        path.append(name)
        if isinstance(place[name], dict) and place[name] and random_.random() < 0.6:
            place = place[name]
            continue
        if random_.random() < 0.15:
            del place[name]
            return f"without {'.'.join(path)}"
        place[name] = [mark] if isinstance(place[name], list) and random_.random() < 0.5 else mark
        return ".".join(path)


def _curious(random_: random.Random) -> list[tuple[str, str]]:
    choices = [
        ("Retry-After", random_.choice(WAITS)),
        ("RateLimit-Remaining", random_.choice(COUNTS)),
        ("X-RateLimit-Limit-minute", random_.choice(COUNTS)),
        ("X-RateLimit-Remaining-minute", random_.choice(COUNTS)),
        ("Next-Range", random_.choice(["id ]x..; max=200", "\x7f", "x" * 3000])),
        ("Location", random_.choice(["http://127.0.0.1:1/", "//evil.example", "/", "http://[", "x" * 3000])),
        ("Via", random_.choice(["kong/1.0.2", "kong/" + "9" * 3000, "1.1 vegur"])),
        ("Request-Id", "r" * random_.choice([10, 5000])),
        ("Set-Cookie", "a=b; Domain=evil.example"),
    ]
    return random_.sample(choices, random_.randint(0, 4))


def _packed(random_: random.Random, body: bytes) -> tuple[bytes, str]:
    match random_.randint(0, 19):
        case 0 | 1:
            return gzip.compress(body, 1), "gzip"
        case 2:
            return zlib.compress(body, 1), "deflate"
        case 3:
            return zlib.compress(body, 1)[2:-4], "deflate"
        case 4:
            return gzip.compress(body, 1)[:-9], "gzip"
        case 5:
            return body, random_.choice(["gzip", "br", "zstd", "gzip, gzip", "x" * 200])
        case _:
            return body, ""


def _broken(random_: random.Random) -> Hostile:
    """Return what is no HTTP, or ends before it should."""
    good = _http(200, [("Content-Type", "application/json")], b"[]" * 50)
    answers = {
        "nothing": b"",
        "no HTTP": b"SSH-2.0-OpenSSH\r\n\r\n",
        "half a status line": b"HTTP/1.1 2",
        "half a header": good[:40],
        "half a body": good[:-20],
        "a status that is none": good.replace(b"200", b"999").replace(b" 999", b" 0x1"),
        "a status of four digits": good.replace(b" 200 ", b" 2000 "),
        "two lengths": good.replace(b"Content-Length: 100", b"Content-Length: 100\r\nContent-Length: 3"),
        "a negative length": good.replace(b"Content-Length: 100", b"Content-Length: -1"),
        "a length beyond all": good.replace(b"Content-Length: 100", b"Content-Length: 99999999999999999999"),
        "chunks that are none": good.replace(b"Content-Length: 100", b"Transfer-Encoding: chunked"),
        "a header of 300 kB": good.replace(b"Connection", b"X: " + b"x" * 300_000 + b"\r\nConnection"),
        "20,000 headers": good.replace(b"Connection", b"X: x\r\n" * 20_000 + b"Connection"),
        "continue for ever": b"HTTP/1.1 100 Continue\r\n\r\n" * 2000,
        "switching": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        "a zero byte in a header": good.replace(b"Connection", b"X: \x00\r\nConnection"),
        "HTTP/0.9": b"<html>",
        "HTTP/2": b"HTTP/2 200\r\n\r\n",
    }
    name = random_.choice(sorted(answers))
    return Hostile(Raw(answers[name]), name)


@cache
def bomb(kilobytes: int) -> bytes:
    return gzip.compress(b"[" + b" " * (kilobytes * 1024), 9)


def _slow(random_: random.Random) -> Hostile:
    drip = _http(200, [("Content-Type", "application/json")], b"[" + b" " * 5000)
    packed = _http(200, [("Content-Type", "application/json"), ("Content-Encoding", "gzip")], bomb(BOMB_KB))
    plain = _http(200, [("Content-Type", "application/json")], b"[" + b" " * (12 * 2**20))
    answers = {
        "headers that drip": Raw(drip, 1, 0.02),
        "a body that drips": Raw(drip[:-5000] + b" " * 5000, 130, 0.05),
        "no word": Raw(b"", holds=True),
        "a body that never ends": Raw(drip[:-3000], holds=True),
        "a bomb of gzip": Raw(packed),
        "12 MB": Raw(plain),
    }
    name = random_.choice(sorted(answers))
    return Hostile(answers[name], name)
