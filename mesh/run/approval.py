"""What a run waits for before it may begin: people's decisions on its plan."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mesh.requests import Verdict

CLOCKS_DIFFER = timedelta(minutes=1)  # between two of our dynos, at most; what is dated later than that was dated by a clock that was wrong


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
    earlier approval, empty at first. `remind_at` is when those who may approve hear of it again. An approval is good for `within` from when
    it was given; where an earlier version did not keep that, until `expires_at`.
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
    within: timedelta | None = None

    def approved_by(self, now: datetime | None = None) -> tuple[str, ...]:
        """Return who has approved this plan, each once; with a time, only those whose approval is still good then."""
        approvals = (each for each in self.decisions if each.verdict is Verdict.APPROVE and each.digest == self.digest)
        return tuple(dict.fromkeys(each.person for each in approvals if now is None or self._is_good(each, now)))

    def _is_good(self, decision: Decision, now: datetime) -> bool:
        return not is_to_come(decision, now) and now < (self.expires_at if self.within is None else decision.at + self.within)


def is_to_come(decision: Decision, now: datetime) -> bool:
    """Say whether a decision is dated so much later than now that a clock was set back: how old it is is not known then."""
    return decision.at > now + CLOCKS_DIFFER
