"""What is needed of Heroku, Kong, the edge and Slack."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from mesh.addresses import Buildpack, Source
from mesh.domains import Domain
from mesh.formation import Formation
from mesh.found import AddOn, Attachment, Build, Dyno, HerokuApp, PastConfig, Plugin, Release, Route, Service, Visit
from mesh.people import SlackUser
from mesh.run import Message


class Heroku(Protocol):
    """The Platform API, by app name; names are checked before they come here."""

    def account(self) -> str:
        """Return the account's email address."""

    def app(self, name: str) -> HerokuApp | None:
        """Return the app, or None where Heroku knows none that this account may see."""

    def create_app(self, name: str, region: str, stack: str, team: str | None) -> HerokuApp: ...

    def buildpacks(self, app: str) -> tuple[Buildpack, ...]:
        """Return names or URLs in their order."""

    def set_buildpacks(self, app: str, buildpacks: Sequence[Buildpack]) -> None: ...

    def attachments(self, app: str) -> tuple[Attachment, ...]: ...

    def attach(self, addon: str, app: str, name: str) -> Attachment: ...

    def apps_attached_to(self, addon: str) -> tuple[str, ...]:
        """Return the names of all apps that an add-on is attached to, each once, sorted."""

    def addon_plan(self, addon: str) -> str:
        """Return the plan of an add-on, as in `heroku-postgresql:essential-0`."""

    def detach(self, attachment_id: str) -> None:
        """Take an attachment away; one that is gone is as good."""

    def own_addons(self, app: str) -> tuple[AddOn, ...]:
        """Return the add-ons that the app owns, which go with it."""

    def destroy_app(self, app_id: str) -> None:
        """Delete the app of that id, and no other that has got its name; one that is gone is as good."""

    def config(self, app: str, names: Iterable[str]) -> dict[str, str]:
        """Return the values of those config vars that are set; no other value leaves the client."""

    def set_config(self, app: str, values: Mapping[str, str | None]) -> None: ...

    def start_build(self, app: str, source: Source, mark: str) -> Build: ...

    def build(self, app: str, build_id: str) -> Build: ...

    def builds(self, app: str) -> tuple[Build, ...]:
        """Return the latest builds, newest first, at most ten."""

    def build_log(self, app: str, build_id: str, lines: int) -> str:
        """Return the last lines of a build's output, without those that hold a value of the app's config vars; empty if none yet."""

    def release(self, app: str, release_id: str) -> Release: ...

    def releases(self, app: str, most: int = 10) -> tuple[Release, ...]:
        """Return the latest releases, newest first, at most `most`."""

    def release_config(self, app: str, release_id: str, names: Iterable[str]) -> dict[str, str]:
        """Return those config vars that a release runs with; no other value leaves the client."""

    def past_config(self, app: str, release_id: str, names: Iterable[str]) -> PastConfig:
        """Return the config vars of an earlier release: those names' values, and the names of all that differ from the present ones."""

    def roll_back(self, app: str, release_id: str) -> Release:
        """Make a new release with the code and config vars of an earlier one, and return the new one."""

    def formation(self, app: str) -> Formation: ...

    def dyno_sizes(self, app: str) -> tuple[str, ...]:
        """Return the sizes that Heroku offers for this app, in lower case."""

    def scale(self, app: str, formation: Formation) -> None: ...

    def dynos(self, app: str) -> tuple[Dyno, ...]: ...

    def restart_dyno(self, app: str, dyno_id: str) -> None:
        """Replace one dyno, by its id, by a new one; a dyno that is gone is as good."""

    def restart_type(self, app: str, process_type: str) -> None:
        """Replace all dynos of a process type by new ones."""

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

    def create_service(self, name: str, url: str) -> Service:
        """Create a service; one of that name is never replaced (TemporaryFailure, so that a repeat looks)."""

    def services(self) -> tuple[Service, ...]:
        """Return all services of the mesh."""

    def routes(self) -> tuple[Route, ...]:
        """Return the mesh's whole table of routes."""

    def table(self) -> tuple[tuple[Service, ...], tuple[Route, ...]]:
        """Return all services and all routes. A reading that meets the limit goes on where it was when it is asked for again."""

    def plugins(self) -> tuple[Plugin, ...]:
        """Return all plugins, in one request."""

    def table_with_plugins(self) -> tuple[tuple[Service, ...], tuple[Route, ...], tuple[Plugin, ...] | None]:
        """Return the table with all plugins, in one request more; None for them where Kong refuses to list them."""

    def route_by_id(self, route_id: str) -> Route | None: ...

    def create_route(self, wanted: Route) -> Route:
        """Create a route; one of that name is never replaced (TemporaryFailure, so that a repeat looks)."""

    def change_route(self, before: Route, wanted: Route) -> Route:
        """Send the fields that differ, and no other; a route that is gone is a PermanentFailure."""

    def delete_route(self, route_id: str) -> None: ...

    def delete_service(self, service_id: str) -> None:
        """Delete the service of that id; one that is gone is as good, one that has routes is refused (PermanentFailure)."""


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

    def upload(self, channel: str, thread: str, name: str, content: str) -> None:
        """Put a text file of that name into a thread."""

    def respond(self, response_url: str, text: str, blocks: Sequence[Mapping[str, Any]], metadata: Mapping[str, Any]) -> None:
        """Tell the person who typed, privately, by the command's own response URL (30 minutes, five times)."""

    def whisper(self, channel: str, person: str, text: str, blocks: Sequence[Mapping[str, Any]], thread: str = "") -> None:
        """Show somebody a message in a channel, or in a thread of it, that nobody else sees."""

    def tell(self, person: str, text: str) -> None:
        """Send a direct message."""

    def publish_home(self, user: str, view: Mapping[str, Any]) -> None:
        """Show somebody a home tab, in place of the one before."""

    def members(self, group: str) -> frozenset[str]:
        """Return the user ids of a user group."""

    def user(self, user: str) -> SlackUser:
        """Return who somebody is; whom the workspace does not know is a stranger."""

    def is_active(self, user: str) -> bool:
        """Say whether a user is a full member of the bot's own workspace, or of its organisation, and has not been deactivated."""


class Controllers(Protocol):
    """The controllers by their Heroku names: their Admin API and what the mesh shares."""

    def kong(self, controller: str) -> Kong:
        """Return the Admin API of a controller; nothing is sent before its first call."""

    def host(self, controller: str) -> str: ...

    def database(self, controller: str, *, or_kept: bool = False) -> str:
        """Return the name of the Postgres add-on that the mesh shares, as Heroku says now.

        `or_kept`: as it said within ten minutes, where it does not answer. Raises TemporaryFailure, PermanentFailure.
        """

    def former_databases(self, controller: str) -> tuple[str, ...]:
        """Return the controller's other Postgres add-ons, which it may have shared before."""
