"""Decisions on runs that wait for approval: one compare-and-set each, so that two people or two clicks make one decision."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.people import hint_of_groups, known_person, why_unclear
from jobs.queue import queue_of
from mesh.app import Mesh
from mesh.approvals import decided, objection
from mesh.errors import Overtaken
from mesh.locks import Hold, holding
from mesh.ports import Clock, Locks, Members, Store
from mesh.record import entry_of
from mesh.requests import Decide, Verdict
from mesh.run import Decision, Run, RunState
from messages import answers
from messages.approval import must_be_named, plan_to_approve
from messages.blocks import Rendered
from messages.plan_pages import asks_about, fits, is_shown


@dataclass(frozen=True)
class Approvals:
    """Answers every decision; raises TemporaryFailure where the store does not answer."""

    store: Store
    locks: Locks
    members: Members
    meshes: Mapping[str, Mesh]
    now: Clock
    find: Callable[[str], Run | None]

    def decide(self, run_id: str, user: str, verdict: Verdict, *, digest: str = "", reason: str = "") -> Rendered:
        """Carry out a decision; `digest` is that of the plan that the person saw, empty for words that mean the present plan."""
        run = self._decidable(run_id, user, verdict, digest)
        if not isinstance(run, Run):
            return run
        return self._committed(run, Decision(user, self.now(), verdict, run.approval.digest if run.approval else "", reason))

    def typed(self, asked: Decide, user: str) -> Rendered:
        """Carry out a decision in words. Approved is what its author has seen: where that may be another plan, the present one is shown.

        So it is where no message asks about the plan yet, and where it has effects that cannot be predicted: words without its digest name
        none of them.
        """
        if asked.verdict is not Verdict.APPROVE:
            return self.decide(asked.run, user, asked.verdict, reason=asked.reason)
        run = self._decidable(asked.run, user, Verdict.APPROVE, "")
        if not isinstance(run, Run) or run.approval is None:
            return run if not isinstance(run, Run) else answers.decided_already(run)
        is_unseen = not asked.digest and not asks_about(run, self.store.message_of(run.id))
        if asked.digest != run.approval.digest and (asked.digest or is_unseen or must_be_named(run, run.approval)):
            return plan_to_approve(run, is_another=bool(asked.digest), is_unseen=is_unseen)
        return self.decide(asked.run, user, asked.verdict, digest=run.approval.digest)

    def may_decline(self, run_id: str, digest: str, user: str) -> Rendered | None:
        """Return why somebody cannot decline the plan that they saw, or None where they can."""
        run = self._decidable(run_id, user, Verdict.DECLINE, digest)
        return None if isinstance(run, Run) else run

    def _decidable(self, run_id: str, user: str, verdict: Verdict, digest: str) -> Run | Rendered:
        run = self.find(run_id)
        if run is None:
            return answers.no_such_run(run_id)
        if objection := self.objection_to(run, user, verdict, digest):
            return objection
        is_unseen = verdict is Verdict.APPROVE and not fits(run) and not is_shown(run, self.store.message_of(run_id))
        return answers.not_shown_yet(run) if is_unseen else run

    def objection_to(self, run: Run, user: str, verdict: Verdict, digest: str = "") -> Rendered | None:
        """Return what a decision is answered with where it is refused."""
        if run.state is not RunState.AWAITING or run.approval is None:
            return answers.decided_already(run)
        if digest and digest != run.approval.digest:
            return answers.another_plan(run)
        if not self.store.is_known():
            return answers.store_is_new(run.asking.words)
        mesh = self.meshes.get(run.asking.mesh)
        if mesh is None:
            return answers.mesh_is_gone(run)
        person, all_known = known_person(self.members, user, mesh)
        if sentence := objection(run, person, verdict, mesh, self.now()):
            hint = hint_of_groups(self.members, mesh, all_known=all_known)
            return answers.may_not(sentence + hint)
        if verdict is Verdict.DECLINE and (unclear := why_unclear(self.members, person, mesh)):
            return answers.may_not(unclear)
        return answers.expired(run) if self.now() >= run.approval.expires_at else None

    def _committed(self, run: Run, decision: Decision) -> Rendered:
        if run.approval is None or decision.at >= run.approval.expires_at:
            return answers.expired(run)
        state, approval = decided(run, run.approval, decision)
        entry = entry_of(run, decision.verdict.value, decision.at, who=decision.person, why=decision.reason)
        wake = queue_of(run) if state is RunState.APPROVED else ""
        ends: dict[str, Any] = {"ended_at": decision.at} if state in {RunState.DECLINED, RunState.WITHDRAWN} else {}
        ends |= {} if state is RunState.AWAITING else {"why": ""}  # that it would wait
        try:
            moved = self.store.move(run, state, entry=entry, wake=wake, approval=approval, **ends)
        except Overtaken:  # somebody was faster: answer what stands now
            return self.decide(run.id, decision.person, decision.verdict, digest=decision.digest, reason=decision.reason)
        return answers.decided(moved, decision.verdict, self._hold(moved))

    def _hold(self, run: Run) -> Hold | None:
        mesh = run.asking.mesh
        return holding(run.asked_by, self.locks.of(mesh, run.service), self.locks.freeze(mesh), self.now())
