"""What can be asked to change of an app."""

from dataclasses import dataclass
from typing import Literal

from mesh.addresses import Source
from mesh.formation import DynoChange, Formation
from mesh.requests.tier import Tier


@dataclass(frozen=True)
class Add:
    """Create a mesh app, or bring what stands to what an added app looks like.

    `formation` and `source` replace what the profile says; None and empty keep it. `host` is a host beyond the app's own. `is_new` says
    that the name is meant, though it may be near to that of another app.
    """

    service: str
    formation: Formation = ()
    source: Source | None = None
    host: str | None = None
    is_new: bool = False
    verb: Literal["add"] = "add"

    @property
    def tier(self) -> Tier:
        return Tier.T2_TRAFFIC if self.host else Tier.T1_REVERSIBLE


@dataclass(frozen=True)
class Scale:
    """Change quantities and sizes of process types. Within the limits of mesh.toml it is T1; the plan knows where it goes beyond them.

    `at_least` is the tier of what it takes back.
    """

    service: str
    changes: tuple[DynoChange, ...]
    at_least: Tier = Tier.T1_REVERSIBLE
    verb: Literal["scale"] = "scale"

    @property
    def tier(self) -> Tier:
        return self.at_least


@dataclass(frozen=True)
class Restart:
    """Restart all dynos, those of one process type, or one: `target` is None, `worker` or `web.2`."""

    service: str
    target: str | None = None
    verb: Literal["restart"] = "restart"

    @property
    def tier(self) -> Tier:
        return Tier.T1_REVERSIBLE


@dataclass(frozen=True)
class Rollback:
    """Go back to the code and config of an earlier release; without `version` to the latest eligible one before the current."""

    service: str
    version: int | None = None
    verb: Literal["rollback"] = "rollback"

    @property
    def tier(self) -> Tier:
        return Tier.T2_TRAFFIC
