"""The one way from a run's id to the run: a run of one mesh is neither read nor decided on from another's channel."""

from collections.abc import Mapping
from dataclasses import dataclass

from mesh.app import Mesh
from mesh.errors import InvalidRequest
from mesh.ports import Store
from mesh.run import Run


@dataclass(frozen=True)
class Lookup:
    """Finds runs for who asks from a channel; without one, as from a form or the home tab, it is the run's own."""

    store: Store
    meshes: Mapping[str, Mesh]
    channel: str = ""

    def find(self, run_id: str) -> Run | None:
        """Return a run, or None where there is none. Raises InvalidRequest for one of another mesh than the channel's.

        A click on a run's own message stands in the channel where it was asked for, whatever mesh that belongs to now.
        """
        run = self.store.get(run_id)
        if run is None or self.channel in {"", run.asking.channel}:
            return run
        mesh = self.meshes.get(run.asking.mesh)
        if mesh is None or self.channel not in mesh.channels:
            raise InvalidRequest(f"`{run.id}` belongs to the mesh `{run.asking.mesh}`: ask for it in that mesh's channel.")
        return run
