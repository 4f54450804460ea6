"""Make a run ready to begin: read and plan anew, ask Slack who may what, and decide, until nobody has claimed the app meanwhile."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, assert_never

from jobs.approving import ask_again
from jobs.ending import ended
from jobs.people import members_of, who_is
from jobs.proposal import Proposal, planned
from jobs.tools import Tools
from mesh.app import Mesh
from mesh.approvals import tier_to_come
from mesh.errors import TemporaryFailure
from mesh.people import SlackUser
from mesh.plan import Plan, Refusal
from mesh.policy import Person, groups_named, refusal
from mesh.requests import Tier
from mesh.run import Held, Run, RunState, left_to_look, steps_left
from mesh.starting import AskAgain, Begin, NothingLeft, Refuse, Rights, fit_to_begin, who_must_be_known

ROUNDS = 5
FRESH_FOR = timedelta(minutes=1)  # a plan that needs nobody is not made anew between its making and its start, a moment later


def made_ready(tools: Tools, run: Run) -> Run | Held:
    """Return a run as it may begin now, or as what keeps it from that: held back, awaiting approval, or ended.

    Raises TemporaryFailure, PermanentFailure.
    """
    for _ in range(ROUNDS):
        if held := tools.store.held_back(run):
            return held
        mesh = tools.mesh_of(run)
        proposal = _proposal(tools, run, mesh)
        fitness = fit_to_begin(run, proposal.plan, mesh, _rights(tools, run, proposal.plan, mesh), tools.now())
        match fitness:
            case Refuse():
                return ended(tools, run, RunState.REFUSED, why=fitness.refusal.reason, advice=fitness.refusal.advice)
            case AskAgain():
                return ask_again(tools, run, fitness, proposal)
            case Begin() | NothingLeft():
                run = _kept(tools, run, fitness.run, proposal)
                if run.generation == tools.store.generation(mesh.name, run.service):
                    return run
            case _:
                assert_never(fitness)
    raise TemporaryFailure("others change the same app at this moment", retry_after_s=1, is_our_pace=True)


def _proposal(tools: Tools, run: Run, mesh: Mesh) -> Proposal:
    """Return the plan of what is left: made anew, but where only a look is left, or where it was made a moment ago and needs nobody."""
    now, generation = tools.now(), tools.store.generation(mesh.name, run.service)
    if run.plan and left_to_look(run):
        return Proposal(replace(run.plan, steps=()), generation, tools.store.kong_writes(mesh.name, run.id), now)
    is_fresh = run.planned_at is not None and timedelta() <= now - run.planned_at < FRESH_FOR
    has_just_been_made = is_fresh and run.generation == generation
    if run.plan and has_just_been_made and run.state is RunState.APPROVED and run.approval is None:
        return Proposal(replace(run.plan, steps=steps_left(run)), run.generation, run.kong_writes, run.planned_at or now)
    return planned(tools, run, mesh)


def _kept(tools: Tools, run: Run, ready: Run, proposal: Proposal) -> Run:
    """Keep what a run begins with, where that differs from what is kept of it."""
    changes: dict[str, Any] = {"notes": ready.notes, "approval": ready.approval, **proposal.changes(ready.plan)}
    if all(getattr(run, name) == value for name, value in changes.items()):
        return run
    return tools.store.change(run, **changes)


def _rights(tools: Tools, run: Run, plan: Plan | Refusal, mesh: Mesh) -> Rights:
    """Ask Slack, not what is kept of it, who may what. Raises TemporaryFailure, PermanentFailure."""
    if isinstance(plan, Refusal):
        return Rights({}, {})
    live, tier = _Live(tools, mesh), tier_to_come(run.request, plan)
    may_approve = who_must_be_known(run, plan, mesh)
    approved_by = run.approval.approved_by() if run.approval else ()
    return Rights(
        {person: live.why_not(person, tier) for person in run.requesters},
        {person: live.ids(person) for person in approved_by if live.may_approve(person, may_approve)},
        frozenset[str]().union(*map(live.ids, run.requesters)),
    )


@dataclass(frozen=True)
class _Live:
    """What Slack says at this moment, each thing asked once."""

    tools: Tools
    mesh: Mesh
    _members: dict[str, frozenset[str]] = field(default_factory=dict)
    _users: dict[str, SlackUser] = field(default_factory=dict)

    def why_not(self, user: str, tier: Tier) -> Refusal | None:
        """Return why somebody may not ask for this; while Slack is away, who is named by their own id in mesh.toml still may."""
        try:
            found = self._user(user)
        except TemporaryFailure:
            if refusal(tier, Person(user, user=self.tools.members.user(user, even_old=True)), self.mesh) is None:
                return None
            raise
        if not found.is_member:
            return Refusal(f"<@{user}>, who asked for it, is no full member of the workspace any more.", "Ask somebody else to type it.")
        if refusal(tier, Person(user, user=found), self.mesh) is None:
            return None
        person = Person(user, user=found)
        for group in self._likely_first(found, groups_named(self.mesh)):
            if found.ids & self._of(group):
                person = Person(user, person.groups | {group}, found)
                if refusal(tier, person, self.mesh) is None:
                    return None
        why_not = refusal(tier, person, self.mesh)
        return why_not and Refusal(f"<@{user}>, who asked for it, may not any more: {why_not.reason}", why_not.advice)

    def may_approve(self, user: str, ids: tuple[str, ...]) -> bool:
        found = self._user(user)
        if Person(user, user=found).is_among(ids):
            return True
        groups = self._likely_first(found, frozenset(group for group in ids if group.startswith("S")))
        return any(found.ids & self._of(group) and Person(user, frozenset({group}), found).is_among(ids) for group in groups)

    def _likely_first(self, user: SlackUser, groups: frozenset[str]) -> list[str]:
        """Return the groups, those first that somebody was in before: one that lets them is enough."""
        kept = self.tools.members.known(groups, even_old=True)
        return sorted(groups, key=lambda group: (not (user.ids & (kept[group] or frozenset())), group))

    def ids(self, user: str) -> frozenset[str]:
        """Return all ids that somebody goes by, as far as Slack says, or said before where it does not answer."""
        known = self._users.get(user) or self.tools.members.user(user, even_old=True)
        return frozenset({user}) | (known.ids if known else frozenset())

    def _user(self, user: str) -> SlackUser:
        if user not in self._users:
            self._users[user] = who_is(self.tools, user, live=True)
        return self._users[user]

    def _of(self, group: str) -> frozenset[str]:
        if group not in self._members:
            self._members[group] = members_of(self.tools, group, live=True)
        return self._members[group]
