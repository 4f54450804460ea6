"""The things that can be done to a mesh behind the bot's back, as values."""

from collections.abc import Mapping
from dataclasses import dataclass

VENDORS = ("slack", "heroku", "kong")
ANSWERING = (*VENDORS, "edge")


@dataclass(frozen=True)
class Crash:
    """Crash one dyno of an app by its name, or all (empty)."""

    app: str
    dyno: str = ""


@dataclass(frozen=True)
class Quantity:
    """So many dynos of a process type; `size` empty: as it is, or Standard-1X where small dynos may not be so many."""

    type: str
    number: int
    size: str = ""


@dataclass(frozen=True)
class Scale:
    """Scale an app as a person at the command line would."""

    app: str
    quantities: tuple[Quantity, ...]


@dataclass(frozen=True)
class FallAsleep:
    """Let an app's Eco dynos sleep, until somebody visits it."""

    app: str


@dataclass(frozen=True)
class Rename:
    """Rename an app at Heroku, which gives it another host."""

    app: str
    name: str


@dataclass(frozen=True)
class Promote:
    """Give an app a new Postgres and make that its DATABASE; `app` empty: the controller."""

    app: str = ""


@dataclass(frozen=True)
class FailBuild:
    """Let an app's next build fail; `app` empty: the next build of any."""

    app: str = ""


@dataclass(frozen=True)
class FailRelease:
    """Let the release phase fail after an app's next build."""

    app: str


@dataclass(frozen=True)
class SetConfig:
    """Set config vars of an app, in one release."""

    app: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class ChangeRoute:
    """Change these fields of a route by its name or id, or create it; `service` is needed for a new one."""

    route: str
    fields: Mapping[str, object]
    service: str = ""


@dataclass(frozen=True)
class DeleteRoute:
    """Delete a route by its name or id."""

    route: str


@dataclass(frozen=True)
class Away:
    """Cut every connection to a vendor for so many seconds; 0: until it is brought back."""

    vendor: str
    seconds: float = 0.0


@dataclass(frozen=True)
class Back:
    """Bring back a vendor that is away."""

    vendor: str


@dataclass(frozen=True)
class Latency:
    """Let a vendor take so many milliseconds more for each request."""

    vendor: str
    milliseconds: float


@dataclass(frozen=True)
class BreakAnswer:
    """Let a vendor answer so to each request of this method and path; `times` 0: until it is mended.

    `answer` is a status, or `hang` (no answer), `drop` (the connection is cut), `half` (cut in the middle of the answer), `lost` (done, and
    then cut) or `garbage` (200 with what is no JSON). `method` may be `*`; in `path` each `*` stands for any text. A path without `?`
    matches whatever its query.
    """

    vendor: str
    answer: str
    method: str
    path: str
    times: int = 0


@dataclass(frozen=True)
class BreakRedis:
    """Let Redis refuse writes: `full`, a `readonly` replica, or one that cannot save (`misconf`); or let it evict keys (`evicts`)."""

    how: str


@dataclass(frozen=True)
class Mend:
    """Take away every fault, latency and script of builds, and what was done to Redis; what happened to apps and routes stays."""


OfApps = Crash | Scale | FallAsleep | Rename | Promote | FailBuild | FailRelease | SetConfig
Breakage = OfApps | ChangeRoute | DeleteRoute | Away | Back | Latency | BreakAnswer | BreakRedis | Mend
