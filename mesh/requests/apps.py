"""What can be asked to change of an app."""

from dataclasses import dataclass
from typing import Literal

from mesh.formation import Formation
from mesh.requests.tier import Tier


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
