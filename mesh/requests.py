"""What can be asked of a mesh, as typed values, and the circumstances of asking."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Literal

from mesh.formation import Formation


class Tier(IntEnum):
    """How much care a verb needs."""

    T0_READ = 0
    T1_REVERSIBLE = 1
    T2_TRAFFIC = 2
    T3_DESTRUCTIVE = 3


@dataclass(frozen=True)
class Add:
    """Create a mesh app, or bring what stands to what an added app looks like.

    `formation` and `source` replace what the profile says; None and empty keep it. `host` is a host beyond the app's own.
    """

    service: str
    formation: Formation = ()
    source: str | None = None
    host: str | None = None
    verb: Literal["add"] = "add"

    @property
    def tier(self) -> Tier:
        return Tier.T2_TRAFFIC if self.host else Tier.T1_REVERSIBLE


@dataclass(frozen=True)
class Runs:
    """Which runs there were lately, of one app or of all."""

    service: str | None = None


@dataclass(frozen=True)
class ShowRun:
    """How one run stands."""

    run: str


@dataclass(frozen=True)
class Retry:
    """Go on with a run that failed, from the step that failed."""

    run: str


@dataclass(frozen=True)
class Cancel:
    """Stop a run between two of its steps."""

    run: str


@dataclass(frozen=True)
class Thaw:
    """Take a store that is new or was lost as it is."""


Request = Add
Immediate = Runs | ShowRun | Retry | Cancel | Thaw  # answered from the store alone, without a job of their own


@dataclass(frozen=True)
class Asking:
    """Who asked, where, when, in which words and why. `words` is the normalised text after `/mesh`."""

    person: str
    channel: str
    mesh: str
    words: str
    at: datetime
    reason: str = ""
    dry_run: bool = False


def tier_of(request: Request, *, dry_run: bool) -> Tier:
    """Return the tier of what will really happen: a dry run only reads."""
    return Tier.T0_READ if dry_run else request.tier
