"""Steps: each is one idempotent change of one thing, as data; the effects are in `jobs/steps`.

Values that only an earlier step can know (the random part of a new app's host) are None in the step and read from that step's note.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from mesh.formation import Formation
from mesh.found import Route

CREATE_APP = "create-app"
BUILDPACKS = "buildpacks"
DATABASE = "database"
CONFIG = "config"
DOMAIN = "domain"
SERVICE = "service"
ROUTE = "route"
WRITE_ROUTE = "write-route"
REMOVE_ROUTE = "remove-route"
AWAIT_ROUTE = "await-route"
BUILD = "build"
RELEASE = "release"
SCALE = "scale"
HEALTHY = "healthy"


@dataclass(frozen=True)
class CreateApp:
    """Create the Heroku app. Notes `host`."""

    app: str
    region: str
    stack: str
    team: str | None
    kind: Literal["create-app"] = "create-app"


@dataclass(frozen=True)
class SetBuildpacks:
    """Set the whole list of buildpacks, in order, in one call."""

    app: str
    buildpacks: tuple[str, ...]
    before: tuple[str, ...] = ()
    kind: Literal["buildpacks"] = "buildpacks"


@dataclass(frozen=True)
class AttachDatabase:
    """Attach the controller's Postgres as DATABASE; makes a release."""

    app: str
    addon: str
    controller: str
    kind: Literal["database"] = "database"


@dataclass(frozen=True)
class SetConfig:
    """Set the config vars of a mesh app in one PATCH; makes a release.

    `before` holds KONG_ORIGINS and KONG_ADMIN_LISTEN as they were. `profile_names` are further names whose values stay in the profile.
    """

    app: str
    host: str | None
    before: Mapping[str, str] = field(default_factory=dict)
    profile_names: tuple[str, ...] = ()
    kind: Literal["config"] = "config"


@dataclass(frozen=True)
class AddDomain:
    """Make Heroku lead a further host to the app. Notes `target`, where its DNS should point."""

    app: str
    hostname: str
    kind: Literal["domain"] = "domain"


@dataclass(frozen=True)
class PutService:
    """Register the Kong service. Notes `service_id`."""

    name: str
    url: str
    kind: Literal["service"] = "service"


@dataclass(frozen=True)
class PutRoute:
    """Register the Kong route of the app's own host, https only. `service_id` None: the one that the service's step notes.

    `further_hosts` are those beyond the app's own.
    """

    name: str
    host: str | None
    service_id: str | None
    before: tuple[str, ...] = ()
    further_hosts: tuple[str, ...] = ()
    kind: Literal["route"] = "route"


@dataclass(frozen=True)
class WriteRoute:
    """Register a further route, where `before` is None, or change the fields in which `wanted` differs from it, and no other.

    Neither carries `created_at`; the id of a new route is empty. `service` is the Kong service's name.
    """

    service: str
    wanted: Route
    before: Route | None = None
    kind: Literal["write-route"] = "write-route"


@dataclass(frozen=True)
class RemoveRoute:
    """Remove a route; its plugins go with it."""

    before: Route
    kind: Literal["remove-route"] = "remove-route"


@dataclass(frozen=True)
class ExpectedVisit:
    """A GET by https whose answer the change alters visibly: from then on Kong answers from behind it, or knows no route."""

    host: str
    path: str
    comes_through: bool


@dataclass(frozen=True)
class AwaitRoute:
    """Visit until Kong's nodes have seen the change. Notes `saw`. Without visits the change cannot be seen from outside."""

    visits: tuple[ExpectedVisit, ...]
    kong_version: str
    kind: Literal["await-route"] = "await-route"


@dataclass(frozen=True)
class BuildSource:
    """Build the source tarball, marked with the run's id. Notes `build` and, when it succeeded, `release`."""

    app: str
    source: str
    kind: Literal["build"] = "build"


@dataclass(frozen=True)
class AwaitRelease:
    """Wait until the build's release has passed its release phase. Notes `version`."""

    app: str
    kind: Literal["release"] = "release"


@dataclass(frozen=True)
class Scale:
    """Set quantity and size of the named process types."""

    app: str
    formation: Formation
    before: Formation = ()
    kind: Literal["scale"] = "scale"


@dataclass(frozen=True)
class AwaitHealth:
    """Wait until the dynos are up on the release and a visit came through Kong. Notes `dynos`, `status` and `visit_s`."""

    app: str
    host: str | None
    kong_version: str
    formation: Formation
    kind: Literal["healthy"] = "healthy"


OfApp = CreateApp | SetBuildpacks | AttachDatabase | SetConfig | BuildSource | AwaitRelease | Scale | AwaitHealth
OfRoutes = AddDomain | PutService | PutRoute | WriteRoute | RemoveRoute | AwaitRoute
Step = OfApp | OfRoutes


@dataclass(frozen=True)
class Done:
    """The effect stands; `after` is what later steps and the record need of it, never a secret."""

    after: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Wait:
    """Not yet: look again after `seconds`; `so_far` is kept in the step's note."""

    seconds: float
    why: str
    so_far: Mapping[str, str] = field(default_factory=dict)


Outcome = Done | Wait
