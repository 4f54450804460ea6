"""What of Kong's Admin API and proxy the stand-in covers. A test holds the tables to the endpoints and to the fields of a route."""

from collections.abc import Iterable
from dataclasses import dataclass

LATE = (1, 3)
MEASURED_LATE = (2, 0)


@dataclass(frozen=True)
class Coverage:
    """One endpoint (`:` stands for a name): `supported`, `partly` or `missing`, what is missing, and the release that brought it."""

    path: str
    level: str
    lacks: str = ""
    since: tuple[int, ...] = (1, 0)


def _all(paths: Iterable[str], level: str = "supported", lacks: str = "", since: tuple[int, ...] = (1, 0)) -> tuple[Coverage, ...]:
    return tuple(Coverage(path, level, lacks, since) for path in paths)


COVERAGE: tuple[Coverage, ...] = (
    *_all(("/services", "/services/:", "/services/:/routes", "/routes", "/routes/:", "/routes/:/service")),
    *_all(("/services/:/routes/:",), since=LATE),
    *_all(("/consumers", "/consumers/:")),
    *_all(("/consumers/:/key-auth", "/consumers/:/key-auth/:", "/key-auths", "/key-auths/:"), "partly", "ttl is kept, but no key expires"),
    *_all(("/consumers/:/acls", "/consumers/:/acls/:", "/acls", "/acls/:")),
    *_all(
        ("/plugins", "/plugins/:", "/services/:/plugins", "/routes/:/plugins", "/consumers/:/plugins", "/plugins/schema/:"),
        "partly",
        "only key-auth, acl, rate-limiting and request-size-limiting; rate-limiting by consumer or address only",
    ),
    *_all(("/services/:/plugins/:", "/routes/:/plugins/:", "/consumers/:/plugins/:"), "partly", "the same four plugins", LATE),
    *_all(("/plugins/:/service", "/plugins/:/route", "/plugins/:/consumer", "/plugins/enabled")),
    *_all(("/",), "partly", "timers, seeds and most of the configuration are not those of a real node"),
    *_all(("/status",), "partly", "the counters of connections are made up"),
    *_all(("/schemas/:",), "partly", "entity checks and shorthands are not shown", (1, 1)),
    *_all(("/schemas/plugins/:",), "partly", "the same four plugins", (1, 1)),
    *_all(("/tags", "/tags/:"), "partly", "one page only", (1, 1)),
    *_all(("/upstreams", "/certificates", "/snis"), "partly", "always empty, nothing can be written"),
    *_all(("/ca_certificates",), "partly", "always empty, nothing can be written", LATE),
    *_all(("/config",), since=MEASURED_LATE),
    *_all(("/endpoints",), "partly", "only the endpoints that are served here", MEASURED_LATE),
    *_all(("/upstreams/:", "/upstreams/:/targets", "/upstreams/:/targets/:", "/upstreams/:/health"), "missing", "balancing"),
    *_all(("/certificates/:", "/snis/:", "/ca_certificates/:"), "missing", "certificates"),
    *_all(
        ("/cache", "/cache/:", "/targets", "/schemas/:/validate", "/clustering/data-planes"),
        "missing",
        "nothing in the mesh asks for it",
    ),
)

PROXY: tuple[Coverage, ...] = (
    *_all(("hosts", "methods", "strip_path", "preserve_host", "https_redirect_status_code", "path_handling", "enabled of a service")),
    *_all(("protocols: http, https",)),
    *_all(
        ("paths",),
        "partly",
        "of several paths that Kong's unstable sort may put first, the first as written; a regular expression stops after 250,000 steps"
        " of PCRE instead of ten million, or, from 3.0 on, where its size times the length of the path passes two million;"
        " Rust's limit of size is that of a later release",
    ),
    *_all(("regex_priority",), "partly", "from 3.0 on negative ones and those above 1,023 were not measured"),
    *_all(("headers",), "partly", "their rank from 3.0 on is read in the source, not measured"),
    *_all(("snis",), "partly", "a visitor's name of TLS is not read: over https a route that asks for one takes nothing"),
    *_all(("protocols: grpc, grpcs",), "partly", "the ports speak HTTP/1.1 alone, so every request is refused, as Kong refuses it then"),
    *_all(("request_buffering", "response_buffering"), "partly", "kept, but everything is buffered"),
    *_all(("protocols: tcp, tls, udp, tls_passthrough", "sources", "destinations"), "missing", "streams; their routes take no request"),
    *_all(("expression", "priority"), "missing", "only the flavor traditional_compatible is played"),
    *_all(("plugins",), "partly", "only key-auth, acl, rate-limiting and request-size-limiting do anything"),
    *_all(("a table that 3.x makes no router of",), "partly", "every node keeps the router it had; that it would not start is not shown"),
)
"""What the proxy does by the fields of a route, under their names."""
