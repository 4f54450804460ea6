"""The port Kong: the Admin API of a controller, behind its door (key-auth, acl, rate-limiting) or bare; Kong 1.0 to 3.x.

Nothing is ever PUT. What is new is created by POST, which refuses a name that is taken, where PUT would silently move the route of another
service and reset what somebody has set. A route is changed by PATCH, which keeps `created_at` and so its place among equal routes, and all
fields that are not sent. Both it and DELETE name the route's id, so that another one of that name is never met.

Only fields of Kong 1.0 are sent, and those that a route had that is made again. What came through the door carries `Via: kong/…`; what the
door itself refuses does not, and Kong's own name is then in `Server`. Source: recorded answers of Kong 1.0.2, 2.8.5 and 3.0.2.
"""

import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from typing import Protocol, TypeVar
from urllib.parse import quote, urlsplit

import httpx

from clients.bounded import BOUNDS, Bounded, Bounds
from clients.connect import transport_to
from clients.http_errors import EFFECT_MAY_STAND, count_of, httpx_failures, is_json, lost, retry_after_s
from clients.json_answers import parsed
from clients.kong_values import Json, body_of, fields_of, is_as_wanted, page_of, plugin, route, service
from mesh.addresses import LONGEST, without_secrets
from mesh.errors import InvalidRequest, PermanentFailure, TemporaryFailure
from mesh.found import Plugin, Route, Service, in_words, is_set_alike
from mesh.quoting import on_one_line

T = TypeVar("T")

log = logging.getLogger(__name__)

PAGE = 1000  # as many as Kong gives at once
MOST_ITEMS, MOST_PAGES = 10_000, 50
NAME = re.compile(r"(?!\.+$)[A-Za-z0-9._~-]+")
VERSION = re.compile(r"kong/([0-9][\w.-]{0,30})")
CHECK_KEY = "Check KONG_HEROKU_ADMIN_KEY of the controller, and that its consumer is in the acl group `kong-admin`."
ADVICE = {
    401: CHECK_KEY,
    403: CHECK_KEY,
    404: "Check KONG_ADMIN_URL, and that the controller still has its route /kong-admin.",
    413: "The request is larger than the controller's door allows: raise its request-size-limiting.",
    426: "Give the address of the Admin API with https://.",
}


class Pages(Protocol):
    """Keeps the pages of a reading that had to wait, so that it goes on where it was. `table` names their lists."""

    def kept(self) -> Mapping[str, Sequence[bytes]]: ...

    def keep(self, pages: Mapping[str, Sequence[bytes]]) -> None: ...

    def forget(self) -> None: ...


class KeptNowhere:
    """Fulfils `Pages` where nothing limits how many requests there may be: each reading begins at the first page."""

    def kept(self) -> Mapping[str, Sequence[bytes]]:
        return {}

    def keep(self, pages: Mapping[str, Sequence[bytes]]) -> None:
        pass

    def forget(self) -> None:
        pass


class KongClient:
    """The Admin API of one controller, behind its door, or without one if the key is empty.

    `key`, and `base_url` where it must be looked up, are called for every request. A key that the door refuses is forgotten by `forget_key`
    and asked for once more. `enter` is asked before each request (True: it writes) and may raise TemporaryFailure. `on_limit` hears the
    limit and what remains of it in this clock minute, `on_no_limit` that an answer names none (True: and refuses for one all the same). May
    be used from many threads; use it first after a worker has forked.
    """

    def __init__(
        self,
        base_url: str | Callable[[], str],
        key: Callable[[], str],
        *,
        transport: httpx.BaseTransport | None = None,
        forget_key: Callable[[], None] | None = None,
        on_limit: Callable[[int, int], None] = lambda _, __: None,
        on_no_limit: Callable[[bool], None] = lambda _: None,
        enter: Callable[[bool], None] = lambda _: None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        timeout: httpx.Timeout = httpx.Timeout(10, connect=3.05),  # noqa: B008 - never changed
        bounds: Bounds = BOUNDS,
        pages: Pages | None = None,
    ) -> None:
        self._base_url, self._key, self._forget_key, self._on_limit, self._now = base_url, key, forget_key, on_limit, now
        self._http = httpx.Client(transport=Bounded(transport or transport_to(), bounds), trust_env=False, timeout=timeout)
        self._enter, self._on_no_limit, self._pages = enter, on_no_limit, pages or KeptNowhere()
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
        return self._lists("services")[0]

    def routes(self) -> tuple[Route, ...]:
        return self._lists("routes")[1]

    def table(self) -> tuple[tuple[Service, ...], tuple[Route, ...]]:
        """Return all services and routes. A reading that had to wait has kept its pages: what it read then may be minutes old."""
        return self._lists("services", "routes")[:2]

    def plugins(self) -> tuple[Plugin, ...]:
        """Return all plugins, in one request. Raises PermanentFailure where Kong refuses to list them."""
        return self._lists("plugins")[2]

    def table_with_plugins(self) -> tuple[tuple[Service, ...], tuple[Route, ...], tuple[Plugin, ...] | None]:
        """Return the same and all plugins, in one request more; None where Kong refuses to list them, which takes nothing else away."""
        refused = list[PermanentFailure]()
        services, routes, plugins = self._lists("services", "routes", "plugins", refused=refused)
        return services, routes, None if refused else plugins

    def route_by_id(self, route_id: str) -> Route | None:
        return self._get("routes", route_id, "show a route", route)

    def create_route(self, wanted: Route) -> Route:
        """Create the route with all of its fields. Raises TemporaryFailure where its name is taken: the repeat then looks."""
        deed = f"create the route `{_name(wanted.name)}`"
        stored = self._value(self._exchange("POST", "routes", deed, body_of(wanted)), deed, route)
        if not is_set_alike(stored.foreign, wanted.foreign):
            raise _not_as_asked(deed, f"a route with {', '.join(in_words(stored.foreign)) or 'nothing set beyond what I know'}")
        return _checked_route(stored, wanted, deed)

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
        if answer.status_code != httpx.codes.NO_CONTENT:
            raise self._failure(answer, deed, writes=True)

    def _lists(
        self, *kinds: str, refused: list[PermanentFailure] | None = None
    ) -> tuple[tuple[Service, ...], tuple[Route, ...], tuple[Plugin, ...]]:
        """Read these lists, all at once. Where not all can be read now, what was read is kept for the next try.

        `refused` takes a refusal to list the plugins, which then are none.
        """
        kept = self._pages.kept()
        pages = {kind: list(kept.get(kind, ())) for kind in ("services", "routes", "plugins")}
        try:
            with ThreadPoolExecutor(2) as pool:
                routes = pool.submit(self._all, "routes", route, pages["routes"]) if "routes" in kinds else None
                plugins = pool.submit(self._all, "plugins", plugin, pages["plugins"]) if "plugins" in kinds else None
                services = self._all("services", service, pages["services"]) if "services" in kinds else ()
                found = services, routes.result() if routes else (), _unless_refused(plugins, refused) if plugins else ()
        except TemporaryFailure:
            if any(pages.values()):
                self._pages.keep(pages)
            raise
        if kept:
            self._pages.forget()
        return found

    def _all(self, kind: str, read: Callable[[Json], T], pages: list[bytes]) -> tuple[T, ...]:
        """Read a whole list, a request for each thousand; of Kong's `next`, which forgets the size and the door's path, only the offset.

        What is in `pages` is not asked for again, and what is asked for is put there. Raises PermanentFailure where it does not end.
        """
        found, offset, asked, deed = list[T](), "", set[str](), f"list its {kind}"
        for number in count():
            if number == len(pages):
                more = f"&offset={quote(offset, safe='')}" if offset else ""
                answer = self._exchange("GET", f"{kind}?size={PAGE}{more}", deed)
                page = self._value(answer, deed, page_of(read))
                pages.append(answer.content)
            else:
                page = page_of(read)(_record(pages[number]))
            found += page.items
            offset = page.offset
            if not offset:
                break
            if offset in asked:
                raise PermanentFailure(f"Kong did not {deed}: it names the same next page again and again.")
            if len(found) >= MOST_ITEMS or number + 1 >= MOST_PAGES:
                raise PermanentFailure(f"Kong did not {deed}: there are more than {len(found):,}, which is more than meshbot reads.")
            asked.add(offset)
        return tuple(found)

    def _get(self, kind: str, name: str, deed: str, read: Callable[[Json], T]) -> T | None:
        answer = self._exchange("GET", f"{kind}/{_name(name)}", deed)
        if answer.status_code == 404 and _said(answer).get("message") == "Not found":
            return None
        return self._value(answer, deed, read)

    def _exchange(self, method: str, path: str, deed: str, body: Json | None = None) -> httpx.Response:
        """Send a request, and once more with a fresh host and key where the door refused the first, or Heroku knows no such host.

        Heroku's own 404 is a page: the controller was renamed or deleted since its host was read.
        """
        answer = self._sent(method, path, deed, body)
        is_refused = answer.status_code in {401, 403} and not _is_from_behind_the_door(answer)
        is_gone = answer.status_code == 404 and not is_json(answer.headers.get("Content-Type"))
        if (is_refused or is_gone) and self._forget_key:
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
        if writes:
            self._pages.forget()
        self._enter(writes)
        with httpx_failures("Kong", deed, writes=writes):
            answer = self._http.request(method, f"{base_url.rstrip('/')}/{path}", headers=headers, json=body)
        # The answer counts, not the notes about it: a write that Kong has done is done, also where our Redis is away.
        with suppress(TemporaryFailure):
            self._note(answer)
        return answer

    def _note(self, answer: httpx.Response) -> None:
        headers = answer.headers
        found = VERSION.search(headers.get("Via", "")) or VERSION.search(headers.get("Server", ""))
        self._version = found[1] if found else self._version
        limit, remaining = count_of(headers.get("X-RateLimit-Limit-minute")), count_of(headers.get("X-RateLimit-Remaining-minute"))
        if limit is not None and remaining is not None:
            self._on_limit(limit, remaining)
        elif answer.is_success or answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            self._on_no_limit(not answer.is_success)

    def _value(self, answer: httpx.Response, deed: str, read: Callable[[Json], T]) -> T:
        writes = answer.request.method != "GET"
        if not answer.is_success:
            raise self._failure(answer, deed, writes=writes)
        try:
            return read(_said(answer))
        except Exception as unreadable:
            # Whatever a reader breaks on, it was not the answer.
            raise lost("Kong", deed, "gave an answer that could not be read", unknown=writes) from unreadable

    def _failure(self, answer: httpx.Response, deed: str, *, writes: bool) -> TemporaryFailure | PermanentFailure:
        status, text = answer.status_code, f"Kong did not {deed}: {_words(answer)} ({answer.status_code})."
        if status == 429:
            now = self._now()
            wait_s = retry_after_s(answer.headers.get("Retry-After"), now) or 60 - now.timestamp() % 60
            return TemporaryFailure(text, retry_after_s=wait_s)
        if status < 400:
            return lost("Kong", deed, f"gave an answer that could not be read ({status})", unknown=writes)
        # Without Kong's own words it is not known who refused, a gateway on the way or Kong, and whether before or after.
        is_in_words = bool(_said(answer))
        if status in {408, 409, 415} or status >= 500:
            return TemporaryFailure(text, outcome_unknown=writes and (status in EFFECT_MAY_STAND or not is_in_words))
        if not is_in_words and (writes or status not in ADVICE.keys() - {404}):
            return lost("Kong", deed, f"gave an answer that could not be read ({status})", unknown=writes)
        return PermanentFailure(text, advice=ADVICE.get(status, ""))


def _unless_refused(plugins: Future[tuple[Plugin, ...]], refused: list[PermanentFailure] | None) -> tuple[Plugin, ...]:
    try:
        return plugins.result()
    except PermanentFailure as failure:
        if refused is None:
            raise
        refused.append(failure)
        log.warning("Kong does not list its plugins", extra={"why": str(failure)})
        return ()


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
        return _record(answer.content) if is_json(answer.headers.get("Content-Type")) else {}
    except ValueError:
        return {}


def _record(content: bytes) -> Json:
    body = parsed(content)
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
