"""Which plugins run for a request, and what the four plugins of the Admin API's door do.

Source: the recordings of the group loopback-admin; docs.konghq.com/hub for the order in which plugins run.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from sandbox.kong.dao.store import Snapshot
from sandbox.kong.proxy.limits import RateLimits
from sandbox.kong.proxy.messages import Headers, ProxyAnswer, ProxyRequest, header_of, without
from sandbox.kong.proxy.own_answers import UNEXPECTED, bare, refusal
from sandbox.kong.routing.route import Matched
from sandbox.kong.schema.field import Entity
from sandbox.kong.version import Version

ORDER = ("key-auth", "request-size-limiting", "acl", "rate-limiting")
UNIT_BYTES = {"megabytes": 2**20, "kilobytes": 2**10, "bytes": 1}


@dataclass(frozen=True)
class Passage:
    """A request on its way through the plugins. `added`: headers for the visitor's answer."""

    request: ProxyRequest
    consumer: Entity | None = None
    credential: Entity | None = None
    added: Headers = ()


@dataclass(frozen=True)
class Door:
    """What plugins need: the release, what the node sees of the database, the match, the counters."""

    version: Version
    snapshot: Snapshot
    matched: Matched
    limits: RateLimits
    node: str

    def pass_through(self, request: ProxyRequest) -> Passage | ProxyAnswer:
        """Run every plugin that applies, in Kong's order. Returns the first refusal, or the request as it goes on."""
        passage = Passage(request)
        for name in ORDER:
            plugin = self._plugin(name, passage.consumer)
            if plugin is None:
                continue
            result = RUN[name](self, plugin, passage)
            if isinstance(result, ProxyAnswer):
                return result
            passage = result
        return passage

    def _plugin(self, name: str, consumer: Entity | None) -> Entity | None:
        """Return the plugin's entity that is the most specific for route, service and consumer."""
        here = {"route": self.matched.route, "service": self.matched.service, "consumer": consumer}
        weights = {"consumer": 4, "route": 2, "service": 1}
        best, rank = None, -1
        for plugin in self.snapshot.where("plugins", name=name, enabled=True):
            targets = {kind: plugin[kind]["id"] for kind in here if plugin.get(kind)}
            fits = all((found := here[kind]) is not None and found["id"] == wanted for kind, wanted in targets.items())
            if fits and sum(weights[kind] for kind in targets) > rank:
                best, rank = plugin, sum(weights[kind] for kind in targets)
        return best


def _key_auth(door: Door, plugin: Entity, passage: Passage) -> Passage | ProxyAnswer:
    config, request = plugin["config"], passage.request
    name, key = _key_in(request, config["key_names"])
    if key is None or (not key and door.version.since(1, 1)):
        return refusal(door.version, 401, "No API key found in request", (("WWW-Authenticate", 'Key realm="kong"'),))
    if not key:
        # 1.0 looks an empty key up, and its own validation of the look-up breaks.
        return bare(door.version, 500, UNEXPECTED)
    found = door.snapshot.where("keyauth_credentials", key=key)
    if not found:
        return refusal(door.version, 401 if door.version.since(1, 1) else 403, "Invalid authentication credentials")
    consumer = door.snapshot.get("consumers", found[0]["consumer"]["id"]) or {}
    if config["hide_credentials"]:
        request = _hidden(request, name)
    told = {
        "X-Consumer-ID": consumer.get("id"),
        "X-Consumer-Custom-ID": consumer.get("custom_id"),
        "X-Consumer-Username": consumer.get("username"),
    }
    told |= {"X-Credential-Identifier": found[0]["id"]} if door.version.since(2, 1) else {}
    kept = without(request.headers, {header.lower() for header in told} | {"x-anonymous-consumer"})
    headers = (*kept, *((header, value) for header, value in told.items() if value))
    return replace(passage, request=replace(request, headers=headers), consumer=consumer, credential=found[0])


def _key_in(request: ProxyRequest, names: list[str]) -> tuple[str, str | None]:
    query = dict(parse_qsl(request.query, keep_blank_values=True))
    for name in names:
        key = header_of(request.headers, name.lower())
        key = key if key is not None else query.get(name)
        if key is not None:
            return name, key
    return "", None


def _hidden(request: ProxyRequest, name: str) -> ProxyRequest:
    query = [(key, value) for key, value in parse_qsl(request.query, keep_blank_values=True) if key != name]
    target = request.path + (f"?{urlencode(query)}" if query else "") if f"{name}=" in request.query else request.target
    return replace(request, headers=without(request.headers, {name.lower()}), target=target)


def _acl(door: Door, plugin: Entity, passage: Passage) -> Passage | ProxyAnswer:
    config = plugin["config"]
    allowed, denied = (config.get(new) or config.get(old) for new, old in (("allow", "whitelist"), ("deny", "blacklist")))
    consumer = passage.consumer or {}
    groups = {row["group"] for row in door.snapshot.where("acls", consumer={"id": consumer.get("id")})}
    if not passage.consumer or (allowed and not groups & set(allowed)) or (denied and groups & set(denied)):
        return refusal(door.version, 403, "You cannot consume this service")
    if config["hide_groups_header"]:
        return passage
    headers = (*without(passage.request.headers, {"x-consumer-groups"}), ("X-Consumer-Groups", ", ".join(sorted(groups))))
    return replace(passage, request=replace(passage.request, headers=headers))


def _size_limiting(door: Door, plugin: Entity, passage: Passage) -> Passage | ProxyAnswer:
    config = plugin["config"]
    allowed = config["allowed_payload_size"] * UNIT_BYTES[config.get("size_unit", "megabytes")]
    if len(passage.request.body) > allowed:
        return refusal(door.version, 413, "Request size limit exceeded")
    return passage


def _rate_limiting(door: Door, plugin: Entity, passage: Passage) -> Passage | ProxyAnswer:
    by_ip = plugin["config"]["limit_by"] == "ip" or not passage.consumer
    identifier = passage.request.peer if by_ip else (passage.consumer or {})["id"]
    verdict = door.limits.judge(plugin, identifier, door.node)
    headers = verdict.headers(door.version) if not plugin["config"]["hide_client_headers"] else ()
    if not verdict.admitted:
        retry = (("Retry-After", str(verdict.reset_s)),) if door.version.since(2, 0) else ()
        return refusal(door.version, 429, "API rate limit exceeded", (*headers, *retry))
    return replace(passage, added=(*passage.added, *headers))


RUN: Mapping[str, Callable[[Door, Entity, Passage], Passage | ProxyAnswer]] = {
    "key-auth": _key_auth,
    "request-size-limiting": _size_limiting,
    "acl": _acl,
    "rate-limiting": _rate_limiting,
}
