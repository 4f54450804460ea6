"""The states that a run may pass through, and the moves between them."""

from collections.abc import Mapping
from enum import StrEnum


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
    S.PROPOSED: frozenset({S.AWAITING, S.APPROVED, S.REFUSED, S.DONE, S.FAILED, S.WITHDRAWN}),
    S.AWAITING: frozenset({S.AWAITING, S.APPROVED, S.FAILED, S.DECLINED, S.EXPIRED, S.WITHDRAWN, S.SUPERSEDED}),
    S.APPROVED: frozenset({S.RUNNING, S.WAITING, S.AWAITING, S.WITHDRAWN, S.FAILED}),
    S.RUNNING: frozenset({S.WAITING, S.DONE, S.FAILED, S.CANCELLED, S.UNKNOWN}),
    S.WAITING: frozenset({S.RUNNING, S.AWAITING, S.CANCELLED, S.FAILED, S.WITHDRAWN, S.UNKNOWN}),
    S.FAILED: frozenset({S.APPROVED}),
    S.UNKNOWN: frozenset({S.APPROVED}),
}
ENDED = frozenset({S.DONE, S.FAILED, S.UNKNOWN, S.REFUSED, S.DECLINED, S.EXPIRED, S.WITHDRAWN, S.SUPERSEDED, S.CANCELLED})
RETRIABLE = frozenset({S.FAILED, S.UNKNOWN})
