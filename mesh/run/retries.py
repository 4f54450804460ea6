"""What a step's note becomes after a try: done, waiting for another look, waiting after a failure, or failed."""

from dataclasses import replace
from datetime import datetime, timedelta

from mesh import steps
from mesh.errors import PermanentFailure, TemporaryFailure
from mesh.run import StepNote, StepState
from mesh.steps import Done, Outcome, Wait

TRIES = {steps.DATABASE: 3}  # Heroku answers 503 addon_error also for what will never work
TRIES_OTHERWISE = 8
FAILING_AT_MOST = timedelta(minutes=30)
LIMITS = {
    steps.BUILD: timedelta(minutes=60),
    steps.RELEASE: timedelta(minutes=65),
    steps.HEALTHY: timedelta(minutes=10),
    steps.RESTART: timedelta(minutes=5),
}
LIMIT_OTHERWISE = timedelta(minutes=60)
FIRST_BACK_OFF_S, BACK_OFF_GROWTH = 1.0, 2.8  # seven waits of 1 s to 8 min, 12 min together


def after_outcome(step_id: str, note: StepNote, outcome: Outcome, now: datetime) -> StepNote:
    """Return the note after a try that was answered; a step that has waited too long fails."""
    match outcome:
        case Done():
            return replace(
                note, state=StepState.DONE, ended_at=now, due_at=None, may_stand=False, why="", after={**note.after, **outcome.after}
            )
        case Wait():
            limit = LIMITS.get(step_id, LIMIT_OTHERWISE)
            may_stand = note.may_stand and not outcome.has_looked
            if now - note.started_at > limit:
                why = f"still not there after {limit.total_seconds() / 60:.0f} minutes: {outcome.why}"
                advice = "Look at the app on Heroku, then type the command again."
                return _ended(replace(note, may_stand=may_stand), now, why, advice)
            return replace(
                note,
                state=StepState.WAITING,
                due_at=now + timedelta(seconds=outcome.seconds),
                tries=0,
                failing_since=None,
                may_stand=may_stand,
                why=outcome.why,
                after={**note.after, **outcome.so_far},
            )


def after_temporary(step_id: str, note: StepNote, failure: TemporaryFailure, now: datetime, jitter: float) -> StepNote:
    """Return the note after a temporary failure: another try later, or failed where there have been enough.

    `jitter` is between 0 and 1; the waits grow from about 1 s to about 8 minutes and are never shorter than the vendor asked for.
    """
    if failure.is_our_pace:
        due_at = now + timedelta(seconds=(failure.retry_after_s or 1) + jitter)
        return replace(note, state=StepState.WAITING, due_at=due_at, why=str(failure))
    tries, since = note.tries + 1, note.failing_since or now
    may_stand = note.may_stand or failure.outcome_unknown
    if tries >= TRIES.get(step_id, TRIES_OTHERWISE) or now - since > FAILING_AT_MOST:
        why, state = f"{failure} (tried {tries} times)", StepState.UNKNOWN if may_stand else StepState.FAILED
        advice = "Whether it was done is not known: look at the vendor's own page, or retry, which looks first."
        if not may_stand:
            advice = "Retry goes on from this step, and so does it when you type the command again."
        return replace(note, state=state, ended_at=now, tries=tries, why=why, advice=advice, may_stand=may_stand)
    wait_s = FIRST_BACK_OFF_S * BACK_OFF_GROWTH ** (tries - 1) * (0.5 + jitter)
    due_at = now + timedelta(seconds=max(wait_s, failure.retry_after_s or 0))
    return replace(note, state=StepState.WAITING, tries=tries, failing_since=since, due_at=due_at, why=str(failure), may_stand=may_stand)


def after_permanent(note: StepNote, failure: PermanentFailure, now: datetime) -> StepNote:
    """Return the note after a failure for good: unknown where an earlier try may have been carried out and no look since has told."""
    return replace(_ended(note, now, str(failure), failure.advice), details=failure.details)


def _ended(note: StepNote, now: datetime, why: str, advice: str) -> StepNote:
    if not note.may_stand:
        return replace(note, state=StepState.FAILED, ended_at=now, why=why, advice=advice)
    unknown = f"Whether an earlier try was done is not known: look at the vendor's own page, or retry, which looks first. {advice}".rstrip()
    return replace(note, state=StepState.UNKNOWN, ended_at=now, why=why, advice=unknown)


def after_break(note: StepNote, run_id: str, now: datetime, *, may_stand: bool) -> StepNote:
    """Return the note after an error of our own: unknown where something was sent that writes, now or in an earlier try; else failed."""
    stands = may_stand or note.may_stand
    why, advice = "meshbot itself made an error here.", f"Its log has the details under {run_id}."
    if stands:
        why = "meshbot itself made an error here, after it had sent a change."
        advice = f"Whether it was done is not known: look at the vendor's own page, or retry, which looks first. {advice}"
    state = StepState.UNKNOWN if stands else StepState.FAILED
    return replace(note, state=state, ended_at=now, why=why, advice=advice, may_stand=stands)
