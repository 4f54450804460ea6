"""What is answered from the store alone: runs shown, and decisions on runs, each one compare-and-set."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from bot.approving import Approvals
from bot.people import known_person, unknown_groups_hint
from jobs.queue import queue_of
from mesh.app import Mesh
from mesh.approvals import rule_for
from mesh.errors import Overtaken
from mesh.policy import mentions, refusal, thaw_refusal, verdict
from mesh.ports import Clock, Members, Store
from mesh.record import Entry, entry_of
from mesh.requests import Cancel, CanI, Decide, Immediate, Question, Retry, Runs, ShowRun, Thaw, Tier
from mesh.run import Run, RunState, Verdict
from messages import answers
from messages.blocks import Rendered
from messages.runs import one_run, runs_list

LISTED = 10
NOTHING_NEEDED = "needs no approval"
RETRIABLE = frozenset({RunState.FAILED, RunState.UNKNOWN})


@dataclass(frozen=True)
class Counter:
    """Answers at once; every method raises TemporaryFailure where the store does not answer."""

    store: Store
    members: Members
    meshes: Mapping[str, Mesh]
    now: Clock

    def answer(self, asked: Immediate, person: str, mesh: Mesh) -> Rendered:
        match asked:
            case Runs():
                return runs_list(self.store.recent(LISTED, asked.service), self.now())
            case ShowRun():
                run = self.store.get(asked.run)
                return one_run(run, self.now()) if run else answers.no_such_run(asked.run)
            case Retry():
                return self.retry(asked.run, person)
            case Cancel():
                return self.cancel(asked.run, person)
            case Decide():
                return self.approvals.decide(asked.run, person, Verdict(asked.verdict), reason=asked.reason)
            case CanI():
                return self._can_i(asked, person, mesh)
            case Thaw():
                return self._thaw(person, mesh)
            case _:
                assert_never(asked)

    @property
    def approvals(self) -> Approvals:
        return Approvals(self.store, self.members, self.meshes, self.now)

    def retry(self, run_id: str, person: str) -> Rendered:
        """Go on with a run that failed or whose outcome is unknown; the worker plans anew around what stands."""
        run = self.store.get(run_id)
        if run is None:
            return answers.no_such_run(run_id)
        if why := self._why_not(run, person):
            return why
        if isinstance(run.request, Question):
            return answers.is_a_question(run)
        if run.state not in RETRIABLE:
            return answers.cannot(run, "retry")
        if not self.store.is_known():
            return answers.store_is_new(run.asking.words)
        now = self.now()
        try:
            moved = self.store.move(
                run,
                RunState.APPROVED,
                entry=entry_of(run, "retried", now, who=person),
                wake=queue_of(run),
                attempt=run.attempt + 1,
                since=now,
                retried_by=person,
                generation=-1,
                started_at=None,
                ended_at=None,
                why="",
                advice="",
                details="",
            )
        except Overtaken:  # somebody was faster: answer what stands now
            return self.retry(run_id, person)
        return answers.retried(moved)

    def cancel(self, run_id: str, person: str) -> Rendered:
        run = self.store.get(run_id)
        if run is None:
            return answers.no_such_run(run_id)
        if why := self._why_not(run, person):
            return why
        if run.has_ended:
            return answers.cannot(run, "cancel")
        if run.state is RunState.AWAITING:
            return self.approvals.decide(run_id, person, Verdict.WITHDRAW)
        is_new = self.store.ask_to_cancel(run, person, entry_of(run, "cancel asked", self.now(), who=person), queue_of(run))
        return answers.cancelling(run, is_new=is_new)

    def _why_not(self, run: Run, user: str) -> Rendered | None:
        """Return why this person may not decide on this run: who may ask for it may decide; a group not known means no."""
        mesh = self.meshes.get(run.asking.mesh)
        if mesh is None:
            return answers.may_not(f"the mesh `{run.asking.mesh}` is no longer in mesh.toml.")
        person, all_known = known_person(self.members, user, mesh)
        why_not = refusal(run.request.tier, person, mesh)
        if why_not is None:
            return None
        hint = unknown_groups_hint(all_known=all_known)
        return answers.may_not(f"{why_not.reason} {why_not.advice}{hint}".rstrip())

    def _can_i(self, asked: CanI, user: str, mesh: Mesh) -> Rendered:
        person, _ = known_person(self.members, user, mesh)
        found = verdict(asked.tier, person, mesh)
        asking = f"{'you may' if found.allowed else 'you may not'} ask for it (rule `{found.rule}`: {found.sentence})"
        needs = _approval_needed(asked.verb, asked.tier, mesh)
        if asked.beyond is None:
            return answers.can_i(asked.verb, asking, f"It {needs}." if needs == NOTHING_NEEDED else f"It then {needs}.")
        beyond = _approval_needed(asked.verb, asked.beyond, mesh)
        limits = "within limits (`max_dynos` and `min_web` in `mesh.toml`)"
        return answers.can_i(asked.verb, asking, f"{limits[0].upper()}{limits[1:]} it {needs}; beyond them it {beyond}.")

    def _thaw(self, user: str, mesh: Mesh) -> Rendered:
        person, _ = known_person(self.members, user, mesh)
        if why_not := thaw_refusal(person, mesh):
            return answers.may_not(f"{why_not.reason} {why_not.advice}".rstrip())
        now = self.now()
        return answers.thawed(is_new=self.store.mark_known(now, Entry(now, "thawed", "", mesh.name, "", user, "/mesh thaw")))


def _approval_needed(verb: str, tier: Tier, mesh: Mesh) -> str:
    """Complete “It …” with who must approve a verb of that tier."""
    rule = rule_for(verb.removesuffix(" host"), tier, mesh.approvals)
    if rule is None:
        return NOTHING_NEEDED
    who = mentions(getattr(mesh.people, rule.by)) or "nobody (mesh.toml names none)"
    yourself = "you may be one of them" if rule.requester_may_approve else "not by who asked for it"
    return f"needs {rule.needed} of {who} to approve it, {yourself}"
