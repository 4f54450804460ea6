"""heroku3 made safe: nothing is sent at construction, nothing waits without end, every refusal has a type and all its headers.

heroku3 5.2.1 sets no time-out, swallows “Name is already taken” by returning the app of another, and drops the headers of a 429. The
response hook runs before heroku3 looks at an answer, so none of that happens.
"""

from collections.abc import Callable, Mapping
from typing import Any

import heroku3.api
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from clients.heroku.errors import HerokuError, UnreadableAnswerError
from clients.http_errors import is_json, retry_after_s

ACCEPTED = 202
Timeout = tuple[float, float]
"""Seconds to connect, and seconds between two bytes of an answer."""


class TimeoutAdapter(HTTPAdapter):
    """Gives a time-out to every request that has none, for heroku3 passes none."""

    def __init__(self, timeout: Timeout, retries: Retry) -> None:
        self._timeout = timeout
        super().__init__(max_retries=retries)

    def send(  # noqa: PLR0917 - as requests has it
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,  # noqa: ANN401 - requests' own union of five types
        verify: bool | str = True,
        cert: Any = None,  # noqa: ANN401 - requests' own union
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        return super().send(request, stream, timeout or self._timeout, verify, cert, proxies)


class HerokuSession(heroku3.api.Heroku):  # type: ignore[misc]  # heroku3 has no types
    """A heroku3 client with a session of its own; for one thread at a time.

    GET and HEAD are tried three times on 502, 503 and 504, at once; nothing else is tried again here, and no Retry-After is slept on.
    """

    def __init__(self, token: str, base_url: str, timeout: Timeout, on_budget: Callable[[int], None] | None) -> None:
        session = requests.Session()
        session.trust_env = False
        retries = Retry(
            total=2,
            connect=0,
            read=False,
            other=0,
            redirect=0,
            status=2,
            status_forcelist=(502, 503, 504),
            allowed_methods={"GET", "HEAD"},
            backoff_factor=0.2,
            respect_retry_after_header=False,
            raise_on_status=False,
        )
        for scheme in ("https://", "http://"):
            session.mount(scheme, TimeoutAdapter(timeout, retries))
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
        remaining = response.headers.get("RateLimit-Remaining", "")
        if on_budget and remaining.isdigit():
            on_budget(int(remaining))
        if response.status_code >= 400:
            raise _refusal(response)
        if response.status_code == ACCEPTED and not response.content:
            return
        if response.status_code >= 300 or not is_json(response.headers.get("Content-Type")):
            response.close()
            raise UnreadableAnswerError(response.headers.get("Request-Id", ""))

    return hook


def _refusal(response: requests.Response) -> HerokuError:
    try:
        body = response.json()
    except (ValueError, requests.RequestException):
        body = None
    said = body if isinstance(body, dict) else {}
    remaining = response.headers.get("RateLimit-Remaining", "")
    return HerokuError(
        status=response.status_code,
        id=str(said.get("id") or ""),
        message=str(said.get("message") or ""),
        url=str(said.get("url") or ""),
        resource=str(said.get("resource") or ""),
        request_id=response.headers.get("Request-Id", ""),
        rate_limit_remaining=int(remaining) if remaining.isdigit() else None,
        retry_after_s=retry_after_s(response.headers.get("Retry-After")),
    )
