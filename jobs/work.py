"""Take a run's lease, do what its state asks for, give the lease back."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from jobs.advance import Advance
from jobs.approving import look_after, next_look
from jobs.draining import OutOfTime
from jobs.ending import ended, withdrawn_if_asked
from jobs.propose import propose
from jobs.stalling import ended_if_in_vain
from jobs.tools import Tools
from mesh.errors import Overtaken, PermanentFailure, TemporaryFailure
from mesh.requests import Question
from mesh.run import READING, Run, RunState, StepNote, StepState
from mesh.run.retries import after_temporary
from messages.words import escaped

log = logging.getLogger(__name__)

RENEW_EVERY_S = 3
SURE_S = 10  # a lease lasts 12 s
LAST_TRY_AFTER = timedelta(seconds=12)  # of a question, so that the last one ends within the 20 s in which an answer is to be there
UNREADABLE_AGAIN_AFTER = timedelta(minutes=1)  # another version of meshbot may be there by then


@dataclass
class Hold:
    """A lease kept up by a thread while its block runs; `lost` once another worker has taken it.

    `check` asks the machine's own clock, so that a process that was stopped for longer than its lease knows it before the thread does.
    """

    tools: Tools
    run_id: str
    holder: str
    lost: threading.Event = field(default_factory=threading.Event)
    _kept_at: float = field(default_factory=time.monotonic)
    _over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._renew, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()

    def check(self) -> None:
        """Raise Overtaken where the lease is lost, or may be because it was not renewed in time."""
        if self.lost.is_set() or time.monotonic() - self._kept_at > SURE_S:
            raise Overtaken(self.run_id)

    def _renew(self) -> None:
        while not self._over.wait(RENEW_EVERY_S):
            try:
                began = time.monotonic()
                if not self.tools.leases.renew(self.run_id, self.holder):
                    self.lost.set()
                    return
                self._kept_at = began
            except TemporaryFailure as failure:  # Redis may be back before the lease ends
                log.warning("lease not renewed", extra={"run": self.run_id, "why": str(failure)})


def work_on(tools: Tools, run_id: str, holder: str, should_stop: Callable[[], bool]) -> None:
    """Work on a run until it ends, waits or must be left; does nothing where another worker holds it."""
    epoch = tools.leases.take(run_id, holder)
    if epoch is None:
        return
    look_again_at: datetime | None = tools.now()
    in_order = True
    try:
        with Hold(tools, run_id, holder) as hold:
            look_again_at = _next_look(tools, run_id, epoch, lambda: should_stop() or hold.lost.is_set(), hold.check)
    except Overtaken:
        log.info("run was changed by somebody else", extra={"run": run_id})
    except OutOfTime:
        in_order = False
        raise
    finally:
        _give_back(tools, run_id, holder, look_again_at, in_order=in_order)


def _give_back(tools: Tools, run_id: str, holder: str, look_again_at: datetime | None, *, in_order: bool) -> None:
    try:
        tools.leases.give_back(run_id, holder, look_again_at, in_order=in_order)
    except TemporaryFailure as failure:  # the lease ends by itself, and the run then comes due
        log.warning("lease not given back", extra={"run": run_id, "why": str(failure)})


def _next_look(tools: Tools, run_id: str, epoch: int, should_stop: Callable[[], bool], still_ours: Callable[[], None]) -> datetime | None:
    try:
        run = tools.store.get(run_id)
    except PermanentFailure as failure:
        log.error("a run cannot be read", extra={"run": run_id, "why": str(failure)})  # noqa: TRY400 - the text says it all
        return tools.now() + UNREADABLE_AGAIN_AFTER
    if run is None or run.has_ended or ended_if_in_vain(tools, run, epoch):
        return None
    try:
        if run.state is RunState.PROPOSED:
            run = withdrawn_if_asked(tools, run) or propose(tools, run)
        elif run.state is RunState.AWAITING:
            run = withdrawn_if_asked(tools, run) or look_after(tools, run)
        if run.state is RunState.AWAITING:
            return next_look(tools, run)
        return None if run.has_ended else Advance(tools, epoch, should_stop, still_ours).advance(run)
    except TemporaryFailure as failure:
        return _after_failed_reading(tools, run, epoch, failure)
    except PermanentFailure as failure:
        _broken(tools, run, escaped(str(failure)), failure.advice)
    except Overtaken:
        raise
    except Exception:  # an error of ours: the edge of the job, where it must end the run and not repeat for ever
        log.exception("run broke", extra={"run": run_id})
        _broken(tools, run, "meshbot itself made an error here.", f"Its log has the details under {run_id}.")
    return None


def _after_failed_reading(tools: Tools, run: Run, epoch: int, failure: TemporaryFailure) -> datetime | None:
    """Note that reading failed for now; the run tries again later or, after enough tries, fails. What it reads stands unchanged."""
    earlier = (tools.store.get(run.id) or run).note(READING) or StepNote(StepState.STARTED, tools.now())
    note = after_temporary(READING, earlier, failure, tools.now(), tools.jitter())
    tools.store.keep_note(run.id, epoch, READING, note)
    if note.state is not StepState.WAITING:
        _broken(tools, run, escaped(note.why), note.advice)
    elif isinstance(run.request, Question) and note.failing_since and note.due_at and note.due_at - note.started_at > LAST_TRY_AFTER:
        # Who asks waits for an answer: that it cannot be read now is one, and asking again costs a word.
        _broken(tools, run, escaped(earlier.why if failure.is_our_pace else note.why), "Ask again in a while.")
        return None
    return note.due_at


def _broken(tools: Tools, run: Run, why: str, advice: str) -> None:
    current = tools.store.get(run.id)
    if current and not current.has_ended:
        ended(tools, current, RunState.FAILED, why=why, advice=advice)
