"""How an app stands, as far as drift is about it: what a run left behind, and what is found now."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from mesh.addresses import Buildpack
from mesh.app import ADMIN_LISTEN, ORIGINS
from mesh.formation import Formation
from mesh.found import AppDetails, Route, Service, is_attached

CONFIG = (ORIGINS, ADMIN_LISTEN)  # the config vars that make an app one of the mesh


@dataclass(frozen=True)
class Standing:
    """What is compared of an app; None is what was not looked at.

    `config` holds KONG_ORIGINS and KONG_ADMIN_LISTEN as far as they are set. `service` is the Kong service's address, empty where there is
    none, and `service_foreign` its further fields, as of a `Service`. `routes` are, of what is found, all of that service; of what was
    left, those that runs of ours made or relied on.
    """

    formation: Formation | None = None
    buildpacks: tuple[Buildpack, ...] | None = None
    config: Mapping[str, str] | None = None
    is_attached: bool | None = None
    service: str | None = None
    routes: tuple[Route, ...] | None = None
    service_foreign: str | None = None

    def with_service(self, service: Service | None) -> "Standing":
        """Return the same with the Kong service as it was found, None where there is none."""
        return replace(self, service=service.url if service else "", service_foreign=service.foreign if service else None)


@dataclass(frozen=True)
class Left:
    """How a run left an app at its end."""

    run: str
    at: datetime
    standing: Standing = field(default_factory=Standing)


def standing_of(details: AppDetails, database: str) -> Standing:
    """Return how an app stands at Heroku."""
    return Standing(
        formation=details.formation,
        buildpacks=details.buildpacks,
        config={name: details.config_that_runs[name] for name in CONFIG if name in details.config_that_runs},
        is_attached=is_attached(details.attachments, database),
    )
