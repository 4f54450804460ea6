"""The state read from Heroku and Kong, as typed values. Nothing in here holds a secret: config vars come by an allow-list of names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mesh.formation import Formation


@dataclass(frozen=True)
class HerokuApp:
    """A Heroku app; `host` is that of its `web_url` (lower case, with its random part), `team` and `owner` as Heroku names them."""

    id: str
    name: str
    host: str
    region: str
    stack: str
    generation: str
    owner: str
    team: str | None
    created_at: datetime
    maintenance: bool = False


@dataclass(frozen=True)
class Attachment:
    """An add-on made visible to an app; `addon` is the add-on's name and `owner` the app that pays for it."""

    id: str
    name: str
    addon: str
    owner: str


@dataclass(frozen=True)
class AddOn:
    """An add-on that an app owns and pays for; `plan` as in `heroku-postgresql:essential-0`."""

    name: str
    plan: str


@dataclass(frozen=True)
class Release:
    """A release; `status` is pending, succeeded, failed or expired, `deployed` says that it carries a slug.

    `user` is the email address of who made it. `eligible_for_rollback` is Heroku's own word.
    """

    id: str
    version: int
    status: str
    description: str
    deployed: bool
    current: bool
    created_at: datetime
    user: str
    eligible_for_rollback: bool


def rolled_back_to(version: int) -> str:
    """Return Heroku's description of a release that is a rollback. Source: Dev Center, "Releases"."""
    return f"Rollback to v{version}"


@dataclass(frozen=True)
class PastConfig:
    """What a rollback to a release would make of an app's config vars.

    `values` are those of that release, of the names that were asked for; `differing` are the names of all config vars that are set to
    something else now, sorted.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    differing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Build:
    """A build; `status` is pending, succeeded or failed. `release` is an id once the build made one. `mark` is our run's id."""

    id: str
    status: str
    source: str
    mark: str
    release: str | None
    created_at: datetime


@dataclass(frozen=True)
class Dyno:
    """A running dyno; `state` is starting, up, idle, crashed or down, in Heroku's words. A restart makes a new one, with a new `id`."""

    name: str
    type: str
    state: str
    size: str
    release: int
    id: str
    created_at: datetime


@dataclass(frozen=True)
class Service:
    """A Kong service: a backend address."""

    id: str
    name: str
    protocol: str
    host: str
    port: int
    path: str | None = None

    @property
    def url(self) -> str:
        return f"{self.protocol}://{self.host}:{self.port}{self.path or ''}"


@dataclass(frozen=True)
class Route:
    """A Kong route; empty tuples stand for Kong's null, an empty name for a route without one.

    `created_at` is set anew by every PUT and decides between equal routes; None: not stored yet, so newer than all. It is left out when
    routes are compared.
    """

    id: str
    name: str
    service_id: str
    hosts: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    protocols: tuple[str, ...] = ()
    regex_priority: int = 0
    strip_path: bool = True
    preserve_host: bool = False
    https_redirect_status_code: int = 426
    created_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Visit:
    """A GET of an app through Heroku's router and its Kong; `via` is the answer's Via header, empty if none."""

    status: int
    via: str
    duration_s: float

    def came_through(self, kong_version: str) -> bool:
        """Say whether Kong of that version answered from the app behind it; Kong's own refusals carry no Via."""
        return f"kong/{kong_version}" in self.via and self.status < 500


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
    """

    buildpacks: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    config: Mapping[str, str] = field(default_factory=dict)
    config_set: frozenset[str] = frozenset()
    config_right: frozenset[str] = frozenset()
    releases: tuple[Release, ...] = ()
    last_build: Build | None = None
    formation: Formation = ()
    dynos: tuple[Dyno, ...] = ()
    visit: Visit | None = None

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
