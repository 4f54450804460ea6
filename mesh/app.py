"""A mesh as it is configured: its controller, what its apps look like, and who may do what."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from mesh.addresses import Buildpack, Source
from mesh.errors import InvalidRequest
from mesh.formation import Formation, count, merged, words
from mesh.names import SERVICE, checked_app

ADMIN_LISTEN = "KONG_ADMIN_LISTEN"
ORIGINS = "KONG_ORIGINS"
CONTROLLER_SERVICE = "kong-admin"  # the Kong service by which a controller of heroku-kong leads to its own Admin API
DATABASE = "DATABASE"
DATABASE_URL = f"{DATABASE}_URL"  # the config var that an attachment of that name sets


@dataclass(frozen=True)
class Profile:
    """What one app of the mesh should look like.

    `max_dynos` of all types together and `min_web` web dynos are what a command may leave an app with; beyond them scaling needs approval.
    `connections_per_dyno` is how many connections to the shared Postgres one sidecar is counted with.
    `app_name` and `source` may contain `{service}`. `config` holds further config vars; their values may be secret, so only the names
    ever leave this object for a plan or a message.
    """

    app_name: str
    region: str
    stack: str
    buildpacks: tuple[Buildpack, ...]
    source: Source
    listen_port: int
    formation: Formation
    max_dynos: int
    min_web: int = 1
    connections_per_dyno: int = 1
    team: str | None = None
    config: Mapping[str, str] = field(default_factory=dict, repr=False)

    def heroku_name(self, service: str) -> str:
        """Return the Heroku name of a service's app. Raises InvalidRequest where Heroku would refuse it."""
        return checked_app(self.app_name.replace("{service}", service), service)

    def source_of(self, service: str) -> Source:
        return self.source.of(service)

    @property
    def backend_url(self) -> str:
        """The address of an app's own process as its sidecar sees it; the same for every app of a mesh."""
        return f"http://127.0.0.1:{self.listen_port}"


@dataclass(frozen=True)
class People:
    """Slack user ids (`U…`, `W…`) and user-group ids (`S…`); nobody where empty.

    `readers` may read although they are no full members of the workspace: also `guests` for all of its guests, and ids of teams (`T…`).
    """

    operators: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    admins: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()

    @property
    def everybody(self) -> tuple[str, ...]:
        return (*self.operators, *self.approvers, *self.admins)


@dataclass(frozen=True)
class ApprovalRule:
    """`needed` approvals by people of `by` (operators, approvers or admins of the mesh), within `expires`."""

    needed: int
    by: str
    expires: timedelta
    requester_may_approve: bool = False


@dataclass(frozen=True)
class Mesh:
    """One controller and the apps attached to it; `approvals` is by verb (`route add`) or tier (`T2`).

    `apps` are the Heroku names of those services whose app joined under a name of its own, whatever `app_name` says. `spared` are Heroku
    apps that are never one of this mesh, each with what it is: controllers, other meshes' apps, and the app that the bot runs in, whose id
    is `own_app_id` where that is known.
    """

    name: str
    controller: str
    channels: tuple[str, ...]
    profile: Profile
    services: Mapping[str, Profile] = field(default_factory=dict)
    people: People = People()
    approvals: Mapping[str, ApprovalRule] = field(default_factory=dict)
    apps: Mapping[str, str] = field(default_factory=dict)
    spared: Mapping[str, str] = field(default_factory=dict)
    own_app_id: str = ""

    def profile_of(self, service: str) -> Profile:
        profile, app = self.services.get(service, self.profile), self.apps.get(service)
        return replace(profile, app_name=app) if app else profile

    def app_of(self, service: str) -> str | None:
        """Return the Heroku name of a service's app, or None where no app could have it, or one has that is never of this mesh."""
        name = self.name_of(service)
        return None if name in self.spared and name != self.controller else name

    def name_of(self, service: str) -> str | None:
        """Return the Heroku name that a service's app would have, whatever has it, or None where no app could."""
        try:
            return self.profile_of(service).heroku_name(service) if service else None
        except InvalidRequest:
            return None

    def service_of(self, app: str) -> str | None:
        """Return the service whose app has this Heroku name, or None where no name of this mesh leads to it."""
        named = [*self.apps, *self.services]
        found = next((service for service in named if self.profile_of(service).app_name.replace("{service}", service) == app), None)
        if found:
            return found
        before, _, after = self.profile.app_name.partition("{service}")
        service = app.removeprefix(before).removesuffix(after)
        return service if f"{before}{service}{after}" == app and SERVICE.fullmatch(service) and service not in named else None

    def checked_addition(self, service: str, formation: Formation) -> None:
        """Raise InvalidRequest for an addition that this mesh's own limits rule out before anything is read."""
        profile = self.profile_of(service)
        if service == CONTROLLER_SERVICE:
            raise InvalidRequest(f"`{service}` is the controller's own service at Kong: choose another name.")
        if profile.heroku_name(service) == self.controller:
            raise InvalidRequest(f"`{service}` would be the controller `{self.controller}` itself: choose another name.")
        wanted = merged(profile.formation, formation)
        named = f"`{words(formation or wanted)}`"
        if 0 < count(wanted, "web") < profile.min_web:
            raise InvalidRequest(f"{named} leaves fewer web dynos than the {profile.min_web} of `min_web` in `mesh.toml`: ask for more.")
        if count(wanted, "web") == 0:
            raise InvalidRequest(f"{named} leaves no web dyno, and Kong can only answer with at least one: ask for `web=1` or more.")
        if count(wanted) > profile.max_dynos:
            asked = {each.type for each in formation}
            others = words(tuple(each for each in profile.formation if each.type not in asked and each.quantity))
            both = " with ".join(part for part in (words(formation), others) if part)
            raise InvalidRequest(
                f"`{both}` is more than the {profile.max_dynos} dynos that `max_dynos` in `mesh.toml` allows: ask for fewer."
            )


def origin_of(host: str, profile: Profile) -> str:
    """Return the `KONG_ORIGINS` entry that turns a sidecar's own host into its localhost.

    Source: Kong 1.0 to 1.5, `scheme://host:port=scheme://host[:port]`; the port on the left is required, and a malformed or double entry
    stops Kong at its start.
    """
    return f"https://{host}:443=http://localhost:{profile.listen_port}"


def merged_origins(current: str, entry: str) -> str:
    """Return `current`, a comma list of origins, with `entry` in it once; entries for other addresses are kept, and so is their order."""
    left, present = entry.partition("=")[0], _origins(current)
    if [each for each in present if each.partition("=")[0] == left] == [entry]:
        return current
    return ",".join([*(each for each in present if each.partition("=")[0] != left), entry])


def without_origin(current: str, host: str) -> str:
    """Return `current` without the entries for a host's https address; it stays as it is, to the letter, where there is none."""
    present, own = _origins(current), f"https://{host}:443"
    others = [each for each in present if each.partition("=")[0] != own]
    return current if others == present else ",".join(others)


def _origins(current: str) -> list[str]:
    return [each.strip() for each in current.split(",") if each.strip()]
