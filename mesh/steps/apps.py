"""Steps on the Heroku app: its creation, what it is made of, its dynos."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from mesh.addresses import Buildpack, Source
from mesh.formation import Formation
from mesh.steps.kinds import BUILD


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
    buildpacks: tuple[Buildpack, ...]
    before: tuple[Buildpack, ...] = ()
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
class BuildSource:
    """Build the source tarball, marked with the run's id. Notes `build` and, when it succeeded, `release`."""

    app: str
    source: Source
    kind: Literal["build"] = "build"


@dataclass(frozen=True)
class AwaitRelease:
    """Wait until the release that the step `of` (build or rollback) made has passed its release phase. Notes `version`."""

    app: str
    of: str = BUILD
    kind: Literal["release"] = "release"


@dataclass(frozen=True)
class Scale:
    """Set quantity and size of the named process types."""

    app: str
    formation: Formation
    before: Formation = ()
    kind: Literal["scale"] = "scale"


@dataclass(frozen=True)
class RestartDynos:
    """Restart the dynos with these ids, by name; of `whole_types` all dynos are among them, so that one request is enough for each."""

    app: str
    dynos: Mapping[str, str]
    whole_types: tuple[str, ...] = ()
    kind: Literal["restart"] = "restart"


@dataclass(frozen=True)
class RollBack:
    """Make a release with the code and config of an earlier one. Notes `release`.

    `before` is the version that runs now and `newest` the newest there is; `description` is the earlier release's own. `config` holds its
    KONG_ORIGINS and KONG_ADMIN_LISTEN.
    """

    app: str
    release: str
    version: int
    description: str
    before: int
    newest: int
    config: Mapping[str, str] = field(default_factory=dict)
    kind: Literal["rollback"] = "rollback"


@dataclass(frozen=True)
class AwaitHealth:
    """Wait until the dynos are up on the release and, if `visits`, a visit came through Kong. Notes `dynos`, `status` and `visit_s`.

    Of a type with quantity 0 in `formation` no dyno may be left.
    """

    app: str
    host: str | None
    kong_version: str
    formation: Formation
    visits: bool = True
    kind: Literal["healthy"] = "healthy"
