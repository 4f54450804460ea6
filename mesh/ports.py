"""What the domain needs of the outside, as Protocols; `clients/` fulfils them, and tests with stand-ins on the wire.

Every method raises TemporaryFailure or PermanentFailure (mesh.errors) and nothing else, unless it says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from mesh.domains import Domain
from mesh.formation import Formation
from mesh.found import Attachment, Build, Dyno, HerokuApp, Release, Route, Service, Visit
from mesh.record import Entry
from mesh.run import Held, Message, Run, RunState, StepNote


@dataclass(frozen=True)
class Reply:
    """A private answer to somebody who clicked; `response_url` is good for 30 minutes, `kind` is the answer's block id."""

    id: str
    person: str
    response_url: str
    text: str
    kind: str


class Clock(Protocol):
    """The time, aware and in UTC."""

    def __call__(self) -> datetime: ...


class Heroku(Protocol):
    """The Platform API, by app name; names are checked before they come here."""

    def account(self) -> str:
        """Return the account's email address."""

    def app(self, name: str) -> HerokuApp | None:
        """Return the app, or None where Heroku knows none that this account may see."""

    def create_app(self, name: str, region: str, stack: str, team: str | None) -> HerokuApp: ...

    def buildpacks(self, app: str) -> tuple[str, ...]:
        """Return names or URLs in their order."""

    def set_buildpacks(self, app: str, buildpacks: Sequence[str]) -> None: ...

    def attachments(self, app: str) -> tuple[Attachment, ...]: ...

    def attach(self, addon: str, app: str, name: str) -> Attachment: ...

    def config(self, app: str, names: Iterable[str]) -> dict[str, str]:
        """Return the values of those config vars that are set; no other value leaves the client."""

    def set_config(self, app: str, values: Mapping[str, str | None]) -> None: ...

    def start_build(self, app: str, source: str, mark: str) -> Build: ...

    def build(self, app: str, build_id: str) -> Build: ...

    def builds(self, app: str) -> tuple[Build, ...]:
        """Return the latest builds, newest first, at most ten."""

    def build_log(self, app: str, build_id: str, lines: int) -> str:
        """Return the last lines of a build's output, without those that hold a value of the app's config vars; empty if none yet."""

    def release(self, app: str, release_id: str) -> Release: ...

    def releases(self, app: str) -> tuple[Release, ...]:
        """Return the latest releases, newest first, at most ten."""

    def formation(self, app: str) -> Formation: ...

    def scale(self, app: str, formation: Formation) -> None: ...

    def dynos(self, app: str) -> tuple[Dyno, ...]: ...

    def domains(self, app: str) -> tuple[Domain, ...]:
        """Return the hosts that lead to an app, its own among them; none where Heroku knows no such app."""

    def add_domain(self, app: str, hostname: str) -> Domain: ...


class Kong(Protocol):
    """The Admin API of one mesh's controller."""

    @property
    def version(self) -> str:
        """Kong's version as the door's last answer named it; empty before the first one."""

    def service(self, name: str) -> Service | None: ...

    def route(self, name: str) -> Route | None: ...

    def put_service(self, name: str, url: str) -> Service: ...

    def put_route(self, name: str, service_id: str, hosts: Sequence[str], protocols: Sequence[str]) -> Route: ...

    def services(self) -> tuple[Service, ...]:
        """Return all services of the mesh."""

    def routes(self) -> tuple[Route, ...]:
        """Return the mesh's whole table of routes."""

    def route_by_id(self, route_id: str) -> Route | None: ...

    def create_route(self, wanted: Route) -> Route:
        """Create a route; one of that name is never replaced (TemporaryFailure, so that a repeat looks)."""

    def change_route(self, before: Route, wanted: Route) -> Route:
        """Send the fields that differ, and no other; a route that is gone is a PermanentFailure."""

    def delete_route(self, route_id: str) -> None: ...


class Edge(Protocol):
    """The way that a visitor of a mesh app takes."""

    def visit(self, host: str, path: str = "/") -> Visit: ...


class Slack(Protocol):
    """The workspace. `blocks` are Block Kit, `text` is what a notification shows."""

    def post(self, channel: str, text: str, blocks: Sequence[Mapping[str, Any]], metadata: Mapping[str, Any], thread: str = "") -> Message:
        """Post a message, in a thread where `thread` is the ts of its first.

        Every PermanentFailure of this port carries Slack's own error code in `details`. The bot may not post there: `not_in_channel`,
        `channel_not_found`, `is_archived`, `restricted_action`, `restricted_action_read_only_channel`. The message to edit is gone:
        `message_not_found`. The response URL is spent: `used_url`, `expired_url`.
        """

    def update(self, message: Message, text: str, blocks: Sequence[Mapping[str, Any]], metadata: Mapping[str, Any]) -> None: ...

    def respond(self, response_url: str, text: str, blocks: Sequence[Mapping[str, Any]], metadata: Mapping[str, Any]) -> None:
        """Tell the person who typed, privately, by the command's own response URL (30 minutes, five times)."""

    def tell(self, person: str, text: str) -> None:
        """Send a direct message."""

    def members(self, group: str) -> frozenset[str]:
        """Return the user ids of a user group."""

    def is_active(self, user: str) -> bool:
        """Say whether a user is a full member who has not been deactivated."""


class Store(Protocol):
    """Runs and what surrounds them. A run's state moves compare its version; step notes compare only the lease's epoch."""

    def submit(self, run: Run, *, delivery: str, response_url: str, queue: str, entry: Entry) -> tuple[str, bool]:
        """Store a run, its entry and its job in one transaction; return the run's id and whether it is new.

        A delivery that was seen before stores nothing and returns the id of the run that it made. Raises TemporaryFailure: with
        `outcome_unknown` where the answer to the commit was lost, otherwise nothing was stored.
        """

    def get(self, run_id: str) -> Run | None: ...

    def move(self, run: Run, state: RunState, *, entry: Entry | None = None, wake: str = "", **changes: Any) -> Run:  # noqa: ANN401 - fields of Run
        """Move a run to another state; an ended run gives up its claim. Raises Overtaken where its version moved meanwhile.

        `wake` names a queue whose worker is asked to look at it at once. Notes that are not in `changes["notes"]` are dropped.
        """

    def awaiting(self, mesh: str) -> tuple[Run, ...]:
        """Return the runs of a mesh that wait for approval."""

    def recent(self, limit: int, service: str | None = None) -> tuple[Run, ...]:
        """Return the latest runs, newest first, of one app or of all."""

    def ask_to_cancel(self, run: Run, person: str, entry: Entry, queue: str) -> bool:
        """Note that a run should stop, and wake it; False where somebody asked for that before."""

    def cancel_asked_by(self, run_id: str) -> str:
        """Return who asked for the run to stop, else an empty text."""

    def is_known(self) -> bool:
        """Say whether this store bears our mark: one that does not is new, or was lost, and so may be its locks and freezes."""

    def mark_known(self, at: datetime, entry: Entry | None = None) -> bool:
        """Mark the store as ours; False where it was marked already."""

    def begin(self, run: Run, *, entry: Entry | None = None) -> Run | Held:
        """Claim the run's app and move the run to `running`, or say who holds the app; then the run is in line."""

    def generation(self, mesh: str, service: str) -> int:
        """Return how often the app was claimed: a plan made at another count may be stale."""

    def keep_note(self, run_id: str, epoch: int, step_id: str, note: StepNote) -> None:
        """Write a step's note. Raises Overtaken where another worker has taken the lease since."""

    def change(self, run: Run, **changes: Any) -> Run:  # noqa: ANN401 - fields of Run
        """Change a run's fields in its present state. Raises Overtaken like `move`."""

    def kong_writes(self, mesh: str, run_id: str) -> int:
        """Return how often other runs of ours have written to this mesh's Kong: what was read at another count may be stale."""

    def begin_writing(self, mesh: str, run_id: str) -> bool:
        """Claim the mesh's Kong for a moment; False while another run writes to it."""

    def end_writing(self, mesh: str, run_id: str) -> None:
        """Count a write and give the claim up."""

    def began_creation(self, app: str, at: datetime) -> None: ...

    def creation_began(self, app: str) -> datetime | None:
        """Return when a run of ours first began to create a Heroku app of that name, or None."""

    def response_url(self, run_id: str) -> str:
        """Return the command's response URL while it is good, else an empty text."""


class Leases(Protocol):
    """A worker's hold on a run, seconds long and renewed."""

    def take(self, run_id: str, holder: str) -> int | None:
        """Return the lease's epoch, or None where another holds it."""

    def renew(self, run_id: str, holder: str) -> bool:
        """Say whether the hold goes on."""

    def give_back(self, run_id: str, holder: str, look_again_at: datetime | None) -> None:
        """End the hold; the run is looked at again then, or not by itself where None."""


class Board(Protocol):
    """Which runs' messages are behind, and what they show."""

    def behind(self, now: datetime, limit: int) -> tuple[str, ...]:
        """Return runs whose message should and may be edited now, those that ended first."""

    def begin_report(self, run_id: str) -> tuple[int, Message | None] | None:
        """Return the run's count of changes and its message once there is one, or None while another shows this run."""

    def end_report(self, run_id: str) -> None:
        """Let others show this run."""

    def keep_message(self, run_id: str, message: Message) -> None: ...

    def reported(self, run_id: str, changes: int, now: datetime) -> None:
        """Note that the message shows the run as of that count; it stays behind where more has changed."""

    def postpone(self, run_id: str, until: datetime) -> None: ...

    def give_up(self, run_id: str) -> None:
        """Stop trying to show this run."""


class Replies(Protocol):
    """Private answers to clicks, which a worker brings to Slack."""

    def put(self, reply: Reply, queue: str) -> None:
        """Keep an answer and ask a worker to bring it."""

    def take(self, reply_id: str) -> Reply | None: ...


class Pace(Protocol):
    """Limits that all workers share."""

    def take(self, bucket: str, per_s: float, burst: int) -> float:
        """Take a token; return 0, or the seconds until there is one."""

    def reads_must_wait(self) -> bool:
        """Say whether Heroku's budget is so low that what only reads waits and polls widen, so that changes can go on."""


class Members(Protocol):
    """Who is in which user group, as last read from Slack."""

    def known(self, group: str) -> frozenset[str] | None:
        """Return the members, or None where they are unknown or were read too long ago."""

    def keep(self, group: str, members: Iterable[str]) -> None: ...


class Controllers(Protocol):
    """The controllers by their Heroku names: their Admin API and what the mesh shares."""

    def kong(self, controller: str) -> Kong:
        """Return the Admin API of a controller; nothing is sent before its first call."""

    def host(self, controller: str) -> str: ...

    def database(self, controller: str) -> str:
        """Return the name of the Postgres add-on that the mesh shares."""


class Schedule(Protocol):
    """What is due, and the asking of workers to look at it."""

    def is_active(self, token: str) -> bool:
        """Take or keep the ticker's lease; False while another ticker holds it."""

    def resign(self, token: str) -> None: ...

    def due(self, limit: int = 100) -> tuple[str, ...]: ...

    def wake(self, run_id: str, queue: str) -> None:
        """Ask a worker to look at a run; it comes due again where nobody does."""

    def wake_reports(self, queue: str) -> None: ...

    def reports_woken(self) -> None: ...

    def refresh_members(self, queue: str) -> None: ...

    def forget(self, run_id: str) -> None: ...

    def consumes(self, queue: str) -> None:
        """Say that a worker of this queue lives, for less than a minute."""

    def is_consumed(self, queue: str) -> bool: ...
