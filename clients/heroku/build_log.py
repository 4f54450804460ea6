"""The tail of a build's output, without secrets: it goes into a Slack thread.

A build prints what it likes, also the app's config vars, so every line that holds one of their values is left out. The URL of the output
is signed: whoever has it can read the whole. It is sent through a bare transport, for httpx.Client logs every URL.
"""

import codecs
import re
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import httpx

from clients.http_errors import httpx_failures
from mesh.errors import PermanentFailure, TemporaryFailure

LEFT_OUT = "[a line with a secret was left out]"
LEAST_SECRET = 6
"""Characters; shorter config vars (`off`, `true`, `5000`) are no secrets and would take half of the log with them."""
PASSWORD_IN_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s/@]*:[^\s/@]+@")


@dataclass(frozen=True)
class Limits:
    """How much of an output is read; a build that runs prints nothing for a while, which ends the reading without an error."""

    total_s: float = 8.0
    quiet_s: float = 2.0
    connect_s: float = 3.05
    bytes: int = 2 * 2**20


@dataclass(frozen=True, repr=False)
class Output:
    """A build's output: its signed URL, what reading it is called in a failure, and the way to its server."""

    url: str
    deed: str
    transport: httpx.BaseTransport


def tail(output: Output, lines: int, values: Iterable[str], limits: Limits) -> str:
    """Return the last lines, empty if the build has not started. Raises TemporaryFailure, PermanentFailure without the URL in them."""
    secrets = tuple({part.strip() for value in values for part in value.splitlines() if len(part.strip()) >= LEAST_SECRET})
    kept = deque(_lines(_text(output, limits)), maxlen=lines)
    return "\n".join(LEFT_OUT if _is_secret(line, secrets) else line for line in kept)


def _is_secret(line: str, secrets: tuple[str, ...]) -> bool:
    return bool(PASSWORD_IN_URL.search(line)) or any(secret in line for secret in secrets)


def _lines(pieces: Iterator[str]) -> Iterator[str]:
    rest = ""
    for piece in pieces:
        *whole, rest = (rest + piece.replace("\x00", "")).split("\n")
        yield from (line.rstrip("\r") for line in whole)
    if rest:
        yield rest


def _text(output: Output, limits: Limits) -> Iterator[str]:
    ends = time.monotonic() + limits.total_s
    timeout = httpx.Timeout(limits.quiet_s, connect=limits.connect_s).as_dict()
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    with httpx_failures("The server of Heroku's build logs", output.deed, writes=False):
        request = httpx.Request("GET", output.url, headers={"Accept": "text/plain"}, extensions={"timeout": timeout})
        response = output.transport.handle_request(request)
    try:
        if response.status_code == 404:
            return
        if response.status_code >= 400:
            raise _refusal(response.status_code, output.deed)
        left = limits.bytes
        for chunk in _chunks(response, output.deed):
            yield decoder.decode(chunk[:left])
            left -= len(chunk)
            if left <= 0 or time.monotonic() > ends:
                break
        yield decoder.decode(b"", final=True)
    finally:
        response.close()


def _chunks(response: httpx.Response, deed: str) -> Iterator[bytes]:
    """Yield what comes until it ends or pauses."""
    with httpx_failures("The server of Heroku's build logs", deed, writes=False):
        try:
            yield from response.iter_bytes()
        except httpx.ReadTimeout:
            return


def _refusal(status: int, deed: str) -> TemporaryFailure | PermanentFailure:
    text = f"The server of Heroku's build logs answered {status} when asked to {deed}."
    return (
        TemporaryFailure(text)
        if status >= 500 or status == 429
        else PermanentFailure(text, advice="Read the log with `heroku builds:output`.")
    )
