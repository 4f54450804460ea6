"""The journal of a run: what it notes of each of its steps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

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
