"""The tail of a build's output, without secrets: it goes into a Slack thread.

A build prints what it likes, also the app's config vars, so every line that holds one of their values, or a part of one, is left out. Of a
long output the end is kept, and masked before it is cut into lines that are shown. The URL of the output
is signed: whoever has it can read the whole. It is sent through a bare transport, for httpx.Client logs every URL.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import httpx

from clients.bounded import decoded
from clients.heroku.log_mask import LogMask, plain
from clients.http_errors import httpx_failures
from mesh.errors import PermanentFailure, TemporaryFailure

LEFT_OUT = "[a line with a secret was left out]"
CUT = "[the beginning of a long line was left out]"
NOT_READ = "[the log goes on; no more of it was read]"
LINE_MAX = 1_000
KEPT_BYTES = 256 * 1024
"""How much of the end is kept and looked through; some thirty lines of it are shown."""


@dataclass(frozen=True)
class Limits:
    """How much of an output is read; a build that runs prints nothing for a while, which ends the reading without an error."""

    total_s: float = 8.0
    quiet_s: float = 2.0
    connect_s: float = 3.05
    bytes: int = 64 * 2**20


@dataclass(frozen=True, repr=False)
class Output:
    """A build's output: its signed URL, what reading it is called in a failure, and the way to its server."""

    url: str
    deed: str
    transport: httpx.BaseTransport


def tail(output: Output, lines: int, values: Iterable[str], limits: Limits) -> str:
    """Return the last lines, empty if the build has not started. Raises TemporaryFailure, PermanentFailure without the URL in them."""
    window = _end_of(output, limits)
    text = plain(window.kept.decode(errors="replace"))
    masked = LogMask(values).lines(text.split("\n"), LEFT_OUT)
    if window.is_cut:
        masked[0] = CUT  # a value may have been cut in two where the window begins
    if masked[-1] == "":
        masked.pop()
    if not window.is_whole:
        masked.append(NOT_READ)
    return "\n".join(_shortened(line) for line in masked[-lines:])


def _shortened(line: str) -> str:
    shown = line.rpartition("\r")[2]  # as a terminal shows it
    return shown if len(shown) <= LINE_MAX else f"…{shown[1 - LINE_MAX :]}"


@dataclass(frozen=True)
class Window:
    """The end of what was read. `is_cut`: something stands before it; `is_whole`: nothing comes after it."""

    kept: bytes
    is_cut: bool
    is_whole: bool


def _end_of(output: Output, limits: Limits) -> Window:
    ends = time.monotonic() + limits.total_s
    timeout = httpx.Timeout(limits.quiet_s, connect=limits.connect_s).as_dict()
    with httpx_failures("The server of Heroku's build logs", output.deed, writes=False):
        request = httpx.Request("GET", output.url, headers={"Accept": "text/plain"}, extensions={"timeout": timeout})
        response = output.transport.handle_request(request)
    try:
        if response.status_code == 404:
            return Window(b"", is_cut=False, is_whole=True)
        if response.status_code >= 400:
            raise _refusal(response.status_code, output.deed)
        kept, size = bytearray(), 0
        for chunk in _chunks(response, output.deed):
            taken = chunk[: limits.bytes - size]
            kept += taken
            size += len(taken)
            if len(kept) > 2 * KEPT_BYTES:
                del kept[:-KEPT_BYTES]
            if len(taken) < len(chunk) or time.monotonic() > ends:
                return Window(bytes(kept[-KEPT_BYTES:]), size > KEPT_BYTES, is_whole=False)
        return Window(bytes(kept[-KEPT_BYTES:]), size > KEPT_BYTES, is_whole=True)
    finally:
        response.close()


def _chunks(response: httpx.Response, deed: str) -> Iterator[bytes]:
    """Yield what comes until it ends or pauses."""
    with httpx_failures("The server of Heroku's build logs", deed, writes=False):
        try:
            yield from decoded(response)
        except httpx.ReadTimeout:
            return


def _refusal(status: int, deed: str) -> TemporaryFailure | PermanentFailure:
    text = f"The server of Heroku's build logs answered {status} when asked to {deed}."
    return (
        TemporaryFailure(text)
        if status >= 500 or status == 429
        else PermanentFailure(text, advice="Read the log with `heroku builds:output`.")
    )
