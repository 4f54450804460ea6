"""What an app is made to run: slugs, builds, releases and their logs, processes and dynos.

Mutable records with the names and states of the Platform API; times are seconds since the epoch.
"""

import uuid
from dataclasses import dataclass, field

from sandbox.heroku.people import Account
from sandbox.heroku.wire import Json, new_id


@dataclass
class ReleasePhase:
    """The release command of a slug: how long it runs and whether it exits with zero."""

    seconds: float
    succeeds: bool = True


@dataclass
class Slug:
    """A built app: its process types with their commands, and the buildpacks it was built with, as they were given."""

    process_types: dict[str, str]
    buildpacks: list[str]
    created_at: float
    size_bytes: int = 41_943_040
    crashes: bool = False
    release_phase: ReleasePhase | None = None
    id: str = field(default_factory=new_id)


@dataclass
class Log:
    """An output stream that fills with time: pairs of a moment and the text that appears then, oldest first.

    `starts_at` is when the stream can be read at all, `ends_at` when it closes. The secret is part of its URL.
    """

    starts_at: float
    ends_at: float
    lines: list[tuple[float, str]]
    id: str = field(default_factory=new_id)
    secret: str = field(default_factory=lambda: f"canary-{uuid.uuid4().hex}")

    def read(self, moment: float) -> bytes:
        """Return what has appeared by that moment."""
        return "".join(text for at, text in self.lines if at <= moment).encode()


@dataclass
class Release:
    """One version of an app: a slug with the config and database it runs with.

    `config` is all of it, `own_config` without the values of attachments; `database` is the add-on attached as DATABASE, empty if none;
    `phase_dyno` runs the release command while the release is pending.
    """

    version: int
    description: str
    status: str
    slug: Slug | None
    config: dict[str, str]
    own_config: dict[str, str]
    database: str
    plans: list[str]
    user: Account
    created_at: float
    updated_at: float
    log: Log | None = None
    phase_dyno: "Dyno | None" = None
    id: str = field(default_factory=new_id)

    @property
    def eligible_for_rollback(self) -> bool:
        return self.status == "succeeded" and self.slug is not None


@dataclass
class Build:
    """One build; `release` is the one it made, None until it succeeded."""

    source_blob: Json
    buildpacks: list[str]
    stack: str
    user: Account
    created_at: float
    updated_at: float
    log: Log
    status: str = "pending"
    slug: Slug | None = None
    release: Release | None = None
    id: str = field(default_factory=new_id)


@dataclass
class Process:
    """One row of the formation."""

    type: str
    command: str
    quantity: int
    size: str
    created_at: float
    updated_at: float
    id: str = field(default_factory=new_id)


@dataclass
class Dyno:
    """One container; `state` is starting, up, idle, crashed or down."""

    name: str
    type: str
    command: str
    size: str
    release: Release
    created_at: float
    updated_at: float
    state: str = "starting"
    id: str = field(default_factory=new_id)

    def come_up(self) -> None:
        """Be up, if nothing happened to it while it started."""
        if self.state == "starting":
            self.state = "up"
