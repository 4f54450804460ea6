"""Whatever is sent to the Admin API, it is an answer of Kong's that comes, never a broken stand-in's."""

import json
import random
from urllib.parse import urlencode

import pytest

from sandbox.kong import CONTROLLER, KongStandIn
from sandbox.kong.admin.api import AdminApi
from tests.contract.kong.served import Served

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
EVERY_KONG = pytest.mark.parametrize("version", ["1.0.2", "2.8.5", "3.0.2"])


@pytest.mark.parametrize("name", ["[", "]", "[]", "[]1", ".", "a[", "a]", "[1]", "a[][]", "a.", ".a", "=", "[[[["])
def test_a_form_whose_names_are_none_is_refused_as_wrong_fields(kong: Served, name: str) -> None:
    answer = kong.admin.post("/services", content=f"{name}=1&name=web", headers={"Content-Type": FORM})
    assert (answer.status_code, answer.json()["name"]) == (400, "schema violation")


@pytest.mark.parametrize("body", ["[" * 100_000, '{"a":' * 100_000, '{"name": "\\ud800"}', '{"\\udfff": 1}', "\udcff"])
def test_json_that_kongs_reader_takes_not_cannot_be_parsed(kong: Served, body: str) -> None:
    answer = kong.admin.post("/services", content=body.encode("utf8", "surrogateescape"), headers={"Content-Type": JSON})
    assert (answer.status_code, answer.json()) == (400, {"message": "Cannot parse JSON body"})


@pytest.mark.parametrize("offset", ["%ff", "%C3%A9", "٣"])
def test_an_offset_that_is_no_base64_is_refused(kong: Served, offset: str) -> None:
    assert kong.admin.get(f"/services?offset={offset}").json()["code"] == 7


VALUES: list[object] = [
    *(None, True, False, 0, -1, 1.5, 1e308, 2**63, 2**70, "", "x", "/", "//", "/a", "~/a", "~/(", "/(", "/a{1,99999}"),
    *("\0", "\u202e", "é", "%zz"),
    *([], {}, [None], [[]], [{}], [1], ["/a"], {"id": None}, {"id": 1}, {"id": "x"}, {"name": "x"}, {"a": "b"}, {"a": ["b"]}, {"": ["x"]}),
    *("[::1]", "*.x", "http://a:99999/x", "http://[::1", "ws://a", ["http", "tcp"], ["grpc"], [{"port": "x"}]),
    [{"ip": "1.1.1.1/33", "port": 0}],
]  # fmt: skip
FIELDS = [
    *("id", "name", "hosts", "paths", "methods", "protocols", "headers", "snis", "sources", "destinations", "service", "route", "consumer"),
    *(
        "regex_priority",
        "strip_path",
        "tags",
        "created_at",
        "url",
        "host",
        "port",
        "protocol",
        "path",
        "enabled",
        "config",
        "config.minute",
    ),
    *("config.minute", "username", "group", "key", "expression", "a.b.c", "hosts[]", "hosts[99]", "[", "."),
]
NAMES = [
    "x",
    "key-auth",
    "rate-limiting",
    "00000000-0000-0000-0000-000000000000",
    "%",
    "%ff",
    "a%2fb",
    "..",
    "é",
    "\udcff",
    "web-0",
    "web-1",
]
PATHS = [
    *("/", "/status", "/services", "/routes", "/plugins", "/consumers", "/services/:", "/routes/:", "/plugins/:", "/services/:/routes"),
    *(
        "/routes/:/plugins",
        "/routes/:/service",
        "/services/:/routes/:",
        "/tags/:",
        "/schemas/:",
        "/schemas/plugins/:",
        "/config",
        "/endpoints",
    ),
    *("/key-auths", "/consumers/:/key-auth", "/consumers/:/acls/:", "/nosuch", "", "//services"),
]
QUERIES = ["", "", "", "?size=0", "?size=x", "?size=1", "?offset=x", "?offset=%ff", "?offset=bnVsbA==", "?tags=a,b/c", "?=", "?&&"]


def hostile(chance: random.Random) -> tuple[str, str, dict[str, str], bytes]:
    """Return a request: its method, its target, its headers and its body."""
    path = chance.choice(PATHS)
    while ":" in path:
        path = path.replace(":", chance.choice(NAMES), 1)
    wanted = {"name": f"web-{chance.randrange(3)}", "url": "http://127.0.0.1:5000"} if chance.random() < 0.3 else {}
    fields = {**wanted, **{chance.choice(FIELDS): chance.choice(VALUES) for _ in range(chance.randrange(4))}}
    body, kind = chance.choice([(json.dumps(fields), JSON), (urlencode({name: str(value) for name, value in fields.items()}), FORM)])
    method = chance.choice(["GET", "POST", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"])
    return method, path + chance.choice(QUERIES), {"content-type": kind}, body.encode()


@EVERY_KONG
def test_of_three_thousand_hostile_requests_each_is_answered(version: str) -> None:
    kong, chance = KongStandIn(version), random.Random(11)  # noqa: S311 - repeatable
    kong.store.writer = CONTROLLER
    api = AdminApi(kong.version, kong.store, lambda: 1_700_000_000)
    answers = [api.answer(*hostile(chance)) for _ in range(3000)]
    assert {answer.status for answer in answers} <= {200, 201, 204, 400, 404, 405, 409, 415, 500}
    assert {200, 201, 204, 400, 404, 405} <= {answer.status for answer in answers}
