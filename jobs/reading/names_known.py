"""The names of the apps that a mesh has, from all three that know some: our store, Heroku's attachments, and Kong."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from jobs.tools import Tools
from mesh.app import Mesh
from mesh.found import Service


def names_known(tools: Tools, mesh: Mesh, database: str, services: Iterable[Service]) -> Iterator[str]:
    """Yield the services' names, some perhaps twice. Raises TemporaryFailure, PermanentFailure.

    An app that is only about to join under a name is not known by it: `mesh` may say so already, the store does not.
    """
    kept = tools.store.app_names(mesh.name)
    as_kept = replace(mesh, apps=kept)
    yield from kept
    attached = (as_kept.service_of(app) for app in tools.heroku.apps_attached_to(database) if app != mesh.controller)
    yield from filter(None, attached)
    yield from (service.name for service in services if service.name and not service.is_admin_api)
