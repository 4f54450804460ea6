"""The prediction says what real Kong answered, for every recorded exchange with its proxy ports.

The recordings are not part of this repository: they are looked for in the folder that MESHBOT_RECORDINGS names, else in `../shared/kong`.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mesh.found import Route, Service
from mesh.routing import Edge, EdgeApp, Request

from .standins import Seen, predicted

FOLDER = Path(os.environ.get("MESHBOT_RECORDINGS", Path(__file__).parents[4] / "shared" / "kong"))
VERSIONS = ("1.0.2", "2.8.5", "3.0.2")
GROUPS = ("proxy-nomatch", "proxy-https-only")

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason=f"no recordings in {FOLDER}")


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("version", VERSIONS)
def test_real_kong_answered_as_predicted(version: str, group: str) -> None:
    exchanges = [line for line in _lines(version) if line["group"] == group]
    table = _table(version, [line["response"]["json"] for line in exchanges if line["target"] == "node1-admin" and _stored(line)])
    asked = [line for line in exchanges if "-proxy" in line["target"]]
    assert asked
    assert [_recorded(line) for line in asked] == [predicted(table, _request(line)) for line in asked]


def _lines(version: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / f"kong-{version}.jsonl").read_text().splitlines()]


def _stored(line: dict[str, Any]) -> bool:
    return line["response"]["status"] in {200, 201}


def _table(version: str, stored: list[dict[str, Any]]) -> Edge:
    services = [
        Service(each["id"], each["name"], each["protocol"], each["host"], each["port"], each["path"]) for each in stored if "port" in each
    ]
    app = EdgeApp("node", ("*.herokuapp.com", "*.example.com"), listen_port=15000)
    return Edge(version, (app,), tuple(services), tuple(_route(each) for each in stored if "hosts" in each))


def _route(given: dict[str, Any]) -> Route:
    return Route(
        given["id"],
        given["name"],
        given["service"]["id"],
        tuple(given["hosts"]),
        tuple(given["paths"] or ()),
        protocols=tuple(given["protocols"]),
        strip_path=given["strip_path"],
        preserve_host=given["preserve_host"],
        https_redirect_status_code=given.get("https_redirect_status_code", 426),
        created_at=datetime.fromtimestamp(given["created_at"], UTC),
    )


def _request(line: dict[str, Any]) -> Request:
    sent = line["request"]
    # Only node 2 trusts X-Forwarded-Proto, and only in this spelling.
    secure = line["target"].endswith("-ssl") or (line["target"] == "node2-proxy" and sent["headers"].get("X-Forwarded-Proto") == "https")
    return Request(sent["headers"]["Host"], sent["path"].partition("?")[0], sent["method"], "https" if secure else "http")


def _recorded(line: dict[str, Any]) -> Seen:
    given = line["response"]
    told = given.get("json") or {}
    by_backend = given["status"] == 200
    return (
        Seen(("node",), given["status"], "node", told["path"], told["headers"]["Host"])
        if by_backend
        else Seen(("node",), given["status"], "kong")
    )
