"""What an effect is handed: the run as it stands, and the ports that effects may use."""

from collections.abc import Callable
from dataclasses import dataclass

from mesh.app import Mesh, Profile
from mesh.errors import PermanentFailure
from mesh.ports import Clock, Edge, Heroku, Kong, Store
from mesh.run import Run, StepNote

POLL_MAX_S = 30.0
FRESH_S = 5.0


@dataclass(frozen=True)
class Site:
    """`note` is what an earlier try of this step left behind, None at the first: then nothing of it can stand yet.

    `still_ours` raises Overtaken once the lease has run out: ask it right before what cannot be set, because a worker that was stopped for
    a while would otherwise do it a second time.
    """

    run: Run
    mesh: Mesh
    heroku: Heroku
    kong: Kong
    edge: Edge
    store: Store
    now: Clock
    note: StepNote | None
    still_ours: Callable[[], None]
    budget_is_low: Callable[[], bool]

    @property
    def profile(self) -> Profile:
        return self.mesh.profile_of(self.run.service)

    @property
    def is_repeat(self) -> bool:
        return self.note is not None

    def so_far(self, name: str) -> str | None:
        return self.note.after.get(name) if self.note else None

    def has_looked_once(self) -> bool:
        """Say whether an earlier try has looked for a lost effect and not found it; one look may come before the effect shows."""
        return self.so_far("looked") is not None

    def has_just_begun(self) -> bool:
        """Say whether what the plan saw was read so lately that nothing is read again before it is changed."""
        begun = self.run.since or self.run.started_at
        return begun is not None and (self.now() - begun).total_seconds() < FRESH_S

    def poll_s(self) -> float:
        """Return how long to wait before the next look: soon at first, then wider, and wide at once where Heroku's budget is low."""
        return POLL_MAX_S if self.budget_is_low() else min(max(self.waited_s() / 4, 1.0), POLL_MAX_S)

    def waited_s(self) -> float:
        """Return the seconds since this step first started."""
        return (self.now() - self.note.started_at).total_seconds() if self.note else 0

    def host(self) -> str:
        """Return the app's own host. Raises PermanentFailure where no step and no plan knows it, which no plan of ours leads to."""
        host = self.run.host()
        if not host:
            raise PermanentFailure("the app's host is not known.", advice="Type the command again: what stands is gone on with.")
        return host
