"""One request to Heroku: a session of its own while it lasts, and every failure one of ours."""

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError

from clients.heroku.errors import HerokuError, UnreadableAnswerError, failure
from clients.heroku.session import HerokuSession, Timeout
from clients.http_errors import is_distrust, lost

Parts = tuple[str, ...]
NEWEST = 10
T = TypeVar("T")


class Sending:
    """Sends requests through sessions that no two threads hold at once; connections are kept and used again.

    requests does not promise that a session is safe to share, and steps run in parallel threads that come and go. Sessions are made at
    the first request, so make that after a worker has forked.
    """

    def __init__(self, token: str, base_url: str, *, on_budget: Callable[[int], None] | None, timeout: Timeout) -> None:
        self._token, self._base_url, self._timeout, self._on_budget = token, base_url, timeout, on_budget
        self._idle: list[HerokuSession] = []
        self._lock = threading.Lock()

    def ask(
        self,
        deed: str,
        method: str,
        parts: Parts,
        read: Callable[[object], T],
        *,
        body: Mapping[str, object] | None = None,
        order_by: str | None = None,
        most: int = NEWEST,
    ) -> T:
        """Send one request and return what `read` makes of its JSON; `order_by` asks for the last in that order, ten unless told.

        `deed` completes “Heroku did not …”. Raises TemporaryFailure, PermanentFailure.
        """
        newest = {"sort": "desc", "limit": most, "order_by": order_by} if order_by else {}
        with self.session(deed, writes=method != "GET") as heroku:
            payload = None if body is None else heroku._resource_serialize(body)
            answer = heroku._http_resource(method, parts, data=payload, **newest)
            return read(json.loads(answer.content or b"null"))

    @contextmanager
    def session(self, deed: str, *, writes: bool, secrets: Iterable[str] = ()) -> Iterator[HerokuSession]:
        """Lend a session and turn what fails meanwhile into our errors."""
        heroku = self._take()
        try:
            yield heroku
        except HerokuError as error:
            raise failure(error, deed, writes=writes, secrets=(self._token, *secrets)) from error
        except UnreadableAnswerError as error:
            raise lost("Heroku", deed, _unreadable(error.request_id), unknown=writes) from error
        except requests.RequestException as error:
            raise lost("Heroku", deed, _way_of(error), unknown=writes and not _is_unsent(error)) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            # Text that is no JSON, or JSON without what is read from it, by us or by heroku3's models.
            raise lost("Heroku", deed, _unreadable(heroku.last_request_id), unknown=writes) from error
        finally:
            self._give_back(heroku)

    def _take(self) -> HerokuSession:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return HerokuSession(self._token, self._base_url, self._timeout, self._on_budget)

    def _give_back(self, heroku: HerokuSession) -> None:
        with self._lock:
            self._idle.append(heroku)

    def close(self) -> None:
        """Close the connections; a later request opens new ones."""
        with self._lock:
            idle, self._idle = self._idle, []
        for heroku in idle:
            heroku.close()


def _unreadable(request_id: str | None) -> str:
    return f"gave an answer that could not be read (Request-Id {request_id or 'none'})"


def _is_unsent(error: requests.RequestException) -> bool:
    """Say whether the request cannot have reached Heroku: no connection, or one that was not trusted."""
    if isinstance(error, requests.ConnectTimeout) or is_distrust(_root(error)):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)


def _root(error: requests.RequestException) -> BaseException | None:
    """Return the error below those of requests and urllib3, which hand it on as an argument or a reason."""
    cause: BaseException | None = error
    for _ in range(5):
        inner = getattr(cause, "reason", None) or (cause.args[0] if cause and cause.args else None)
        if not isinstance(inner, BaseException):
            return cause
        cause = inner
    return cause


def _way_of(error: requests.RequestException) -> str:
    if isinstance(error, requests.ConnectTimeout):
        return "could not be reached in time"
    if isinstance(error, requests.Timeout):
        return "did not answer in time"
    if is_distrust(_root(error)):
        return "showed a TLS certificate that is not valid for its name"
    if isinstance(error, requests.ConnectionError) and _is_unsent(error):
        return "could not be reached"
    return "broke the connection off"
