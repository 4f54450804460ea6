"""A request as it comes in from the internet."""

from dataclasses import dataclass
from typing import Literal

Scheme = Literal["http", "https"]


@dataclass(frozen=True)
class Request:
    """A request from the internet. `host`: as sent, so its case matters to Kong; `path`: without the query, from its first slash on."""

    host: str
    path: str = "/"
    method: str = "GET"
    scheme: Scheme = "https"

    @property
    def hostname(self) -> str:
        """The host without its port, which neither Heroku nor Kong looks at."""
        name, colon, port = self.host.rpartition(":")
        return name if colon and port.isdecimal() and port.isascii() else self.host
