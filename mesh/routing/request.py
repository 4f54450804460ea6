"""A request as it comes in from the internet."""

import re
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
        return re.sub(r":\d+$", "", self.host)
