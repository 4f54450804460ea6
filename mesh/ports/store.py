"""What is needed of the store for runs, and for what is kept of apps."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Protocol

from mesh.joined import Joined
from mesh.ports.locks import Announcement
from mesh.record import Entry
from mesh.run import Held, Message, Run, RunState, StepNote
from mesh.standing import Left


class Store(Protocol):
    """Runs and what surrounds them. A run's state moves compare its version; step notes compare only the lease's epoch."""

    def submit(
        self, run: Run, *, delivery: str, response_url: str, queue: str, entry: Entry, message: Message | None = None
    ) -> tuple[str, bool]:
        """Store a run, its entry and its job in one transaction; return the run's id and whether it is new.

        A delivery that was seen before stores nothing and returns the id of the run that it made. `message` is one that stands already
        and is to show this run. Raises TemporaryFailure: with `outcome_unknown` where the answer to the commit was lost, otherwise nothing
        was stored.
        """

    def get(self, run_id: str) -> Run | None:
        """Return a run, or None. Raises PermanentFailure for one that another version of meshbot stored and this one cannot read."""

    def move(
        self,
        run: Run,
        state: RunState,
        *,
        entry: Entry | None = None,
        wake: str = "",
        left: Left | None = None,
        forgets: str = "",
        **changes: Any,  # noqa: ANN401 - fields of Run
    ) -> Run:
        """Move a run to another state; an ended run gives up its claim. Raises Overtaken where its version moved meanwhile.

        `wake` names a queue whose worker is asked to look at it at once. `left` is how the run leaves its app, kept with the move;
        `forgets` is the Heroku app that has left the mesh: all that is kept of it goes with the move. Where this run has
        no claim, and another has claimed the app since this one's generation, it raises Overtaken instead. Notes that are not in
        `changes["notes"]` are dropped.
        """

    def awaiting(self, mesh: str) -> tuple[Run, ...]:
        """Return the runs of a mesh that wait for approval."""

    def under_way(self, mesh: str) -> tuple[Run, ...]:
        """Return the runs of a mesh that change something and have not ended, those that were asked for first first."""

    def message_of(self, run_id: str) -> Message | None:
        """Return the message that shows a run, once there is one."""

    def recent(self, limit: int, service: str | None = None, mesh: str | None = None) -> tuple[Run, ...]:
        """Return the latest runs, newest first, of one app or of all, of one mesh or of all; questions are none of them."""

    def how_many(self, service: str | None, mesh: str) -> int:
        """Return how many runs of an app, or of all, are kept of a mesh; questions are none of them."""

    def catch_up(self) -> None:
        """Find the place among a mesh's and an app's runs for all that another version of meshbot stored."""

    def changes_since(self, run: Run) -> Iterator[Run]:
        """Yield the runs that were to change the same app after this one, newest first, as they are asked for; no dry runs."""

    def ask_to_cancel(self, run: Run, person: str, entry: Entry, queue: str) -> bool:
        """Note that a run should stop, and wake it; False where somebody asked for that before. Raises Overtaken where it has ended."""

    def cancel_asked_by(self, run_id: str) -> str:
        """Return who asked for the run to stop, else an empty text."""

    def is_known(self) -> bool:
        """Say whether this store bears our mark: one that does not is new, or was lost, and so may be its locks and freezes.

        Raises PermanentFailure where the store may drop keys: no change is begun on what may forget it.
        """

    def mark_known(self, at: datetime, entry: Entry | None = None, telling: Iterable[Announcement] = ()) -> bool:
        """Mark the store as ours; False where it was marked already: then nothing is recorded or announced."""

    def begin(self, run: Run, *, entry: Entry | None = None) -> Run | Held:
        """Claim the run's app and move the run to `running`, or say what holds it back; then it is `waiting`, in line.

        A lock or a freeze that is set in the same instant is seen. Raises Overtaken where the app was claimed, locked or frozen meanwhile,
        or where what the run would do is not approved by as many as it needs; ValueError for what only reads.
        """

    def held_back(self, run: Run) -> Held | None:
        """Put a run in line where it may not begin: for another run, a lock or a freeze; None where nothing is in its way."""

    def generation(self, mesh: str, service: str) -> int:
        """Return how often the app was claimed: a plan made at another count may be stale."""

    def keep_note(self, run_id: str, epoch: int, step_id: str, note: StepNote) -> None:
        """Write a step's note. Raises Overtaken where another worker has taken the lease since."""

    def change(self, run: Run, **changes: Any) -> Run:  # noqa: ANN401 - fields of Run
        """Change a run's fields in its present state. Raises Overtaken like `move`."""

    def kong_writes(self, mesh: str, run_id: str) -> int:
        """Return how often other runs of ours have written to this mesh's Kong: what was read at another count may be stale."""

    def begin_writing(self, mesh: str, run_id: str) -> bool:
        """Claim the mesh's Kong for a moment; False while another run writes to it."""

    def end_writing(self, mesh: str, run_id: str) -> None:
        """Count a write and give the claim up."""

    def left(self, mesh: str) -> Mapping[str, Left]:
        """Return how runs left the apps of a mesh, by service."""

    def apps_known(self, mesh: str) -> frozenset[str]:
        """Return the services that runs have left, that joined, or that a question has seen; empty where nobody has looked yet."""

    def app_names(self, mesh: str) -> Mapping[str, str]:
        """Return the Heroku names of apps that joined under a name of their own, by service."""

    def keep_joined(self, mesh: str, joined: Joined, entry: Entry) -> bool:
        """Keep an app's name and what it was before, with the entry; False where another service has the app, or the service another.

        What is kept of this app already stays as it is.
        """

    def joined(self, mesh: str) -> Mapping[str, Joined]:
        """Return what apps were before they joined under a name of their own, by service."""

    def began_creation(self, app: str, at: datetime) -> None: ...

    def creation_began(self, app: str) -> datetime | None:
        """Return when a run of ours first began to create a Heroku app of that name, or None."""

    def response_url(self, run_id: str) -> str:
        """Return the command's response URL while it is good, else an empty text."""
