"""What commands name, checked before it becomes a request: an app of the mesh, a run, a plan."""

import re

from mesh.app import CONTROLLER_SERVICE, Mesh
from mesh.errors import InvalidRequest
from mesh.names import checked_service

DIGEST = re.compile(r"[0-9a-f]{12}")
RUN = re.compile(r"r-[a-z0-9]{4,10}")


def checked_mesh_app(text: str, mesh: Mesh) -> str:
    """Return the short name of an app that may be in this mesh. Raises InvalidRequest, also for the controller."""
    service = checked_service(text)
    if service == CONTROLLER_SERVICE:
        raise InvalidRequest(f"`{service}` is the controller's own service at Kong, which is left to people: name a mesh app.")
    if mesh.profile_of(service).heroku_name(service) == mesh.controller:
        raise InvalidRequest(f"`{service}` is the controller `{mesh.controller}` itself, which is left to people: name a mesh app.")
    return service


def checked_run(text: str) -> str:
    """Return a run's id, in lower case. Raises InvalidRequest."""
    run_id = text.strip().lower()
    if not RUN.fullmatch(run_id):
        raise InvalidRequest("that is no run's id: it looks like `r-7k3fx`, and `/mesh runs` lists the latest.")
    return run_id


def checked_digest(text: str) -> str:
    """Return the digest of a plan, in lower case; empty where none is named. Raises InvalidRequest."""
    digest = text.strip().lower()
    if digest and not DIGEST.fullmatch(digest):
        raise InvalidRequest("that names no plan: it has 12 digits such as `0123456789ab`, and the run's message shows it.")
    return digest
