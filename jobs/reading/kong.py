"""Read at a mesh's Kong, and with it who its controller is."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from jobs.tools import Tools
from mesh.app import Mesh
from mesh.errors import PermanentFailure
from mesh.found import Controller
from mesh.ports import Kong

T = TypeVar("T")


def read_at_kong(tools: Tools, mesh: Mesh, read: Callable[[Kong], T]) -> tuple[Controller, T]:
    """Return the controller with what was read. Raises TemporaryFailure, PermanentFailure.

    The door is asked for first, so that parallel requests find it open; Kong's version stands in the headers of its answers.
    """
    kong = tools.controllers.kong(mesh.controller)
    host = tools.controllers.host(mesh.controller)
    with ThreadPoolExecutor(1) as pool:
        database = pool.submit(tools.controllers.database, mesh.controller)
        found = read(kong)
    if not kong.version:
        raise PermanentFailure(
            f"the controller `{mesh.controller}` answers, but not as a Kong (no version in its headers).",
            advice="Look whether the app still runs heroku-kong.",
        )
    return Controller(mesh.controller, host, database.result(), kong.version), found
