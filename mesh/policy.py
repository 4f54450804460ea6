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
class Ruling:
    """Whether a rule allows; `rule` is its name, `sentence` says who may and `advice` what to do where it is not allowed."""

    allowed: bool
    rule: str
    sentence: str
    advice: str = ""


Rule = Callable[[Tier, Person, Mesh], Ruling | None]


def anyone_may_read(tier: Tier, person: Person, mesh: Mesh) -> Ruling | None:  # noqa: ARG001 - rules share one signature
    if tier is not Tier.T0_READ:
        return None
    return Ruling(allowed=True, rule="anyone_may_read", sentence="Anyone may read.")


def operators_may_change(tier: Tier, person: Person, mesh: Mesh) -> Ruling | None:
    if tier not in {Tier.T1_REVERSIBLE, Tier.T2_TRAFFIC}:
        return None
    who, allowed = mesh.people.operators, person.is_among(mesh.people.operators)
    sentence, advice = only_those(who, f"ask for changes in the mesh `{mesh.name}`", "operators", mesh)
    return Ruling(allowed=allowed, rule="operators_may_change", sentence=sentence, advice=advice)


def admins_may_destroy(tier: Tier, person: Person, mesh: Mesh) -> Ruling | None:
    if tier is not Tier.T3_DESTRUCTIVE:
        return None
    who, allowed = mesh.people.admins, person.is_among(mesh.people.admins)
    sentence, advice = only_those(who, f"ask for that in the mesh `{mesh.name}`", "admins", mesh)
    return Ruling(allowed=allowed, rule="admins_may_destroy", sentence=sentence, advice=advice)


RULES: tuple[Rule, ...] = (anyone_may_read, operators_may_change, admins_may_destroy)


def ruling(tier: Tier, person: Person, mesh: Mesh) -> Ruling:
    """Return what the first rule that concerns the tier says; what none concerns is not allowed."""
    rulings = (rule(tier, person, mesh) for rule in RULES)
    nobody = Ruling(allowed=False, rule="default", sentence="No rule allows that.")
    return next((each for each in rulings if each is not None), nobody)


def refusal(tier: Tier, person: Person, mesh: Mesh) -> Refusal | None:
    """Return why this person may not ask for this, with who may, or None where they may."""
    answer = ruling(tier, person, mesh)
    if answer.allowed:
        return None
    return Refusal(f"you may not ask for that. {answer.sentence}", answer.advice)


def who_may_ask_may_retry(person: Person, mesh: Mesh) -> Ruling:
    """Say of no run in particular who goes on with one: who may ask for what it does."""
    return _of_any_change(person, mesh, "who_may_ask_may_retry", "Who may ask for what a run does may retry it.")


def who_may_ask_may_cancel(person: Person, mesh: Mesh) -> Ruling:
    """Say of no run in particular who stops one: who may ask for what it does."""
    sentence = "Who may ask for what a run does may stop it, and what only reads anybody; what waits for approval is its requester's."
    return _of_any_change(person, mesh, "who_may_ask_may_cancel", sentence)


def _of_any_change(person: Person, mesh: Mesh, rule: str, sentence: str) -> Ruling:
    changes, removals = ruling(Tier.T1_REVERSIBLE, person, mesh), ruling(Tier.T3_DESTRUCTIVE, person, mesh)
    limits = {(True, False): " Not a removal.", (False, True): " Of changes only a removal."}.get((changes.allowed, removals.allowed), "")
    who = "" if changes.allowed or removals.allowed else f" {changes.sentence}"
    advice = changes.advice
    return Ruling(allowed=changes.allowed or removals.allowed, rule=rule, sentence=f"{sentence}{limits}{who}", advice=advice)


def only_those(who: tuple[str, ...], do_what: str, kind: str, mesh: Mesh) -> tuple[str, str]:
    """Return who may and what to do about it; where nobody is named, that is to name somebody."""
    if who:
        return f"Only {mentions(who)} may {do_what}.", "Ask one of them to type it."
    return f"The mesh `{mesh.name}` names no {kind} yet.", f"Name them under `[meshes.{mesh.name}.people]` in `mesh.toml`."


def groups_named(mesh: Mesh) -> frozenset[str]:
    """Return the user groups whose members must be known to judge this mesh."""
    return frozenset(each for each in mesh.people.everybody if each.startswith("S"))


def mentions(ids: Iterable[str]) -> str:
    """Write user and group ids so that Slack shows their names."""
    return ", ".join(f"<!subteam^{each}>" if each.startswith("S") else f"<@{each}>" for each in ids)
