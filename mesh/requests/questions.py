"""What a worker answers: it only reads."""

from dataclasses import dataclass
from typing import Literal

from mesh.requests.tier import Tier


@dataclass(frozen=True)
class Routes:
    """Which routes an app has."""

    service: str
    verb: Literal["routes"] = "routes"

    @property
    def tier(self) -> Tier:
        return Tier.T0_READ


@dataclass(frozen=True)
class RouteMatch:
    """Who answers a request, and why: `method` in capitals, `host` in lower case, `path` with its slash, `scheme` http or https."""

    method: str
    host: str
    path: str
    scheme: str = "https"
    verb: Literal["match"] = "match"
    service: str = ""

    @property
    def tier(self) -> Tier:
        return Tier.T0_READ
