"""A stand-in for Kong 1.0.2, 2.8.5 and 3.0.2: Admin API, router, the Heroku controller's door, sidecars that see writes later."""

from sandbox.kong.coverage import COVERAGE, PROXY, Coverage
from sandbox.kong.proxy.messages import (
    NameNotResolved,
    NodeCrashed,
    ProxyAnswer,
    ProxyRequest,
    Upstream,
    UpstreamRefused,
    UpstreamRequest,
)
from sandbox.kong.serving import RunningKong, start_kong
from sandbox.kong.standin import CONTROLLER, KongStandIn, NodeSettings

__all__ = [
    "CONTROLLER",
    "COVERAGE",
    "PROXY",
    "Coverage",
    "KongStandIn",
    "NameNotResolved",
    "NodeCrashed",
    "NodeSettings",
    "ProxyAnswer",
    "ProxyRequest",
    "RunningKong",
    "Upstream",
    "UpstreamRefused",
    "UpstreamRequest",
    "start_kong",
]
