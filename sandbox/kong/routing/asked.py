"""What the router is asked: a request as it came, and the forms of its host that routes are compared with."""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """A request. `host` as sent; `usual_port`: that of the connection's scheme; `headers`: names in lower case."""

    host: str
    usual_port: int
    path: str
    method: str
    headers: Mapping[str, str]

    @property
    def bare_host(self) -> str:
        return re.sub(r":\d+$", "", self.host)

    @property
    def named_port(self) -> int | None:
        """The port that the host names, None where it names none."""
        port = self.host[len(self.bare_host) + 1 :]
        return int(port) if port else None

    @property
    def host_with_port(self) -> str:
        return self.host if self.bare_host != self.host else f"{self.host}:{self.usual_port}"
