"""What is answered from the store alone, without a job of its own."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from mesh.moments import Moment


@dataclass(frozen=True)
class Runs:
    """Which runs there were lately, of one app or of all."""

    service: str | None = None


@dataclass(frozen=True)
class ShowRun:
    """How one run stands."""

    run: str


@dataclass(frozen=True)
class Retry:
    """Go on with a run that failed, from the step that failed."""

    run: str


@dataclass(frozen=True)
class Cancel:
    """Stop a run between two of its steps."""

    run: str


class Verdict(StrEnum):
    """What a person decided."""

    APPROVE = "approve"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class Decide:
    """Decide on a run that waits for approval; `digest` names the plan that is meant, where that was said."""

    run: str
    verdict: Verdict
    reason: str = ""
    digest: str = ""


@dataclass(frozen=True)
class CanI:
    """Whether somebody may ask for a verb, by which rule, and who approves it; `words` are the verb and perhaps an app, in lower case."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Undo:
    """Take back what a finished run changed: it becomes the request for the inverse."""

    run: str


@dataclass(frozen=True)
class LockApp:
    """Keep others' changes of an app out for a time."""

    service: str
    length: timedelta
    reason: str


@dataclass(frozen=True)
class UnlockApp:
    """Lift the lock on an app."""

    service: str
    reason: str = ""


@dataclass(frozen=True)
class ShowLocks:
    """Which locks there are, and whether the mesh is frozen."""


@dataclass(frozen=True)
class FreezeMesh:
    """Let no change of the mesh begin; without `until`, until somebody thaws it."""

    until: Moment | None
    reason: str


@dataclass(frozen=True)
class Thaw:
    """Lift the freeze of the mesh, and take a store that is new or was lost as it is."""

    reason: str = ""
