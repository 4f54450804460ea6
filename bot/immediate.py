"""What is answered from the store alone: runs shown, and decisions on runs, each one compare-and-set."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import assert_never

from bot.approving import Approvals
from bot.commands.locks import LOCK, UNLOCK
from bot.commands.named import checked_run
from bot.commands.undo import UNDO
from bot.commands.verb import Verb
from bot.locking import Locking
from bot.people import hint_of_groups, known_person, why_unclear
from bot.permitting import app_among, approval_of, said, verb_and_rest, waiting
from jobs.queue import queue_of
from mesh.app import Mesh
from mesh.errors import Overtaken
from mesh.locks import holding, its_owner_and_admins_may_unlock, nobody_locks_what_another_has_locked, operators_may_lock, sentence
from mesh.plan import Refusal
from mesh.policy import Person, mentions, refusal
from mesh.ports import Clock, Locks, Members, Store
from mesh.record import entry_of
from mesh.requests import (
    Cancel,
    CanI,
    Decide,
    FreezeMesh,
    Immediate,
    LockApp,
    Question,
    Request,
    Retry,
    Runs,
    ShowLocks,
    ShowRun,
    Thaw,
    Tier,
    UnlockApp,
    Verdict,
    right_of,
)
from mesh.run import RETRIABLE, Run, RunState
from mesh.run.undoing import inverse
from messages import answers
from messages.blocks import Rendered
from messages.runs import one_run, runs_list
from messages.words import code

LISTED = 10


@dataclass(frozen=True)
class Counter:
    """Answers at once; every method raises TemporaryFailure where the store does not answer.

    `find` looks a run up for who asks: it raises InvalidRequest where they may not see it from there.
    """

    store: Store
    locks: Locks
    members: Members
    meshes: Mapping[str, Mesh]
    now: Clock
    find: Callable[[str], Run | None]

    def answer(self, asked: Immediate, person: str, mesh: Mesh, words: str) -> Rendered:
        """Answer what was typed in `words`. Raises also InvalidRequest."""
        match asked:
            case Runs():
                kept = self.store.how_many(asked.service, mesh.name)
                return runs_list(self.store.recent(LISTED, asked.service, mesh.name), self.now(), kept)
            case ShowRun():
                run = self.find(asked.run)
                return one_run(run, self.now()) if run else answers.no_such_run(asked.run)
            case Retry():
                return self.retry(asked.run, person)
            case Cancel():
                return self.cancel(asked.run, person)
            case Decide(verdict=Verdict.WITHDRAW):
                return self._withdrawn(asked.run, person)
            case Decide():
                return self.approvals.typed(asked, person)
            case CanI():
                return self._can_i(asked, person, mesh)
            case LockApp() | UnlockApp() | ShowLocks() | FreezeMesh() | Thaw():
                return Locking(self.store, self.locks, self.members, self.meshes, self.now, mesh, person, words).answer(asked)
            case _:
                assert_never(asked)

    @property
    def approvals(self) -> Approvals:
        return Approvals(self.store, self.locks, self.members, self.meshes, self.now, self.find)

    def retry(self, run_id: str, person: str) -> Rendered:
        """Ask for a run that failed, or whose outcome is unknown, anew: a worker plans around what stands, and no approval counts on."""
        run = self.find(run_id)
        if run is None:
            return answers.no_such_run(run_id)
        if why := self.not_retriable(run, person):
            return why
        now = self.now()
        try:
            moved = self.store.move(
                run,
                RunState.PROPOSED,
                entry=entry_of(run, "retried", now, who=person),
                wake=queue_of(run),
                attempt=run.attempt + 1,
                since=now,
                retried_by=person,
                retriers=(*run.retriers, person),
                approval=None,
                generation=-1,
                started_at=None,
                held_since=None,
                ended_at=None,
                why="",
                advice="",
                details="",
            )
        except Overtaken:  # somebody was faster: answer what stands now
            return self.retry(run_id, person)
        return answers.retried(moved)

    def cancel(self, run_id: str, person: str) -> Rendered:
        run = self.find(run_id)
        if run is None:
            return answers.no_such_run(run_id)
        if why := self.not_cancellable(run, person):
            return why
        if run.state is RunState.AWAITING:
            return self.approvals.decide(run_id, person, Verdict.WITHDRAW)
        try:
            if run.state is RunState.PROPOSED:  # nobody need wait until it is read: what the worker finds then comes too late
                return self._taken_back(run, person)
            is_new = self.store.ask_to_cancel(run, person, entry_of(run, "cancel asked", self.now(), who=person), queue_of(run))
        except Overtaken:  # it has ended meanwhile: say how
            return self.cancel(run_id, person)
        return answers.cancelling(run, is_new=is_new)

    def _taken_back(self, run: Run, person: str) -> Rendered:
        now, why = self.now(), f"Withdrawn by <@{person}> before its first step."
        entry = entry_of(run, RunState.WITHDRAWN.value, now, who=person, why=why)
        moved = self.store.move(run, RunState.WITHDRAWN, entry=entry, why=why, ended_at=now)
        return answers.decided(moved, Verdict.WITHDRAW, None)

    def not_retriable(self, run: Run, person: str) -> Rendered | None:
        """Return what a retry is answered with where it is refused; a dry run that is retried is one again."""
        if why := self._why_not(run, person, right_of(run.request, dry_run=run.asking.dry_run)):
            return why
        if isinstance(run.request, Question):
            return answers.is_a_question(run)
        if run.state not in RETRIABLE:
            return answers.cannot(run, "retry")
        return None if self.store.is_known() else answers.store_is_new(run.asking.words)

    def not_cancellable(self, run: Run, person: str) -> Rendered | None:
        """Return what a cancel is answered with where it is refused; of what only reads, anybody may stop it who may ask for it."""
        if why := self._why_not(run, person, right_of(run.request, dry_run=run.asking.dry_run)):
            return why
        if run.has_ended:
            return answers.cannot(run, "cancel")
        mesh = self.meshes[run.asking.mesh]
        if (
            not run.only_reads
            and person not in run.requesters
            and (unclear := why_unclear(self.members, known_person(self.members, person, mesh)[0], mesh))
        ):
            return answers.may_not(unclear)
        return self.approvals.objection_to(run, person, Verdict.WITHDRAW) if run.state is RunState.AWAITING else None

    def not_withdrawable(self, run: Run, person: str) -> Rendered | None:
        """Return what a withdrawal is answered with where it is refused: it is for who asked, of what has not begun."""
        if not _may_be_taken_back(run):
            return self.approvals.objection_to(run, person, Verdict.WITHDRAW)
        if person not in run.requesters:
            return answers.may_not(f"Only {mentions(run.requesters)}, who asked for it, may withdraw it. To stop it, cancel it.")
        return self.not_cancellable(run, person)

    def _why_not(self, run: Run, user: str, tier: Tier) -> Rendered | None:
        """Return why this person may not decide on this run: who may ask for it may decide; a group not known means no."""
        mesh = self.meshes.get(run.asking.mesh)
        if mesh is None:
            return answers.mesh_is_gone(run)
        person, all_known = known_person(self.members, user, mesh)
        why_not = refusal(tier, person, mesh)
        if why_not is None:
            return None
        hint = hint_of_groups(self.members, mesh, all_known=all_known)
        return answers.may_not(f"{why_not.reason} {why_not.advice}{hint}".rstrip())

    def _can_i(self, asked: CanI, user: str, mesh: Mesh) -> Rendered:
        verb, words = verb_and_rest(asked.words)
        person, all_known = known_person(self.members, user, mesh)
        service = app_among(verb, words, mesh)
        if verb.is_of_a_run and words:
            return answers.can_i(" ".join(asked.words), self._on_the_run(verb, checked_run(words[0]), user, mesh))
        hint = hint_of_groups(self.members, mesh, all_known=all_known)
        answer = (self._of_a_lock(verb, service, person, mesh) or said(verb, words, person, mesh)) + hint
        if service and verb.is_planned:
            hold = holding(user, self.locks.of(mesh.name, service), self.locks.freeze(mesh.name), self.now())
            answer = f"{answer} {waiting(hold, service, mesh)}"
        return answers.can_i(" ".join(asked.words), answer)

    def _on_the_run(self, verb: Verb, run_id: str, user: str, mesh: Mesh) -> str:
        """Say of one run whether the verb would be carried out now: what decides is what the verb itself asks."""
        run = self.find(run_id)
        why_not = answers.no_such_run(run_id) if run is None else self._objection(verb, run, user)
        if why_not is not None:
            return f"you may not, or it cannot be done: {why_not.text.removeprefix(':no_entry: ')}"
        inverted = self.inverse_of(run) if run and verb is UNDO else None
        approving = approval_of(inverted, mesh) if inverted and not isinstance(inverted, Rendered) else ""
        return f"you may, as {code(run_id)} stands now. {approving}".rstrip()

    def _objection(self, verb: Verb, run: Run, user: str) -> Rendered | None:
        match verb.name:
            case "retry":
                return self.not_retriable(run, user)
            case "cancel":
                return self.not_cancellable(run, user)
            case "withdraw":
                return self.not_withdrawable(run, user)
            case "approve" | "decline":
                return self.approvals.objection_to(run, user, Verdict(verb.name))
            case "undo":
                return self.not_undoable(run, user)
            case _:
                return None

    def inverse_of(self, run: Run) -> Request | Rendered:
        """Return the request that takes a run's change back, or why there is none."""
        request = inverse(run, self.store.changes_since(run))
        return answers.may_not(f"{request.reason} {request.advice}".rstrip()) if isinstance(request, Refusal) else request

    def not_undoable(self, run: Run, user: str) -> Rendered | None:
        """Return what an undoing is answered with where it is refused."""
        request = self.inverse_of(run)
        if isinstance(request, Rendered):
            return request
        if why := self._why_not(run, user, request.tier):
            return why
        return None if self.store.is_known() else answers.store_is_new(run.asking.words)

    def _of_a_lock(self, verb: Verb, service: str, person: Person, mesh: Mesh) -> str:
        """Say why not of the lock that stands on an app now, where there is a reason."""
        lock = self.locks.of(mesh.name, service) if service else None
        why_not = None
        if verb is LOCK and service:
            why_not = operators_may_lock(person, mesh) or nobody_locks_what_another_has_locked(lock, person, mesh)
        if verb is UNLOCK and service:
            if lock is None:
                return f"{code(service)} is not locked, so there is nothing to unlock."
            why_not = its_owner_and_admins_may_unlock(lock, person, mesh)
            if why_not is None:
                return f"you may: {sentence(lock, service, mesh.name)}."
        return f"you may not. {why_not.reason} {why_not.advice}".rstrip() if why_not else ""

    def _withdrawn(self, run_id: str, person: str) -> Rendered:
        """Take back a run that waits: for approval, in line, or for a lock or a freeze."""
        run = self.find(run_id)
        if run is None or not _may_be_taken_back(run):
            return self.approvals.decide(run_id, person, Verdict.WITHDRAW)
        return self.not_withdrawable(run, person) or self.cancel(run_id, person)


def _may_be_taken_back(run: Run) -> bool:
    """Say whether a run waits for nobody's decision and has not begun: it is read, or stands in line."""
    return run.state in {RunState.PROPOSED, RunState.APPROVED, RunState.WAITING} and run.started_at is None
