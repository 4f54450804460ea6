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
    S.APPROVED: frozenset({S.RUNNING, S.WAITING, S.AWAITING, S.REFUSED, S.WITHDRAWN, S.FAILED}),
    S.RUNNING: frozenset({S.WAITING, S.DONE, S.FAILED, S.CANCELLED, S.UNKNOWN}),
    S.WAITING: frozenset({S.RUNNING, S.AWAITING, S.CANCELLED, S.EXPIRED, S.REFUSED, S.FAILED, S.WITHDRAWN, S.UNKNOWN}),
    S.FAILED: frozenset({S.PROPOSED}),
    S.UNKNOWN: frozenset({S.PROPOSED}),
}
_STOPS = frozenset({S.FAILED, S.WITHDRAWN})
MOVES_OF_WHAT_READS: Mapping[RunState, frozenset[RunState]] = {  # a question or a dry run: no way leads to its start
    S.PROPOSED: frozenset({S.REFUSED, S.DONE, S.FAILED, S.WITHDRAWN}),
    S.FAILED: frozenset({S.PROPOSED}),
    **dict.fromkeys((S.AWAITING, S.APPROVED, S.RUNNING, S.WAITING), _STOPS),  # an earlier version could bring one there
}
ENDED = frozenset({S.DONE, S.FAILED, S.UNKNOWN, S.REFUSED, S.DECLINED, S.EXPIRED, S.WITHDRAWN, S.SUPERSEDED, S.CANCELLED})
RETRIABLE = frozenset({S.FAILED, S.UNKNOWN})
