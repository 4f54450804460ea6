"""A run: one request, from its words to its outcome."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from mesh.locks import Hold
from mesh.plan import Plan
from mesh.requests import Asking, Question, Request
from mesh.run.approval import Approval
from mesh.run.journal import READING, StepNote
from mesh.run.message import Answer
from mesh.run.states import ENDED, MOVES, MOVES_OF_WHAT_READS, RunState


@dataclass(frozen=True)
class Run:
    """One request and all that is known of it.

    `version` counts state moves. `notes` is the journal by step id. `why` and `advice` explain a state (refusal, failure, waiting);
    `details` is text for the thread, such as a build log's tail. `generation` is the app's claim count when the plan was made, -1 where it
    must be made anew; `kong_writes` counts other runs' writes to Kong at that time; `planned_at` is when it was made. `attempt` counts
    from 1; `since` and `retried_by` are those of the present attempt, where it is not the first; `retriers` is everybody who asked for a
    further attempt. `answer` is the answer to a question; `approval` what the run waits for, `asked_about` the digests of all plans that
    people were asked about, oldest first. `notices` are sentences for the thread, oldest first. `held_since` is when a lock or a freeze
    began to keep it from beginning.
    """

    id: str
    request: Request
    asking: Asking
    state: RunState = RunState.PROPOSED
    version: int = 0
    plan: Plan | None = None
    generation: int = 0
    kong_writes: int = 0
    notes: Mapping[str, StepNote] = field(default_factory=dict)
    why: str = ""
    advice: str = ""
    details: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    attempt: int = 1
    since: datetime | None = None
    retried_by: str = ""
    answer: Answer | None = None
    approval: Approval | None = None
    notices: tuple[str, ...] = ()
    held_since: datetime | None = None
    retriers: tuple[str, ...] = ()
    asked_about: tuple[str, ...] = ()
    planned_at: datetime | None = None

    @property
    def only_reads(self) -> bool:
        """Say whether this is a question or a dry run, which never begins."""
        return self.asking.dry_run or isinstance(self.request, Question)

    @property
    def requesters(self) -> tuple[str, ...]:
        """Return everybody who asked for this or for a further attempt of it, each once."""
        return tuple(dict.fromkeys(filter(None, (self.asking.person, *self.retriers, self.retried_by))))

    @property
    def has_begun_a_step(self) -> bool:
        """Say whether a step of this attempt, or one that it goes on from, was ever begun."""
        return any(name != READING for name in self.notes)

    @property
    def asked_by(self) -> str:
        """Return whose change it is: who asked for the present attempt."""
        return self.retried_by or self.asking.person

    @property
    def mark(self) -> str:
        """Name this attempt where a vendor keeps a text of ours, so that what it made is found again."""
        return self.id if self.attempt == 1 else f"{self.id}-{self.attempt}"

    @property
    def service(self) -> str:
        return self.request.service

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED

    def moved(self, state: RunState, **changes: object) -> "Run":
        """Return the run in another state. Raises ValueError for a move that is none: that is a bug, not an input.

        That the reading before its plan failed for a while is over then: neither its tries nor its sentence are those of what comes next.
        """
        moves, what = (MOVES_OF_WHAT_READS, "what only reads") if self.only_reads else (MOVES, "a run")
        if state not in moves.get(self.state, frozenset()):
            raise ValueError(f"{what} cannot go from {self.state} to {state}")
        changes = {"notes": {name: note for name, note in self.notes.items() if name != READING}} | changes
        return replace(self, state=state, **changes)  # type: ignore[arg-type]  # the names are checked by replace itself

    def note(self, step_id: str) -> StepNote | None:
        return self.notes.get(step_id)

    def value(self, step_id: str, name: str) -> str | None:
        """Return what a step noted under a name, or None."""
        note = self.notes.get(step_id)
        return note.after.get(name) if note else None

    def with_note(self, step_id: str, note: StepNote) -> "Run":
        return replace(self, notes={**self.notes, step_id: note})

    def host(self) -> str | None:
        """Return the app's own host: from the plan where the app stood, else from the note of its creation."""
        return (self.plan.host if self.plan else None) or self.value("create-app", "host")


@dataclass(frozen=True)
class Held:
    """A run that may not begin: `by` is the run that has its app, or the lock or freeze; `place` counts from 1, who goes on next."""

    run: Run
    by: Hold | str
    place: int
