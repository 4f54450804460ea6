"""The Admin API of one release over one store: which endpoints there are, and who answers a request."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import parse_qsl, unquote

from sandbox.kong.admin.answer import METHOD_NOT_ALLOWED, NO_CONTENT, NOT_FOUND, UNEXPECTED, Answer, json_answer, message
from sandbox.kong.admin.body import entity_from
from sandbox.kong.admin.entities import child, children, collection, entity, nothing, parent_of
from sandbox.kong.admin.information import CONFIG, endpoints_listed, information
from sandbox.kong.admin.request import AdminRequest, Endpoint
from sandbox.kong.admin.tagged import tags
from sandbox.kong.dao.dao import Dao
from sandbox.kong.dao.errors import KongError
from sandbox.kong.dao.store import Store
from sandbox.kong.definitions import schemas_of
from sandbox.kong.version import Version

OLD_METHODS = "GET, HEAD, PUT, PATCH, POST, DELETE"
OLD_SERVER = "openresty/1.13.6.2"
DATABASE_DOWN_AT_ROOT = message(500, "An unexpected error happened")


class AdminApi:
    """Answers requests to the Admin API; reads and writes the latest state of the store."""

    def __init__(self, version: Version, store: Store, now_s: Callable[[], int]) -> None:
        schemas = schemas_of(version)
        self.version = version
        self.daos = {name: Dao(version, schemas, name, store, now_s) for name in schemas}
        self.requests = 0
        self.database_up = True
        self.endpoints = [*information(version, schemas, lambda: (self.requests, self.database_up)), *self._entity_endpoints()]
        if version.since(2, 0):
            self.endpoints += [endpoints_listed(lambda: self.endpoints), CONFIG]

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer one request. `target`: path and query as sent; `headers`: names in lower case."""
        self.requests += 1
        in_utf8 = target.encode("utf8", "surrogateescape").decode("utf8", "replace")
        answer = self._answer(method, in_utf8, headers, body)
        return replace(answer, headers={"Access-Control-Allow-Origin": "*", **answer.headers})

    def _answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        path, _, query = target.partition("?")
        raw = tuple(part for part in path.split("/") if part)
        endpoint = self._endpoint_for(raw)
        if endpoint is None:
            return NOT_FOUND
        handler = endpoint.methods.get("GET" if method == "HEAD" else method)
        if method == "OPTIONS" or (method == "HEAD" and not self.version.since(1, 1)):
            return self._without_handler(method, endpoint)
        given = entity_from(method, headers, body, endpoint.schema)
        if handler is None or isinstance(given, Answer):
            return given if isinstance(given, Answer) and handler else METHOD_NOT_ALLOWED
        if not self.database_up and endpoint.path != "/status":
            return DATABASE_DOWN_AT_ROOT if endpoint.path == "/" else UNEXPECTED
        raw_names = tuple(part for part, pattern in zip(raw, endpoint.parts, strict=True) if pattern == ":")
        names = tuple(unquote(name) if self.version.since(2, 0) else _unescaped(name) for name in raw_names)
        try:
            return handler(AdminRequest(names, raw_names, dict(parse_qsl(query, keep_blank_values=True)), given))
        except KongError as refused:
            return json_answer(refused.status, refused.body)

    def _endpoint_for(self, parts: tuple[str, ...]) -> Endpoint | None:
        fitting = (endpoint for endpoint in self.endpoints if _fits(endpoint.parts, parts))
        return next(fitting, None)

    def _without_handler(self, method: str, endpoint: Endpoint) -> Answer:
        """Answer what 1.0 leaves to the web framework (HEAD, and OPTIONS with a fixed list), and OPTIONS of later releases."""
        if method == "HEAD":
            return Answer(200, content_type="application/json", server=OLD_SERVER)
        if not self.version.since(1, 1):
            allowed = {"Access-Control-Allow-Methods": OLD_METHODS, "Access-Control-Allow-Headers": "Content-Type"}
            return replace(NO_CONTENT, headers=allowed, server=OLD_SERVER)
        methods = ", ".join(sorted({*endpoint.methods, "HEAD", "OPTIONS"}))
        allowed = {"Allow": methods, "Access-Control-Allow-Methods": methods, "Access-Control-Allow-Headers": "Content-Type"}
        return replace(NO_CONTENT, headers=allowed)

    def _entity_endpoints(self) -> list[Endpoint]:
        services, routes, consumers, plugins = (self.daos[name] for name in ("services", "routes", "consumers", "plugins"))
        keys, acls = self.daos["keyauth_credentials"], self.daos["acls"]
        made = tags(list(self.daos.values())) if self.version.since(1, 1) else []
        made += [endpoint for dao in (services, routes, consumers, plugins) for endpoint in _top(f"/{dao.kind}", dao)]
        made += [*_top("/key-auths", keys), *_top("/acls", acls)]
        made += [children(f"/{parent.kind}/:/plugins", parent, plugins, parent.kind[:-1]) for parent in (services, routes, consumers)]
        made += [parent_of(f"/plugins/:/{parent.kind[:-1]}", plugins, parent, parent.kind[:-1]) for parent in (services, routes, consumers)]
        made += [children("/services/:/routes", services, routes, "service"), parent_of("/routes/:/service", routes, services, "service")]
        for path, dao, named_by in (("key-auth", keys, ""), ("acls", acls, "group")):
            made.append(children(f"/consumers/:/{path}", consumers, dao, "consumer"))
            made.append(child(f"/consumers/:/{path}/:", consumers, dao, "consumer", absent_parent=NOT_FOUND, named_by=named_by))
        made += [nothing(f"/{kind}") for kind in ("upstreams", "certificates", "snis")]
        if self.version.since(1, 3):
            made.append(nothing("/ca_certificates"))
            # Measured on 2.8.5 is the status of the refusal, not its sentence.
            made.append(child("/services/:/routes/:", services, routes, "service", takes_no_parent=not self.version.since(3, 0)))
            made += [child(f"/{parent.kind}/:/plugins/:", parent, plugins, parent.kind[:-1]) for parent in (services, routes, consumers)]
        return made


def _unescaped(name: str) -> str:
    """Undo escapes as the nginx of 1.0 does: of a broken one it keeps at most the character that broke it."""

    def undone(found: re.Match[bytes]) -> bytes:
        return bytes([int(found[1], 16)]) if found[1] else found[2] or b""

    return re.sub(rb"%(?:([0-9A-Fa-f]{2})|[0-9A-Fa-f].?|(.?))", undone, name.encode(), flags=re.DOTALL).decode("utf8", "replace")


def _top(path: str, dao: Dao) -> tuple[Endpoint, Endpoint]:
    return collection(path, dao), entity(f"{path}/:", dao)


def _fits(pattern: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    return len(pattern) == len(parts) and all(want in {":", part} for want, part in zip(pattern, parts, strict=True))
