"""Secrets planted in what vendors answer, between them and the clients that read it."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from urllib.parse import unquote_plus

import httpx
import pytest

from clients.bounded import Bounded
from tests.sandbox.leaks import CANARY

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|v?\d+")
Plant = Callable[[str, str], str | None]
"""Return what a leaf, by its name and its value, becomes; None where it stays."""


def vendor_of(request: httpx.Request) -> str:
    if request.url.path.startswith("/api/"):
        return "slack"
    return "kong" if "/kong-admin" in request.url.path else "heroku"


def resource_of(request: httpx.Request) -> str:
    """Return which kind of thing is asked for: the last part of the path that is no id and no app's name."""
    parts = [part for part in request.url.path.split("/") if part and not ID.fullmatch(part)]
    named = len(parts) == 2 and parts[0] in {"apps", "addons"}
    return parts[0] if named else parts[-1]


def planted(name: str, value: object, plant: Plant) -> object:
    """Return a JSON value in which each text became what `plant` makes of it; a list's items share a name."""
    if isinstance(value, dict):
        return {key: planted(f"{name} {key}" if " " not in name else f"{name}.{key}", each, plant) for key, each in value.items()}
    if isinstance(value, list):
        return [planted(name, each, plant) for each in value]
    if isinstance(value, str):
        return value if (new := plant(name, value)) is None else new
    return value


@contextmanager
def planting(monkeypatch: pytest.MonkeyPatch, plant: Plant) -> Iterator[list[str]]:
    """Let `plant` rewrite each text of each JSON answer of all vendors before a client reads it, and each header.

    Yields the list to which all that is sent to Slack is added meanwhile.
    """
    ask = Bounded.handle_request
    sent: list[str] = []

    def rewritten(self: Bounded, request: httpx.Request) -> httpx.Response:
        if vendor_of(request) == "slack":
            sent.append(unquote_plus(request.read().decode("utf8", "replace")))
        answer = ask(self, request)
        name = f"{vendor_of(request)}/{resource_of(request)}"
        headers = [(key, plant(f"{vendor_of(request)}/headers {key.lower()}", value) or value) for key, value in answer.headers.items()]
        headers += [("X-Debug-Token", f"{CANARY}-header"), ("Set-Cookie", f"session={CANARY}-cookie")]
        content = answer.content
        if "json" in answer.headers.get("Content-Type", "") and content:
            content = json.dumps(planted(name, json.loads(content), plant)).encode()
        kept = [(key, value) for key, value in headers if key.lower() != "content-length"]
        return httpx.Response(answer.status_code, headers=kept, content=content, request=request)

    with monkeypatch.context() as patched:
        patched.setattr(Bounded, "handle_request", rewritten)
        yield sent


def is_one_of(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
