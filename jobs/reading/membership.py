"""Read what joining and leaving need: the whole table, the app in full, and what we kept of it."""

from jobs.reading.app import found_with_table
from jobs.tools import Tools
from mesh.app import Mesh
from mesh.plans.membership import FoundMembership


def membership_found(tools: Tools, mesh: Mesh, service: str, *, with_addons: bool = False) -> FoundMembership:
    """Read one service's app, whose name the mesh knows; `with_addons`: also its own add-ons. Raises TemporaryFailure, PermanentFailure."""
    found, table = found_with_table(tools, mesh, service)
    return FoundMembership(
        service,
        table,
        found.details,
        tools.heroku.own_addons(found.app.name) if found.app and with_addons else (),
        names=tools.store.app_names(mesh.name),
        joined=tools.store.joined(mesh.name).get(service),
        left=tools.store.left(mesh.name).get(service),
        controllers={each.controller: each.name for each in tools.meshes.values()},
    )
