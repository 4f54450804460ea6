"""heroku3 made safe: nothing is sent at construction, nothing waits without end, every refusal has a type and all its headers.

heroku3 5.2.1 sets no time-out, swallows “Name is already taken” by returning the app of another, and drops the headers of a 429. The
response hook runs before heroku3 looks at an answer, so none of that happens. What sends is httpx, as for every other vendor: requests
can neither end an answer that drips nor unpack a compressed one piece by piece.
"""

import io
import time
from collections.abc import Callable
from contextlib import suppress

import heroku3.api
import httpx
import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from clients.bounded import Bounds, within
from clients.heroku.errors import HerokuError, UnreadableAnswerError
from clients.http_errors import count_of, is_json, retry_after_s
from clients.json_answers import parsed
from mesh.errors import TemporaryFailure

ACCEPTED = 202
Timeout = tuple[float, float]
"""Seconds to connect, and seconds between two bytes of an answer."""
RETRIED, TRIES, BEFORE_THIRD_S = frozenset({502, 503, 504}), 3, 0.4


class HttpxAdapter(BaseAdapter):
    """Sends over httpx what was prepared by requests, and knows nothing of proxies. Raises httpx's errors.

    GET and HEAD are tried three times on 502, 503 and 504, at once, within the time of one answer; nothing else is tried again.
    """

    def __init__(self, transport: httpx.BaseTransport, timeout: Timeout, bounds: Bounds) -> None:
        super().__init__()
        self._transport, self._bounds = transport, bounds
        self._timeout = httpx.Timeout(timeout[1], connect=timeout[0]).as_dict()

    def send(self, request: requests.PreparedRequest, *_: object, **__: object) -> requests.Response:
        with within(self._bounds.total_s):
            answer = self._tried(request)
        response = requests.Response()
        response.status_code, response.headers = answer.status_code, CaseInsensitiveDict(answer.headers)
        response.url, response.request, response.raw = str(request.url), request, io.BytesIO(answer.content)
        return response

    def _tried(self, request: requests.PreparedRequest) -> httpx.Response:
        tries = TRIES if request.method in {"GET", "HEAD"} else 1
        for left in reversed(range(tries)):
            answer = self._transport.handle_request(
                httpx.Request(
                    str(request.method),
                    str(request.url),
                    headers=dict(request.headers),
                    content=request.body,
                    extensions={"timeout": self._timeout},
                )
            )
            if answer.status_code not in RETRIED or not left:
                break
            time.sleep(BEFORE_THIRD_S if left == 1 else 0)
        return answer

    def close(self) -> None:
        """Leave the transport open: it is shared by all sessions."""


class HerokuSession(heroku3.api.Heroku):  # type: ignore[misc]  # heroku3 has no types
    """A heroku3 client with a session of its own; for one thread at a time. No Retry-After is slept on."""

    def __init__(self, token: str, base_url: str, adapter: HttpxAdapter, on_budget: Callable[[int], None] | None) -> None:
        session = requests.Session()
        session.trust_env = False
        for scheme in ("https://", "http://"):
            session.mount(scheme, adapter)
        session.hooks["response"].append(_checked(on_budget))
        super().__init__(session=session)
        self._heroku_url = base_url.rstrip("/")
        self._api_key = token
        session.auth = ("", token)

    def close(self) -> None:
        self._session.close()


def _checked(on_budget: Callable[[int], None] | None) -> Callable[..., None]:
    """Return the hook that notes the calls left and raises HerokuError or UnreadableAnswerError."""

    def hook(response: requests.Response, **_: object) -> None:
        remaining = count_of(response.headers.get("RateLimit-Remaining"))
        if on_budget and remaining is not None:
            # The answer counts, not the note: a write that Heroku has done is done, also where our Redis is away.
            with suppress(TemporaryFailure):
                on_budget(remaining)
        if response.status_code >= 400:
            raise _refusal(response, remaining)
        if response.status_code == ACCEPTED and not response.content:
            return
        if not 200 <= response.status_code < 300 or not is_json(response.headers.get("Content-Type")):
            raise UnreadableAnswerError(response.headers.get("Request-Id", ""))

    return hook


def _refusal(response: requests.Response, remaining: int | None) -> HerokuError | UnreadableAnswerError:
    """Return the refusal; one below 500 that is not in Heroku's words may be somebody else's, and says nothing (429 aside)."""
    request_id = response.headers.get("Request-Id", "")[:100]
    try:
        body = parsed(response.content)
    except ValueError:
        body = None
    if not isinstance(body, dict) and response.status_code < 500 and response.status_code != 429:
        return UnreadableAnswerError(request_id)
    said = body if isinstance(body, dict) else {}
    return HerokuError(
        status=response.status_code,
        id=str(said.get("id") or "")[:100],
        message=str(said.get("message") or ""),
        url=str(said.get("url") or ""),
        resource=str(said.get("resource") or ""),
        request_id=request_id,
        rate_limit_remaining=remaining,
        retry_after_s=retry_after_s(response.headers.get("Retry-After")),
        is_in_words=bool(said),
    )
