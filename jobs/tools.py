"""What a job works with, as ports."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from mesh.app import Mesh
from mesh.errors import PermanentFailure
from mesh.policy import groups_named
from mesh.ports import (
    Announcements,
    Board,
    Clock,
    Controllers,
    Edge,
    Heroku,
    Leases,
    Locks,
    Members,
    Pace,
    Record,
    Replies,
    Sightings,
    Slack,
    Store,
)
from mesh.requests import Attach
from mesh.run import Run


@dataclass(frozen=True)
class Tools:
    """The ports, the configured meshes, the clock, and a source of jitter (`jitter()` is between 0 and 1).

    `own_app` is the Heroku app that the bot itself runs in, and `own_app_id` its id, which it keeps when it is renamed; empty where that is
    not known.
    """

    heroku: Heroku
    controllers: Controllers
    edge: Edge
    slack: Slack
    store: Store
    leases: Leases
    board: Board
    locks: Locks
    announcements: Announcements
    members: Members
    record: Record
    replies: Replies
    sightings: Sightings
    pace: Pace
    meshes: Mapping[str, Mesh]
    now: Clock
    jitter: Callable[[], float]
    own_app: str = ""
    own_app_id: str = ""

    @property
    def groups(self) -> tuple[str, ...]:
        """The user groups that the rules of all meshes name, each once."""
        return tuple(sorted(frozenset[str]().union(*map(groups_named, self.meshes.values()))))

    def mesh_of(self, run: Run) -> Mesh:
        """Return the run's mesh with its apps' own names, and with the one that an `attach` names.

        Raises PermanentFailure where it has been taken out of mesh.toml since.
        """
        mesh = self.meshes.get(run.asking.mesh)
        if mesh is None:
            raise PermanentFailure(f"the mesh `{run.asking.mesh}` is no longer in mesh.toml.", advice="Put it back, or ask for another.")
        named = {run.request.service: run.request.app} if isinstance(run.request, Attach) else {}
        return replace(mesh, apps={**self.store.app_names(mesh.name), **named}, spared=self._spared(mesh), own_app_id=self.own_app_id)

    def _spared(self, mesh: Mesh) -> dict[str, str]:
        others = [each for each in self.meshes.values() if each.name != mesh.name]
        apps = {
            app: f"the app of `{service}` in the mesh `{each.name}`"
            for each in others
            for service, app in self.store.app_names(each.name).items()
        }
        controllers = {each.controller: f"the controller of the mesh `{each.name}`" for each in self.meshes.values()}
        return {**apps, **({self.own_app: "the app that I run in myself"} if self.own_app else {}), **controllers}
