"""What of Kong's Admin API the stand-in covers. A test holds this table to the endpoints that are really served."""

from collections.abc import Iterable
from dataclasses import dataclass

LATE = (1, 3)


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
    *_all(("/upstreams/:", "/upstreams/:/targets", "/upstreams/:/targets/:", "/upstreams/:/health"), "missing", "balancing"),
    *_all(("/certificates/:", "/snis/:", "/ca_certificates/:"), "missing", "certificates"),
    *_all(
        ("/cache", "/cache/:", "/config", "/endpoints", "/targets", "/schemas/:/validate", "/clustering/data-planes"),
        "missing",
        "nothing in the mesh asks for it",
    ),
)
