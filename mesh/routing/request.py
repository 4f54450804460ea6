"""A request as it comes in from the internet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Scheme = Literal["http", "https"]
USUAL_PORTS: Mapping[str, int] = {"http": 80, "https": 443}
LONGEST_PORT = 9


@dataclass(frozen=True)
class Request:
    """A request from the internet. `host`: as sent, so its case matters to Kong; `path`: without the query, from its first slash on."""

    host: str
    path: str = "/"
    method: str = "GET"
    scheme: Scheme = "https"

    @property
    def hostname(self) -> str:
        """The host without its port, which Heroku does not look at, and Kong only where a route names one."""
        return name_and_port(self.host)[0]

    @property
    def port(self) -> int:
        """The port that the host names, else that of the scheme."""
        named = name_and_port(self.host)[1]
        return USUAL_PORTS[self.scheme] if named is None else named


def name_and_port(host: str) -> tuple[str, int | None]:
    """Split a host, of a request or a route, from the port that it names."""
    name, colon, port = host.rpartition(":")
    return (name, int(port)) if colon and port.isdecimal() and port.isascii() and len(port) <= LONGEST_PORT else (host, None)
