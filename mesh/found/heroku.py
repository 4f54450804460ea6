"""What is read from Heroku, as typed values. Nothing in here holds a secret: config vars come by an allow-list of names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mesh.addresses import Source


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


def is_attached(attachments: Iterable[Attachment], addon: str) -> bool:
    """Say whether an app has this add-on among its attachments."""
    return any(each.addon == addon for each in attachments)


def former_database(attachments: Iterable[Attachment], controller: str, addon: str) -> str:
    """Return the Postgres of the controller that an app has as DATABASE though the controller has another now; empty where it has none.

    That is an app of the mesh: `heroku pg:promote` on the controller moves nobody else's DATABASE.
    """
    return next((each.addon for each in attachments if each.name == "DATABASE" and each.owner == controller and each.addon != addon), "")


def owns(app: str, attachments: Iterable[Attachment], addon: str) -> bool:
    """Say whether an app pays for this add-on, by its own attachments."""
    return any(each.addon == addon and each.owner == app for each in attachments)


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
    source: Source
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

    @property
    def is_asleep(self) -> bool:
        """Say whether it is an Eco dyno that sleeps because nobody came for half an hour; the next visit wakes it."""
        return self.state == "idle"

    @property
    def is_up_or_asleep(self) -> bool:
        """Say whether it does what it should: one that sleeps is not down."""
        return self.state == "up" or self.is_asleep
