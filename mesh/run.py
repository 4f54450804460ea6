"""A run: one request, from its words to its outcome, and the states that it may pass through."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from mesh.locks import Hold
from mesh.plan import Plan, PlannedStep
from mesh.requests import Asking, Request
from mesh.steps import RESTART, ROLLBACK, AwaitRoute


class RunState(StrEnum):
    """Where a run stands; what MOVES does not name is no move."""

    PROPOSED = "proposed"
    AWAITING = "awaiting"
    APPROVED = "approved"
    RUNNING = "running"
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"


S = RunState
MOVES: Mapping[RunState, frozenset[RunState]] = {
    S.PROPOSED: frozenset({S.AWAITING, S.APPROVED, S.REFUSED, S.DONE, S.FAILED}),
    S.AWAITING: frozenset({S.AWAITING, S.APPROVED, S.FAILED, S.DECLINED, S.EXPIRED, S.WITHDRAWN, S.SUPERSEDED}),
    S.APPROVED: frozenset({S.RUNNING, S.WAITING, S.AWAITING, S.WITHDRAWN, S.FAILED}),
    S.RUNNING: frozenset({S.WAITING, S.DONE, S.FAILED, S.CANCELLED, S.UNKNOWN}),
    S.WAITING: frozenset({S.RUNNING, S.AWAITING, S.CANCELLED, S.FAILED, S.WITHDRAWN, S.UNKNOWN}),
    S.FAILED: frozenset({S.APPROVED}),
    S.UNKNOWN: frozenset({S.APPROVED}),
}
ENDED = frozenset({S.DONE, S.FAILED, S.UNKNOWN, S.REFUSED, S.DECLINED, S.EXPIRED, S.WITHDRAWN, S.SUPERSEDED, S.CANCELLED})


TAKEN_ONCE = (RESTART, ROLLBACK)
READING = "reading"  # the note of the reading before a plan, which is no step of it


class StepState(StrEnum):
    """Where a step stands; no note at all means not yet."""

    STARTED = "started"
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class StepNote:
    """What the journal holds of a step.

    `tries` counts temporary failures in a row, the first of them at `failing_since`; `due_at` is when to look again. `details` is text for
    the thread, such as a build log's tail. `may_stand`: the answer to a request was lost, so that its effect may stand unseen.
    """

    state: StepState
    started_at: datetime
    ended_at: datetime | None = None
    tries: int = 0
    failing_since: datetime | None = None
    due_at: datetime | None = None
    may_stand: bool = False
    why: str = ""
    advice: str = ""
    details: str = ""
    after: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Message:
    """The run's one message in Slack.

    `has_details`: what belongs into its thread was posted there; `notices`: how many of the run's notices; `effects_posted`: how many
    messages of the effects of the plan whose digest is `effects_of`; `file`: the name of the file that was. `is_anew`: somebody deleted
    the first one, and this is the second.
    """

    channel: str
    ts: str
    has_details: bool = False
    is_anew: bool = False
    notices: int = 0
    effects_of: str = ""
    effects_posted: int = 0
    file: str = ""


@dataclass(frozen=True)
class Answer:
    """The answer to a question: `text` for notifications, `blocks` as JSON, so that it is shown again as it was.

    `file` is the name of a file for the thread, empty where there is none; `retry` a failed run that one would go on with.
    """

    text: str
    blocks: str
    file: str = ""
    retry: str = ""


class Verdict(StrEnum):
    """What a person decided."""

    APPROVE = "approve"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class Decision:
    """One person's decision on the plan with this digest."""

    person: str
    at: datetime
    verdict: Verdict
    digest: str
    reason: str = ""


@dataclass(frozen=True)
class Approval:
    """What a run waits for: `needed` approvals by people of `by` (operators, approvers or admins) until `expires_at`.

    `who` are their user and group ids, to be named. `digest` names the plan that is asked about. `asked_again` says what moved since an
    earlier approval, empty at first. `remind_at` is when those who may approve hear of it again.
    """

    needed: int
    by: str
    expires_at: datetime
    digest: str
    who: tuple[str, ...] = ()
    requester_may_approve: bool = False
    decisions: tuple[Decision, ...] = ()
    asked_again: str = ""
    remind_at: datetime | None = None
    reminders: int = 0

    def approved_by(self) -> tuple[str, ...]:
        return tuple(each.person for each in self.decisions if each.verdict is Verdict.APPROVE and each.digest == self.digest)


@dataclass(frozen=True)
class Run:
    """One request and all that is known of it.

    `version` counts state moves. `notes` is the journal by step id. `why` and `advice` explain a state (refusal, failure, waiting);
    `details` is text for the thread, such as a build log's tail. `generation` is the app's claim count when the plan was made, -1 where it
    must be made anew; `kong_writes` counts other runs' writes to Kong at that time. `attempt` counts from 1; `since` and `retried_by` are
    those of the present attempt, where it is not the first. `answer` is the answer to a question; `approval` what the run waits for.
    `notices` are sentences for the thread, oldest first. `held_since` is when a lock or a freeze began to keep it from beginning.
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
        """Return the run in another state. Raises ValueError for a move that is none: that is a bug, not an input."""
        if state not in MOVES.get(self.state, frozenset()):
            raise ValueError(f"a run cannot go from {self.state} to {state}")
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


def runnable(run: Run, now: datetime) -> tuple[PlannedStep, ...]:
    """Return the steps to work on now: their needs are done, they are not, and they are not waiting for a later time."""
    if run.plan is None:
        return ()
    return tuple(planned for planned in run.plan.steps if _needs_are_done(run, planned) and _is_due(run.note(planned.id), now))


def _needs_are_done(run: Run, planned: PlannedStep) -> bool:
    notes = (run.note(need) for need in planned.needs)
    return all(note is not None and note.state is StepState.DONE for note in notes)


def _is_due(note: StepNote | None, now: datetime) -> bool:
    if note is None:
        return True
    if note.state in {StepState.DONE, StepState.FAILED, StepState.UNKNOWN}:
        return False
    return note.due_at is None or note.due_at <= now


def is_taken_once(run: Run) -> bool:
    """Say whether a run has begun what a retry must not begin anew from what is found then: a second restart, a release further back."""
    return any(run.note(kind) is not None for kind in TAKEN_ONCE)


def gone_on_with(run: Run, plan: Plan) -> Run:
    """Return the run with a new plan in front of which the steps that are done stay, as far as the new plan does not take them anew.

    With them stays the look at a route change that is done, which no plan holds that finds the route as it should be. What is taken once
    keeps its plan, and of a try that failed so much that the next one looks first.
    """
    if is_taken_once(run):
        notes = {name: note for name, note in run.notes.items() if note.state is StepState.DONE or name in TAKEN_ONCE}
        return replace(run, notes={name: note if note.state is StepState.DONE else _once_more(note, run) for name, note in notes.items()})
    done = {step_id for step_id, note in run.notes.items() if note.state is StepState.DONE}
    old = (planned for planned in (run.plan.steps if run.plan else ()) if plan.step(planned.id) is None)
    kept = tuple(planned for planned in old if planned.id in done or _looks_at(planned, done))
    whole = replace(plan, steps=(*kept, *plan.steps))
    return replace(run, plan=whole, notes={planned.id: run.notes[planned.id] for planned in kept if planned.id in done})


def left_to_look(run: Run) -> bool:
    """Say whether all that is left of the plan is to look at a route change that is done: that needs no new plan, and nobody's approval."""
    done = {step_id for step_id, note in run.notes.items() if note.state is StepState.DONE}
    left = [planned for planned in (run.plan.steps if run.plan else ()) if planned.id not in done]
    return bool(left) and all(_looks_at(planned, done) for planned in left)


def _looks_at(planned: PlannedStep, done: set[str]) -> bool:
    return isinstance(planned.step, AwaitRoute) and bool(planned.needs) and set(planned.needs) <= done


def _once_more(note: StepNote, run: Run) -> StepNote:
    return StepNote(StepState.WAITING, run.since or note.started_at)


def is_complete(run: Run) -> bool:
    """Say whether every step of the plan is done."""
    if run.plan is None:
        return False
    return all((note := run.note(planned.id)) is not None and note.state is StepState.DONE for planned in run.plan.steps)


def next_due(run: Run) -> datetime | None:
    """Return when the earliest waiting step wants another look, or None where none waits."""
    times = [note.due_at for note in run.notes.values() if note.state is StepState.WAITING and note.due_at]
    return min(times, default=None)


def failed_step(run: Run) -> tuple[str, StepNote] | None:
    """Return the step that failed first or whose outcome is unknown, or None."""
    failed = [(step_id, note) for step_id, note in run.notes.items() if note.state in {StepState.FAILED, StepState.UNKNOWN}]
    return min(failed, key=lambda each: each[1].ended_at or each[1].started_at, default=None)
