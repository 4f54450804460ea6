"""One app of the mesh in full."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from mesh.app import Mesh
from mesh.found import AppDetails, Controller, HerokuApp, PlacedPlugin, Route, Service
from mesh.run import Run
from mesh.standing import Left, Standing, standing_of
from mesh.status.drift import Difference, drift, expected
from mesh.status.table import are_asleep


@dataclass(frozen=True)
class OneApp:
    """An attached app as it is now; `kong` and `routes` are its service, None where Kong has none, and that one's routes.

    `config_wanted` are the names of the further config vars that mesh.toml wants. `left` is how a run left it, None where none did.
    `runs` are the latest, newest first. `unread` says why something was not read, by its name: a field of `details` that is then empty,
    `builds`, or `kong` for its service, its routes and their `plugins`, which are compared with nothing: no run keeps a baseline of them.
    """

    service: str
    controller: Controller
    app: HerokuApp
    details: AppDetails
    kong: Service | None
    routes: tuple[Route, ...]
    config_wanted: tuple[str, ...] = ()
    left: Left | None = None
    drift: tuple[Difference, ...] = ()
    runs: tuple[Run, ...] = ()
    unread: Mapping[str, str] = field(default_factory=dict)
    plugins: tuple[PlacedPlugin, ...] = ()

    @property
    def is_asleep(self) -> bool:
        """Say whether all its web dynos sleep: then nobody visits it to see how it is, because that would wake it."""
        return are_asleep(self.details.dynos) and self.details.visit is None

    @property
    def came_through(self) -> bool:
        return self.details.visit is not None and self.details.visit.came_through(self.controller.kong_version)


def with_drift(found: OneApp, mesh: Mesh, left: Mapping[str, Left]) -> OneApp:
    """Return the app with what differs from how the last run left it, or else from what mesh.toml says."""
    by = left.get(found.service)
    was = by.standing if by else expected(mesh, found.service, found.app.host)
    return replace(found, left=by, drift=drift(was, _standing(found)))


def _standing(found: OneApp) -> Standing:
    """Return how the app stands, as far as it was read."""
    at_heroku, knows_kong = standing_of(found.details, found.controller.database), "kong" not in found.unread
    standing = Standing(
        formation=at_heroku.formation if "formation" not in found.unread else None,
        buildpacks=at_heroku.buildpacks if "buildpacks" not in found.unread else None,
        config=at_heroku.config if not {"config", "running"} & found.unread.keys() else None,
        is_attached=at_heroku.is_attached if found.controller.database and "attachments" not in found.unread else None,
        routes=found.routes if knows_kong else None,
    )
    return standing.with_service(found.kong) if knows_kong else standing
