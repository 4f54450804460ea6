"""Run the steps of a plan: those whose needs are done, in parallel where nothing orders them, each noted before and after."""

import logging
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime

from jobs.approving import next_look
from jobs.ending import ended, withdrawn_if_asked
from jobs.holding import looked_at
from jobs.starting import made_ready
from jobs.steps import Site, effect
from jobs.steps.writes import Writes
from jobs.tools import Tools
from mesh.app import Mesh
from mesh.errors import InvalidRequest, Overtaken, PermanentFailure, TemporaryFailure
from mesh.plan import PlannedStep
from mesh.plans.scaling import with_the_numbers_it_began_with
from mesh.record import entry_of
from mesh.run import Held, Run, RunState, StepNote, StepState, failed_step, is_complete, next_due, runnable
from mesh.run.retries import after_break, after_outcome, after_permanent, after_temporary
from messages.steps import intention
from messages.words import escaped

log = logging.getLogger(__name__)

AT_ONCE = 6


@dataclass(frozen=True)
class Advance:
    """One worker's work on one run, under its lease. `should_stop` is asked between steps."""

    tools: Tools
    epoch: int
    should_stop: Callable[[], bool]
    still_ours: Callable[[], None]

    def advance(self, run: Run) -> datetime | None:
        """Go on with a run; return when to look at it again, None once it has ended. Raises Overtaken, TemporaryFailure."""
        if run.only_reads:  # nothing leads here but what an earlier version stored
            ended(self.tools, run, RunState.FAILED, why="What only reads never begins to change anything.")
            return None
        begun = self._begun(run)
        if isinstance(begun, Held):
            return looked_at(self.tools, begun)
        if begun.state is RunState.AWAITING:
            return next_look(self.tools, begun)
        run = begun if begun.has_ended else self._worked(begun)
        return None if run.has_ended else self._left(run)

    def _begun(self, run: Run) -> Run | Held:
        """Return the run under its claim, begun as it was found fit to begin; or held back, awaiting approval, or ended."""
        if run.state is RunState.RUNNING:
            return run
        if withdrawn := withdrawn_if_asked(self.tools, run):
            return withdrawn
        if run.started_at is not None:
            return self.tools.store.begin(run)
        ready = made_ready(self.tools, run)
        if isinstance(ready, Held) or ready.has_ended or ready.state is RunState.AWAITING:
            return ready
        return self.tools.store.begin(ready, entry=entry_of(ready, "begun", self.tools.now(), who="meshbot"))

    def _worked(self, run: Run) -> Run:
        run, mesh, tries = self._settled(run), self.tools.mesh_of(run), dict[Future[StepNote], PlannedStep]()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            while True:
                cancelled_by = self.tools.store.cancel_asked_by(run.id)
                if not (self.should_stop() or cancelled_by or failed_step(run)):
                    under_way = {planned.id for planned in tries.values()}
                    for planned_step in runnable(run, self.tools.now()):
                        if planned_step.id not in under_way:
                            before, run = run.note(planned_step.id), self._started(run, planned_step)
                            tries[pool.submit(self._tried, run, mesh, planned_step, before)] = planned_step
                if not tries:
                    self.still_ours()
                    return self._concluded(run, cancelled_by)
                finished, _ = wait(tries, return_when=FIRST_COMPLETED)
                for each in finished:
                    run = self._noted(run, tries.pop(each).id, each.result())

    def _settled(self, run: Run) -> Run:
        """Let a run that begins keep the numbers that it begins with."""
        settled = with_the_numbers_it_began_with(run)
        return run if settled.request == run.request else self.tools.store.change(run, request=settled.request)

    def _started(self, run: Run, planned_step: PlannedStep) -> Run:
        note = run.note(planned_step.id) or StepNote(StepState.STARTED, self.tools.now())
        return self._noted(run, planned_step.id, replace(note, state=StepState.STARTED, due_at=None))

    def _noted(self, run: Run, step_id: str, note: StepNote) -> Run:
        self.tools.store.keep_note(run.id, self.epoch, step_id, note)
        return run.with_note(step_id, note)

    def _tried(self, run: Run, mesh: Mesh, planned_step: PlannedStep, before: StepNote | None) -> StepNote:
        """Try one step; whatever happens becomes a note. Runs in a thread of its own."""
        tools, step_id, writes = self.tools, planned_step.id, Writes()
        note = run.notes[step_id]
        site = Site(
            run,
            mesh,
            writes.watched(tools.heroku),
            writes.watched(tools.controllers.kong(mesh.controller)),
            tools.edge,
            tools.store,
            tools.now,
            before,
            self.still_ours,
            tools.pace.reads_must_wait,
        )
        try:
            outcome = effect(planned_step.step, site)
        except TemporaryFailure as failure:
            if not failure.is_our_pace:
                log.warning("step failed for now", extra={"run": run.id, "step": step_id, "why": str(failure)})
            return after_temporary(step_id, note, failure, tools.now(), tools.jitter())
        except Overtaken:
            raise
        except (PermanentFailure, InvalidRequest) as failure:
            permanent = failure if isinstance(failure, PermanentFailure) else PermanentFailure(str(failure))
            return after_permanent(note, permanent, tools.now())
        except Exception:  # an error of ours: the edge of the job, where it must end the run and not the worker
            log.exception("step broke", extra={"run": run.id, "step": step_id})
            return after_break(note, run.id, tools.now(), may_stand=writes.begun)
        noted = after_outcome(step_id, note, outcome, tools.now())
        log.info(
            "step tried",
            extra={
                "run": run.id,
                "step": step_id,
                "state": noted.state.value,
                "duration_s": (tools.now() - note.started_at).total_seconds(),
            },
        )
        return noted

    def _concluded(self, run: Run, cancelled_by: str) -> Run:
        """Move the run to its end, where it has come to one."""
        failed = failed_step(run)
        if failed and run.plan:
            step_id, note = failed
            planned_step = run.plan.step(step_id)
            what = f"Could not {intention(planned_step.step, run.host())}: " if planned_step else ""
            state = RunState.UNKNOWN if note.state is StepState.UNKNOWN else RunState.FAILED
            return ended(self.tools, run, state, why=what + escaped(note.why), advice=note.advice, details=note.details)
        if is_complete(run):
            return ended(self.tools, run, RunState.DONE)
        return ended(self.tools, run, RunState.CANCELLED, why=f"Stopped by <@{cancelled_by}> between two steps.") if cancelled_by else run

    def _left(self, run: Run) -> datetime:
        """Leave a run that waits, or that another worker should go on with because this one stops."""
        due = next_due(run)
        if self.should_stop() or due is None:
            return self.tools.now()
        self.tools.store.move(run, RunState.WAITING)
        return due
