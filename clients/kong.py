"""The port Kong: the Admin API of a controller, behind its door (key-auth, acl, rate-limiting) or bare; Kong 1.0 to 3.x.

Nothing is ever PUT. What is new is created by POST, which refuses a name that is taken, where PUT would silently move the route of another
service and reset what somebody has set. A route is changed by PATCH, which keeps `created_at` and so its place among equal routes, and all
fields that are not sent. Both it and DELETE name the route's id, so that another one of that name is never met.

Only fields of Kong 1.0 are sent, and those that a route had that is made again. What came through the door carries `Via: kong/…`; what the
door itself refuses does not, and Kong's own name is then in `Server`. Source: recorded answers of Kong 1.0.2, 2.8.5 and 3.0.2.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import quote, urlsplit

import httpx

from clients.connect import transport_to
from clients.http_errors import EFFECT_MAY_STAND, httpx_failures, is_json, lost, retry_after_s
from clients.kong_values import Json, fields_of, is_as_wanted, page_of, route, service
from mesh.addresses import LONGEST, without_secrets
from mesh.errors import InvalidRequest, PermanentFailure, TemporaryFailure
from mesh.found import Route, Service, foreign_fields
from mesh.quoting import on_one_line

T = TypeVar("T")

PAGE = 1000  # as many as Kong gives at once
NAME = re.compile(r"(?!\.+$)[A-Za-z0-9._~-]+")
VERSION = re.compile(r"kong/([0-9][\w.-]*)")
CHECK_KEY = "Check KONG_HEROKU_ADMIN_KEY of the controller, and that its consumer is in the acl group `kong-admin`."
ADVICE = {
    401: CHECK_KEY,
    403: CHECK_KEY,
    404: "Check KONG_ADMIN_URL, and that the controller still has its route /kong-admin.",
    413: "The request is larger than the controller's door allows: raise its request-size-limiting.",
    426: "Give the address of the Admin API with https://.",
}


class KongClient:
    """The Admin API of one controller, behind its door, or without one if the key is empty.

    `key`, and `base_url` where it must be looked up, are called for every request. A key that the door refuses is forgotten by `forget_key`
    and asked for once more. `enter` is asked before each request (True: it writes) and may raise TemporaryFailure. `on_limit` hears the
    limit and what remains of it in this clock minute. May be used from many threads; use it first after a worker has forked.
    """

    def __init__(
        self,
        base_url: str | Callable[[], str],
        key: Callable[[], str],
        *,
        transport: httpx.BaseTransport | None = None,
        forget_key: Callable[[], None] | None = None,
        on_limit: Callable[[int, int], None] | None = None,
        enter: Callable[[bool], None] = lambda _: None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        timeout: httpx.Timeout = httpx.Timeout(10, connect=3.05),  # noqa: B008 - never changed
    ) -> None:
        self._base_url, self._key, self._forget_key, self._on_limit, self._now = base_url, key, forget_key, on_limit, now
        self._http = httpx.Client(transport=transport or transport_to(), trust_env=False, timeout=timeout)
        self._enter = enter
        self._version = ""

    def close(self) -> None:
        self._http.close()

    @property
    def version(self) -> str:
        return self._version

    def service(self, name: str) -> Service | None:
        return self._get("services", name, f"show the service `{name}`", service)

    def route(self, name: str) -> Route | None:
        return self._get("routes", name, f"show the route `{name}`", route)

    def create_service(self, name: str, url: str) -> Service:
        """Create the service. Raises TemporaryFailure where its name is taken: the repeat then looks.

        Raises PermanentFailure also if Kong stored another address.
        """
        deed = f"create the service `{_name(name)}`"
        stored = self._value(self._exchange("POST", "services", deed, {"name": name, "url": url}), deed, service)
        if not _is_at(stored, url):
            raise _not_as_asked(deed, f"the address {stored.url}")
        return stored

    def services(self) -> tuple[Service, ...]:
        return self._all("services", service)

    def routes(self) -> tuple[Route, ...]:
        return self._all("routes", route)

    def route_by_id(self, route_id: str) -> Route | None:
        return self._get("routes", route_id, "show a route", route)

    def create_route(self, wanted: Route) -> Route:
        """Create the route with all of its fields. Raises TemporaryFailure where its name is taken: the repeat then looks."""
        deed = f"create the route `{_name(wanted.name)}`"
        body = {**foreign_fields(wanted), "name": wanted.name, "service": {"id": wanted.service_id}, **fields_of(wanted)}
        return _checked_route(self._value(self._exchange("POST", "routes", deed, body), deed, route), wanted, deed)

    def change_route(self, before: Route, wanted: Route) -> Route:
        """Change the fields of the route with `before`'s id in which the two differ. Raises PermanentFailure also where it is gone."""
        was, body = fields_of(before), fields_of(wanted)
        changed = {name: value for name, value in body.items() if value != was[name]}
        deed = f"change the route `{wanted.name or wanted.id}`"
        answer = self._exchange("PATCH", f"routes/{_name(before.id)}", deed, changed)
        if answer.status_code == 404 and "could not find the entity" in str(_said(answer).get("message")):
            raise PermanentFailure(f"Kong did not {deed}: it is gone.", advice="Type the command again.")
        return _checked_route(self._value(answer, deed, route), wanted, deed)

    def delete_route(self, route_id: str) -> None:
        """Delete the route of that id; one that is gone is as good."""
        self._delete("routes", route_id, "remove a route")

    def delete_service(self, service_id: str) -> None:
        """Delete the service of that id; one that is gone is as good, one that has routes is refused by Kong."""
        self._delete("services", service_id, "remove a service")

    def _delete(self, kind: str, entity_id: str, deed: str) -> None:
        answer = self._exchange("DELETE", f"{kind}/{_name(entity_id)}", deed)
        if answer.status_code >= 300:
            raise self._failure(answer, deed, writes=True)

    def _all(self, kind: str, read: Callable[[Json], T]) -> tuple[T, ...]:
        """Read a whole list, a request for each thousand; of Kong's `next`, which forgets the size and the door's path, only the offset."""
        found, more, deed = list[T](), "", f"list its {kind}"
        while True:
            page = self._value(self._exchange("GET", f"{kind}?size={PAGE}{more}", deed), deed, page_of(read))
            found += page.items
            if not page.offset:
                return tuple(found)
            more = f"&offset={quote(page.offset, safe='')}"

    def _get(self, kind: str, name: str, deed: str, read: Callable[[Json], T]) -> T | None:
        answer = self._exchange("GET", f"{kind}/{_name(name)}", deed)
        if answer.status_code == 404 and _said(answer).get("message") == "Not found":
            return None
        return self._value(answer, deed, read)

    def _exchange(self, method: str, path: str, deed: str, body: Json | None = None) -> httpx.Response:
        """Send a request, and once more with a fresh key where the door refused the first."""
        answer = self._sent(method, path, deed, body)
        if answer.status_code in {401, 403} and not _is_from_behind_the_door(answer) and self._forget_key:
            self._forget_key()
            answer = self._sent(method, path, deed, body)
        return answer

    def _sent(self, method: str, path: str, deed: str, body: Json | None) -> httpx.Response:
        key = self._key().strip()
        if not (key.isascii() and key.isprintable()):
            raise PermanentFailure("The admin key of Kong holds characters that no header may have.", advice=CHECK_KEY)
        base_url = self._base_url if isinstance(self._base_url, str) else self._base_url()
        # An empty `apikey:` is a 500 in Kong 1.0, none at all is a clear 401.
        headers = {"apikey": key} if key else {}
        writes = method != "GET"
        self._enter(writes)
        with httpx_failures("Kong", deed, writes=writes):
            answer = self._http.request(method, f"{base_url.rstrip('/')}/{path}", headers=headers, json=body)
        self._note(answer.headers)
        return answer

    def _note(self, headers: httpx.Headers) -> None:
        found = VERSION.search(headers.get("Via", "")) or VERSION.search(headers.get("Server", ""))
        self._version = found[1] if found else self._version
        limit, remaining = headers.get("X-RateLimit-Limit-minute", ""), headers.get("X-RateLimit-Remaining-minute", "")
        if self._on_limit and limit.isdigit() and remaining.isdigit():
            self._on_limit(int(limit), int(remaining))

    def _value(self, answer: httpx.Response, deed: str, read: Callable[[Json], T]) -> T:
        writes = answer.request.method != "GET"
        if answer.status_code >= 300:
            raise self._failure(answer, deed, writes=writes)
        try:
            return read(_said(answer))
        except (KeyError, TypeError, ValueError) as unreadable:
            raise lost("Kong", deed, "gave an answer that could not be read", unknown=writes) from unreadable

    def _failure(self, answer: httpx.Response, deed: str, *, writes: bool) -> TemporaryFailure | PermanentFailure:
        status, text = answer.status_code, f"Kong did not {deed}: {_words(answer)} ({answer.status_code})."
        if status == 429:
            now = self._now()
            wait_s = retry_after_s(answer.headers.get("Retry-After"), now) or 60 - now.timestamp() % 60
            return TemporaryFailure(text, retry_after_s=wait_s)
        if status in {408, 409, 415} or status >= 500:
            return TemporaryFailure(text, outcome_unknown=writes and status in EFFECT_MAY_STAND)
        if status not in ADVICE.keys() - {404} and not _said(answer):
            return lost("Kong", deed, f"gave an answer that could not be read ({status})", unknown=False)
        return PermanentFailure(text, advice=ADVICE.get(status, ""))


def _name(name: str) -> str:
    """Return what may go into a path. Raises InvalidRequest."""
    if not NAME.fullmatch(name):
        raise InvalidRequest(f"“{name}” cannot be the name of a Kong service or route: use letters, digits, `.`, `-`, `_` and `~`.")
    return name


def _is_from_behind_the_door(answer: httpx.Response) -> bool:
    return "kong/" in answer.headers.get("Via", "")


def _said(answer: httpx.Response) -> Json:
    """Return the JSON object of an answer, empty if there is none."""
    try:
        body = answer.json() if is_json(answer.headers.get("Content-Type")) else None
    except ValueError:
        body = None
    return body if isinstance(body, dict) else {}


def _words(answer: httpx.Response) -> str:
    said = _said(answer)
    message, fields = on_one_line(without_secrets(str(said.get("message") or "")[:LONGEST])), said.get("fields")
    if not message:
        return "the answer is not Kong's JSON"
    return f"“{message[:500]}”" + (f", {without_secrets(json.dumps(fields, sort_keys=True)[:LONGEST])[:500]}" if fields else "")


def _not_as_asked(deed: str, stored: str) -> PermanentFailure:
    text = f"Kong was asked to {deed} and now has {stored}."
    return PermanentFailure(text, advice="Somebody else may be writing to the same controller: look at it before you ask again.")


def _is_at(service: Service, url: str) -> bool:
    asked = urlsplit(url)
    port = asked.port or (443 if asked.scheme == "https" else 80)
    return (service.protocol, service.host, service.port, service.path or "") == (asked.scheme, asked.hostname, port, asked.path)


def _checked_route(stored: Route, wanted: Route, deed: str) -> Route:
    if not is_as_wanted(stored, wanted):
        raise _not_as_asked(deed, f"the service {stored.service_id} and {json.dumps(fields_of(stored))}")
    return stored
