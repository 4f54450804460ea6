"""An app of the mesh, as far as a change of what runs in it must know it; and why what is no app of the mesh is let be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mesh.app import DATABASE, Mesh
from mesh.formation import Formation, count
from mesh.found import Attachment, Controller, Dyno, HerokuApp, Release, Service, is_attached
from mesh.plan import Refusal
from mesh.plans.ours import left_behind
from mesh.plans.what_runs import newer_release, not_running
from mesh.quoting import escaped
from mesh.standing import Standing
from mesh.steps import AwaitHealth


@dataclass(frozen=True)
class FoundMember:
    """What was read of an app; all but the controller and the service is empty where Heroku knows no such app.

    `releases` are the latest, newest first. Where the newest does not run, `config` is what is set of what the mesh cares for, `running`
    what runs; else nothing is read of either.
    """

    controller: Controller
    app: HerokuApp | None = None
    attachments: tuple[Attachment, ...] = ()
    service: Service | None = None
    formation: Formation = ()
    dynos: tuple[Dyno, ...] = ()
    releases: tuple[Release, ...] = ()
    config: Mapping[str, str] = field(default_factory=dict)
    running: Mapping[str, str] | None = None

    @property
    def is_attached(self) -> bool:
        return is_attached(self.attachments, self.controller.database)

    @property
    def standing(self) -> Standing:
        return Standing(formation=self.formation, is_attached=self.is_attached).with_service(self.service)


def member(service: str, mesh: Mesh, found: FoundMember) -> HerokuApp | Refusal:
    """Return the Heroku app of a service, or why it is no app of this mesh that could be changed."""
    name = mesh.profile_of(service).heroku_name(service)
    join = f"`/mesh add {service}` makes it one."
    if found.app is None:
        return Refusal(f"`{service}` is no app of this mesh: Heroku knows no app `{name}`.", join)
    if refusal := left_behind(service, name, found.attachments, found.controller):
        return refusal
    if not found.is_attached:
        return Refusal(f"`{service}` is no app of this mesh: `{name}` is not attached to the controller.", join)
    if other := next((each for each in found.attachments if each.name == DATABASE and each.owner in other_controllers(mesh)), None):
        return Refusal(
            f"`{service}` is no app of this mesh: its `{DATABASE}` is `{escaped(other.addon)}`, of {mesh.spared[other.owner]}.",
            "Ask in that mesh's channel.",
        )
    if not found.formation:
        return Refusal(f"`{name}` has no process types: nothing was deployed to it yet.", f"`/mesh add {service}` deploys it.")
    return found.app


def other_controllers(mesh: Mesh) -> frozenset[str]:
    """Return the apps that are spared and may own a Postgres that mesh apps share: all but this mesh's controller."""
    return frozenset(mesh.spared) - {mesh.controller}


def health_of(app: HerokuApp, found: FoundMember, formation: Formation, web: int) -> AwaitHealth:
    """Return the wait for these dynos; a visit belongs to it where `web` dynos answer and maintenance mode keeps nobody out."""
    return AwaitHealth(app.name, app.host, found.controller.kong_version, formation, visits=web > 0 and not app.maintenance)


def state_remarks(service: str, app: HerokuApp, found: FoundMember) -> Iterator[str]:
    """Yield what whoever changes what runs in an app should know of it, though nothing is done about it."""
    yield from newer_release(app, found.releases)
    yield from not_running(service, found.releases, found.config, found.running)
    yield from _maintenance(app)


def _maintenance(app: HerokuApp) -> Iterator[str]:
    if app.maintenance:
        yield f"`{escaped(app.name)}` is in maintenance mode, so no visit can tell whether it answers through Kong."


def all_types(formation: Formation) -> str:
    """List the process types there are."""
    return ", ".join(f"`{each.type}`" for each in formation)


def running(formation: Formation) -> Formation:
    """Return the types that have dynos."""
    return tuple(each for each in formation if count((each,)))
