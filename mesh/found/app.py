"""One app of the mesh as it is now, with its controller."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mesh.addresses import Buildpack
from mesh.formation import Formation
from mesh.found.heroku import Attachment, Build, Dyno, HerokuApp, Release
from mesh.found.kong import Route, Service, Visit


@dataclass(frozen=True)
class Controller:
    """The controller; `database` is the name of its Postgres add-on, `kong_version` from the Server or Via header of its door."""

    app: str
    host: str
    database: str
    kong_version: str


@dataclass(frozen=True)
class AppDetails:
    """What is read of an app that exists. `config` holds only the names that the mesh cares for and may show.

    Of the profile's config vars and DATABASE_URL only names are kept: `config_set` those that are set, `config_right` those of the profile
    that have its value.

    `running` is the config of the release that runs, where a newer one failed or is under way; None: what is set is what runs.
    `running_right` are those of DATABASE_URL and the profile's names that have the wanted value there.
    """

    buildpacks: tuple[Buildpack, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    config: Mapping[str, str] = field(default_factory=dict)
    config_set: frozenset[str] = frozenset()
    config_right: frozenset[str] = frozenset()
    releases: tuple[Release, ...] = ()
    last_build: Build | None = None
    formation: Formation = ()
    dynos: tuple[Dyno, ...] = ()
    visit: Visit | None = None
    running: Mapping[str, str] | None = None
    running_right: frozenset[str] = frozenset()

    @property
    def config_that_runs(self) -> Mapping[str, str]:
        return self.config if self.running is None else self.running

    @property
    def newest_release(self) -> Release | None:
        return max(self.releases, key=lambda release: release.version, default=None)

    @property
    def has_failed_to_release(self) -> bool:
        """Say whether what was set or built last does not run, because its release failed."""
        newest, current = self.newest_release, self.current_release
        is_newer = newest is not None and (current is None or newest.version > current.version)
        return newest is not None and is_newer and newest.status not in {"succeeded", "pending"}

    def was_released(self, build: Build) -> bool:
        """Say whether a build succeeded and its release did not fail; one that is older than those that were read did not."""
        made = next((release for release in self.releases if release.id == build.release), None)
        return build.status == "succeeded" and (made is None or made.status in {"succeeded", "pending"})

    @property
    def current_release(self) -> Release | None:
        return next((release for release in self.releases if release.current), None)

    def attached_as(self, name: str) -> Attachment | None:
        return next((attachment for attachment in self.attachments if attachment.name == name), None)


@dataclass(frozen=True)
class Found:
    """One app of the mesh as it is now; `details` is there when `app` is. `started_create_at`: when our journal began to create it."""

    controller: Controller
    app: HerokuApp | None = None
    details: AppDetails = AppDetails()
    service: Service | None = None
    route: Route | None = None
    account: str = ""
    started_create_at: datetime | None = None
