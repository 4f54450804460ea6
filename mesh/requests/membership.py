"""What can be asked about belonging to the mesh: an app that stands joins, or one leaves."""

from dataclasses import dataclass
from typing import Literal

from mesh.addresses import Source
from mesh.requests.tier import Tier


@dataclass(frozen=True)
class Attach:
    """Make an existing Heroku app, whatever its name, the app of a service. `source` replaces the profile's, None keeps it.

    `is_new` says that the service's name is meant, though it may be near to that of another app.
    """

    service: str
    app: str
    source: Source | None = None
    is_new: bool = False
    verb: Literal["attach"] = "attach"

    @property
    def tier(self) -> Tier:
        return Tier.T2_TRAFFIC


@dataclass(frozen=True)
class Remove:
    """Take an app out of the mesh, and with `purge` destroy it; then `confirm` is the Heroku app's name as it was typed."""

    service: str
    purge: bool = False
    confirm: str = ""
    verb: Literal["remove"] = "remove"

    @property
    def tier(self) -> Tier:
        return Tier.T3_DESTRUCTIVE
