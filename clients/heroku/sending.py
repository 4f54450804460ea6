"""One request to Heroku, or one list: a session of its own while it lasts, and every failure one of ours."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

import httpx
import requests

from clients.bounded import BOUNDS, Bounded, Bounds, within
from clients.connect import transport_to
from clients.heroku.errors import HerokuError, UnreadableAnswerError, failure
from clients.heroku.session import HerokuSession, HttpxAdapter, Timeout
from clients.http_errors import httpx_failures, lost
from clients.json_answers import parsed
from mesh.errors import MeshbotError, PermanentFailure

Parts = tuple[str, ...]
NEWEST = 10
PAGE, MOST_ITEMS = 1000, 10_000
PARTIAL = 206
T = TypeVar("T")


class Sending:
    """Sends requests through sessions that no two threads hold at once; connections are kept and used again.

    requests does not promise that a session is safe to share, and steps run in parallel threads that come and go. Sessions are made at
    the first request, so make that after a worker has forked.
    """

    def __init__(
        self, token: str, base_url: str, *, on_budget: Callable[[int], None] | None, timeout: Timeout, bounds: Bounds = BOUNDS
    ) -> None:
        self._token, self._base_url, self._on_budget, self._bounds = token, base_url, on_budget, bounds
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=20)
        self._transport = Bounded(transport_to(limits=limits), bounds)
        self._adapter = HttpxAdapter(self._transport, timeout, bounds)
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
        secrets: Iterable[str] = (),
    ) -> T:
        """Send one request and return what `read` makes of its JSON. A list that comes in parts is read whole, 10,000 items at most.

        `deed` completes “Heroku did not …”; none of `secrets` comes out in a failure. Raises TemporaryFailure, PermanentFailure.
        """
        with within(self._bounds.total_s), self.session(deed, writes=method != "GET", secrets=secrets) as heroku:
            payload = None if body is None else heroku._resource_serialize(body)
            return read(_with_the_rest(heroku, deed, method, parts, heroku._http_resource(method, parts, data=payload)))

    def newest(self, deed: str, parts: Parts, read: Callable[[object], T], *, order_by: str, most: int = NEWEST) -> T:
        """Return what `read` makes of the last items in that order, and of no more than these."""
        with self.session(deed, writes=False) as heroku:
            answer = heroku._http_resource("GET", parts, sort="desc", limit=most, order_by=order_by)
            return read(parsed(answer.content)[:most])  # type: ignore[index]  # what is no list is a TypeError, as in `read`

    def whole(self, deed: str, parts: Parts, read: Callable[[object], T], *, order_by: str) -> T:
        """Return what `read` makes of a whole list, asked for by the thousand."""
        with within(self._bounds.total_s), self.session(deed, writes=False) as heroku:
            first = heroku._http_resource("GET", parts, valrange=f"{order_by} ..; max={PAGE};")
            return read(_with_the_rest(heroku, deed, "GET", parts, first))

    @contextmanager
    def session(self, deed: str, *, writes: bool, secrets: Iterable[str] = ()) -> Iterator[HerokuSession]:
        """Lend a session and turn what fails meanwhile into our errors."""
        heroku = self._take()
        try:
            with httpx_failures("Heroku", deed, writes=writes):
                yield heroku
        except MeshbotError:
            raise
        except HerokuError as error:
            raise failure(error, deed, writes=writes, secrets=(self._token, *secrets)) from error
        except UnreadableAnswerError as error:
            raise lost("Heroku", deed, _unreadable(error.request_id), unknown=writes) from error
        except requests.RequestException as error:
            raise lost("Heroku", deed, "could not be asked", unknown=writes) from error
        except Exception as error:
            # Text that is no JSON, or JSON without what is read from it: whatever a reader breaks on, it was not the answer.
            raise lost("Heroku", deed, _unreadable(heroku.last_request_id), unknown=writes) from error
        finally:
            self._give_back(heroku)

    def _take(self) -> HerokuSession:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return HerokuSession(self._token, self._base_url, self._adapter, self._on_budget)

    def _give_back(self, heroku: HerokuSession) -> None:
        with self._lock:
            self._idle.append(heroku)

    def close(self) -> None:
        """Close the connections; a later request opens new ones."""
        with self._lock:
            idle, self._idle = self._idle, []
        for heroku in idle:
            heroku.close()
        self._transport.close()


def _with_the_rest(heroku: HerokuSession, deed: str, method: str, parts: Parts, answer: requests.Response) -> object:
    """Return the JSON of an answer and, where it is a part of a list, all of it. Raises PermanentFailure where that does not end."""
    found = parsed(answer.content or b"null")
    asked = set[str]()
    while method == "GET" and answer.status_code == PARTIAL and isinstance(found, list) and (more := answer.headers.get("Next-Range")):
        if more in asked:
            raise PermanentFailure(f"Heroku did not {deed}: it gives the same part of the list again and again.")
        if len(found) >= MOST_ITEMS:
            raise PermanentFailure(
                f"Heroku did not {deed}: the list has more than {MOST_ITEMS:,} entries, which is more than meshbot reads."
            )
        asked.add(more)
        answer = heroku._http_resource("GET", parts, valrange=more)
        part = parsed(answer.content)
        if not isinstance(part, list) or not part:
            raise ValueError("a part of a list that is none")
        found += part
    return found


def _unreadable(request_id: str | None) -> str:
    return f"gave an answer that could not be read (Request-Id {(request_id or 'none')[:100]})"
