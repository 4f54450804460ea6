"""What went wrong on the way, as one of our errors: for httpx, and what every vendor's answers have in common."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from clients.bounded import AnswerTooLargeError
from mesh.errors import TemporaryFailure

UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.LocalProtocolError)
LONGEST_WAIT_S = 3600.0  # no limit of Heroku, Kong or Slack takes longer to fill, and a run has other ends than waiting
EFFECT_MAY_STAND = frozenset({500, 502, 504})
"""Statuses after which a write may have been done: the answer is a gateway's or that of a server that broke on its way."""


@contextmanager
def httpx_failures(who: str, deed: str, *, writes: bool) -> Iterator[None]:
    """Turn every failure of httpx into a TemporaryFailure: `who` is the other side, `deed` what we asked of it.

    Its own words are left out, because some of them quote a header or a URL.
    """
    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        unsent = isinstance(error, (*UNSENT, httpx.InvalidURL))
        raise lost(who, deed, way_of(error), unknown=writes and not unsent) from _without_secrets(error)


def lost(who: str, deed: str, way: str, *, unknown: bool, retry_after_s: float | None = None) -> TemporaryFailure:
    """Say that no usable answer came; `unknown`: what was asked may have been done all the same."""
    rest = " It may have been done all the same: look before it is tried again." if unknown else " It is worth another try."
    return TemporaryFailure(f"{who} {way} when asked to {deed}.{rest}", retry_after_s=retry_after_s, outcome_unknown=unknown)


def way_of(error: httpx.HTTPError | httpx.InvalidURL) -> str:
    """Return in words how a request failed."""
    match error:
        case httpx.ConnectTimeout() | httpx.PoolTimeout():
            return "could not be reached in time"
        case httpx.TimeoutException():
            return "did not answer in time"
        case httpx.ConnectError() if is_distrust(error):
            return "showed a TLS certificate that is not valid for its name"
        case httpx.ConnectError():
            return "could not be reached"
        case AnswerTooLargeError():
            return "gave an answer that is too large to be read"
        case httpx.DecodingError():
            return "gave an answer that could not be read"
        case httpx.InvalidURL() | httpx.UnsupportedProtocol() | httpx.LocalProtocolError():
            return "has an address or a key that no request can be made of"
        case _:
            return "broke the connection off"


def is_distrust(error: BaseException | None) -> bool:
    """Say whether a certificate that was not accepted is at the root of an error."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def retry_after_s(header: str | None, now: datetime | None = None) -> float | None:
    """Return the seconds that a Retry-After header names, as a number or a date, at most an hour; None for none or one that is neither."""
    if not header:
        return None
    seconds = count_of(header)
    if seconds is not None:
        return float(min(seconds, LONGEST_WAIT_S))
    try:
        moment = parsedate_to_datetime(header)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        return None
    return min(max(0.0, (moment - (now or datetime.now(UTC))).total_seconds()), LONGEST_WAIT_S)


def count_of(header: str | None) -> int | None:
    """Return the number that a header is, not negative; None for anything else. One beyond all that is sensible is a billion."""
    text = (header or "").strip()
    if not (text.isascii() and text.isdigit()):
        return None
    return int(text) if len(text) < 10 else 10**9


def is_json(content_type: str | None) -> bool:
    """Say whether a Content-Type header names JSON: `application/json`, also with a suffix or a charset."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")


def _without_secrets(error: httpx.HTTPError | httpx.InvalidURL) -> BaseException | None:
    """Return what may be kept as a cause: h11 quotes a header that it refuses, and InvalidURL the URL."""
    return None if isinstance(error, httpx.LocalProtocolError | httpx.InvalidURL) else error
