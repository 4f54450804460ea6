"""Who may ask for what: a list of named rules, each with the sentence that a person reads; what no rule allows is refused."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from mesh.app import Mesh
from mesh.plan import Refusal
from mesh.requests import Tier


@dataclass(frozen=True)
class Person:
    """A Slack user and the user groups that they are a member of, as far as rules name them."""

    id: str
    groups: frozenset[str] = frozenset()

    def is_among(self, ids: Iterable[str]) -> bool:
        return any(each == self.id or each in self.groups for each in ids)


@dataclass(frozen=True)
class Verdict:
    """Whether a rule allows; `rule` is its name and `sentence` says who may."""

    allowed: bool
    rule: str
    sentence: str


Rule = Callable[[Tier, Person, Mesh], Verdict | None]


def anyone_may_read(tier: Tier, person: Person, mesh: Mesh) -> Verdict | None:  # noqa: ARG001 - rules share one signature
    if tier is not Tier.T0_READ:
        return None
    return Verdict(allowed=True, rule="anyone_may_read", sentence="Anyone may read.")


def operators_may_change(tier: Tier, person: Person, mesh: Mesh) -> Verdict | None:
    if tier not in {Tier.T1_REVERSIBLE, Tier.T2_TRAFFIC}:
        return None
    who = mentions(mesh.people.operators)
    sentence = f"Only {who} may ask for changes in the mesh `{mesh.name}`." if who else f"The mesh `{mesh.name}` names no operators yet."
    return Verdict(allowed=person.is_among(mesh.people.operators), rule="operators_may_change", sentence=sentence)


def admins_may_destroy(tier: Tier, person: Person, mesh: Mesh) -> Verdict | None:
    if tier is not Tier.T3_DESTRUCTIVE:
        return None
    who = mentions(mesh.people.admins)
    sentence = f"Only {who} may ask for that in the mesh `{mesh.name}`." if who else f"The mesh `{mesh.name}` names no admins yet."
    return Verdict(allowed=person.is_among(mesh.people.admins), rule="admins_may_destroy", sentence=sentence)


RULES: tuple[Rule, ...] = (anyone_may_read, operators_may_change, admins_may_destroy)


def verdict(tier: Tier, person: Person, mesh: Mesh) -> Verdict:
    """Return what the first rule that concerns the tier says; what none concerns is not allowed."""
    verdicts = (rule(tier, person, mesh) for rule in RULES)
    nobody = Verdict(allowed=False, rule="default", sentence="No rule allows that.")
    return next((each for each in verdicts if each is not None), nobody)


def refusal(tier: Tier, person: Person, mesh: Mesh) -> Refusal | None:
    """Return why this person may not ask for this, with who may, or None where they may."""
    answer = verdict(tier, person, mesh)
    if answer.allowed:
        return None
    return Refusal(f"you may not ask for that. {answer.sentence}", "Ask one of them to type it.")


def thaw_refusal(person: Person, mesh: Mesh) -> Refusal | None:
    """Return why this person may not take a new or lost store as it is: only admins may, because locks and freezes may be missing."""
    if person.is_among(mesh.people.admins):
        return None
    return Refusal(f"you may not do that. Only {mentions(mesh.people.admins) or 'an admin, of whom mesh.toml names none,'} may thaw.", "")


def groups_named(mesh: Mesh) -> frozenset[str]:
    """Return the user groups whose members must be known to judge this mesh."""
    people = mesh.people
    return frozenset(each for each in (*people.operators, *people.approvers, *people.admins) if each.startswith("S"))


def mentions(ids: Iterable[str]) -> str:
    """Write user and group ids so that Slack shows their names."""
    return ", ".join(f"<!subteam^{each}>" if each.startswith("S") else f"<@{each}>" for each in ids)
