"""One proxy node: from a visitor's request to its answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox.kong.dao.store import Snapshot
from sandbox.kong.proxy import own_answers
from sandbox.kong.proxy.limits import RateLimits
from sandbox.kong.proxy.messages import (
    HOP_BY_HOP,
    Headers,
    NameNotResolved,
    ProxyAnswer,
    ProxyRequest,
    Upstream,
    UpstreamRefused,
    UpstreamTimedOut,
    header_of,
    without,
)
from sandbox.kong.proxy.origins import Address
from sandbox.kong.proxy.outgoing import address_of, outgoing
from sandbox.kong.proxy.plugins import Door
from sandbox.kong.routing.asked import Asked
from sandbox.kong.routing.normal import normal_path
from sandbox.kong.routing.route import Matched
from sandbox.kong.routing.router import router_of
from sandbox.kong.version import Version

NO_ROUTE = "no Route matched with those values"


@dataclass(frozen=True)
class Node:
    """A node named `name`. `sees`: what it knows of the database now; `origins`: addresses that it replaces."""

    name: str
    version: Version
    sees: Callable[[], Snapshot]
    limits: RateLimits
    origins: Mapping[Address, Address]

    async def answer(self, request: ProxyRequest, upstream: Upstream) -> ProxyAnswer:
        """Answer a request; `upstream` is called at most once, for what goes to a backend."""
        snapshot = self.sees()
        headers = {name.lower(): value for name, value in request.headers}
        usual_port = 443 if request.scheme == "https" else 80
        asked = Asked(request.host, usual_port, normal_path(self.version, request.path), request.method, headers)
        matched = router_of(self.version, snapshot).match(asked)
        if matched is None:
            return own_answers.refusal(self.version, 404, NO_ROUTE)
        return _with_debug_headers(await self._answer_by(matched, snapshot, request, upstream), matched, request)

    async def _answer_by(self, matched: Matched, snapshot: Snapshot, request: ProxyRequest, upstream: Upstream) -> ProxyAnswer:
        insecure = self._insecure(matched, request)
        if insecure is not None:
            return insecure
        no_grpc = self._no_grpc(matched, request)
        if no_grpc is not None:
            return no_grpc
        passage = Door(self.version, snapshot, matched, self.limits, self.name).pass_through(request)
        if isinstance(passage, ProxyAnswer):
            return passage
        answer = await self._proxied(matched, passage.request, upstream)
        return ProxyAnswer(answer.status, (*answer.headers, *passage.added), answer.body)

    def _insecure(self, matched: Matched, request: ProxyRequest) -> ProxyAnswer | None:
        protocols = matched.route["protocols"]
        if "https" not in protocols or "http" in protocols or request.forwarded_proto == "https":
            return None
        status = matched.route.get("https_redirect_status_code", 426)
        if status == 426:
            return own_answers.use_https(self.version)
        return own_answers.redirect(self.version, status, f"https://{_without_port(request.host)}{request.target}")

    def _no_grpc(self, matched: Matched, request: ProxyRequest) -> ProxyAnswer | None:
        """Refuse what a route for gRPC does not take; our ports speak HTTP/1.1, so that is everything. Source: kong/runloop/handler.lua."""
        if not {"grpc", "grpcs"} & set(matched.route["protocols"]):
            return None
        if (header_of(request.headers, "content-type") or "").startswith("application/grpc"):
            return own_answers.refusal(self.version, 426, "Please use HTTP2 protocol", (("Connection", "Upgrade"), ("Upgrade", "HTTP/2")))
        return own_answers.refusal(self.version, 415, "Non-gRPC request matched gRPC route")

    async def _proxied(self, matched: Matched, request: ProxyRequest, upstream: Upstream) -> ProxyAnswer:
        service = matched.service
        if service is None:
            return own_answers.refusal(self.version, 503, "no Service found with those values")
        address = address_of(service)
        sent = outgoing(self.version, matched, request, self.origins.get(address, address), service)
        try:
            answer = await upstream(sent)
        except UpstreamRefused:
            return own_answers.failure(self.version, request, 502, own_answers.BAD_GATEWAY)
        except UpstreamTimedOut:
            return own_answers.failure(self.version, request, 504, own_answers.TIMED_OUT)
        except NameNotResolved:
            return own_answers.refusal(self.version, 503, "name resolution failed")
        kept = without(answer.headers, HOP_BY_HOP | {"via"})
        signed = (("X-Kong-Upstream-Latency", "1"), ("X-Kong-Proxy-Latency", "0"), ("Via", self.version.server))
        return ProxyAnswer(answer.status, (*kept, *signed), answer.body)


def _with_debug_headers(answer: ProxyAnswer, matched: Matched, request: ProxyRequest) -> ProxyAnswer:
    """Name the route and the service to a visitor who sends Kong-Debug, also in an answer of the node's own.

    Source: kong/router.lua of 1.0 to 3.0 sets the headers as soon as a route is found. From 3.1 on a node has to allow it.
    """
    if header_of(request.headers, "kong-debug") is None:
        return answer
    named = (("Route", matched.route), ("Service", matched.service or {}))
    told: Headers = tuple((f"Kong-{kind}-{field.title()}", row[field]) for kind, row in named for field in ("id", "name") if row.get(field))
    return ProxyAnswer(answer.status, (*answer.headers, *told), answer.body)


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host
