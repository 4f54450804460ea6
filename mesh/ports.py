"""What the domain needs of the outside, as Protocols; `clients/` fulfils them, and tests with stand-ins on the wire.

Every method raises TemporaryFailure or PermanentFailure (mesh.errors) and nothing else, unless it says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from mesh.formation import Formation
from mesh.found import Attachment, Build, Dyno, HerokuApp, Release, Route, Service, Visit
from mesh.run import Message


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


class Kong(Protocol):
    """The Admin API of one mesh's controller."""

    @property
    def version(self) -> str:
        """Kong's version as the door's last answer named it; empty before the first one."""

    def service(self, name: str) -> Service | None: ...

    def route(self, name: str) -> Route | None: ...

    def put_service(self, name: str, url: str) -> Service: ...

    def put_route(self, name: str, service_id: str, hosts: Sequence[str], protocols: Sequence[str]) -> Route: ...


class Edge(Protocol):
    """The way that a visitor of a mesh app takes."""

    def visit(self, host: str, path: str = "/") -> Visit: ...


class Slack(Protocol):
    """The workspace. `blocks` are Block Kit, `text` is what a notification shows."""

    def post(
        self, channel: str, text: str, blocks: Sequence[Mapping[str, Any]], metadata: Mapping[str, Any], thread: str = ""
    ) -> Message: ...

    def update(self, message: Message, text: str, blocks: Sequence[Mapping[str, Any]], metadata: Mapping[str, Any]) -> None: ...

    def respond(self, response_url: str, text: str, blocks: Sequence[Mapping[str, Any]], metadata: Mapping[str, Any]) -> None:
        """Tell the person who typed, privately, by the command's own response URL (30 minutes, five times)."""

    def tell(self, person: str, text: str) -> None:
        """Send a direct message."""

    def members(self, group: str) -> frozenset[str]:
        """Return the user ids of a user group."""
