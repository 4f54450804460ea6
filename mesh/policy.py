"""Who may ask for what: a list of named rules, each with the sentence that a person reads; what no rule allows is refused."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from mesh.app import Mesh
from mesh.people import WORDS, SlackUser, Standing
from mesh.plan import Refusal
from mesh.quoting import escaped
from mesh.requests import Tier

GUESTS = "guests"  # among the readers of mesh.toml: everybody whom the workspace has as a guest


@dataclass(frozen=True)
class Person:
    """A Slack user and the user groups that they are a member of, as far as rules name them.

    `user` is what Slack says of them, None where it was not asked: they then are who they say, and nothing is known to speak against them.
    """

    id: str
    groups: frozenset[str] = frozenset()
    user: SlackUser | None = None

    @property
    def ids(self) -> frozenset[str]:
        """All ids that they go by: a group or a list may name them by one, and a command bear the other."""
        return frozenset({self.id}) | (self.user.ids if self.user else frozenset())

    def is_among(self, ids: Iterable[str]) -> bool:
        """Say whether a list names them, by themselves or by a group; who is known as no full member is on no list."""
        return (self.user is None or self.user.is_member) and self.is_named_by(ids)

    def is_named_by(self, ids: Iterable[str]) -> bool:
        """Say the same of whoever they are."""
        return any(each in self.ids or each in self.groups for each in ids)


@dataclass(frozen=True)
class Ruling:
    """Whether a rule allows; `rule` is its name, `sentence` says who may and `advice` what to do where it is not allowed."""

    allowed: bool
    rule: str
    sentence: str
    advice: str = ""


Rule = Callable[[Tier, Person, Mesh], Ruling | None]


def members_may_read(tier: Tier, person: Person, mesh: Mesh) -> Ruling | None:
    """Let everybody read who belongs to the workspace, and whom mesh.toml names: a channel may be shared with others."""
    if tier is not Tier.T0_READ:
        return None
    user, named = person.user, (*mesh.people.everybody, *mesh.people.readers)
    is_let_in = user is not None and (user.team in named or (user.standing is Standing.GUEST and GUESTS in named))
    allowed = (user is not None and user.is_member) or is_let_in or person.is_named_by(named)
    sentence = "Full members of this workspace may read, and whom `mesh.toml` names."
    advice = f"To let you, somebody adds you to `readers` under `[meshes.{mesh.name}.people]` in `mesh.toml`."
    return Ruling(allowed=allowed, rule="members_may_read", sentence=sentence, advice=advice)


def members_may_change(tier: Tier, person: Person, mesh: Mesh) -> Ruling | None:  # noqa: ARG001 - rules share one signature
    """Refuse changes to whom Slack knows as something else than a full member, whatever names them."""
    if tier is Tier.T0_READ or person.user is None or person.user.is_member:
        return None
    sentence = f"Only full members of this workspace may ask for changes; to Slack you are {WORDS[person.user.standing]}."
    return Ruling(allowed=False, rule="members_may_change", sentence=sentence)


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


RULES: tuple[Rule, ...] = (members_may_read, members_may_change, operators_may_change, admins_may_destroy)


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
    return frozenset(each for each in (*mesh.people.everybody, *mesh.people.readers) if each.startswith("S"))


def unreadable_groups(why: Mapping[str, str]) -> str:
    """Say which user groups cannot be read, and what to do about it; empty where all can."""
    if not why:
        return ""
    named, each = ", ".join(f"`{group}`" for group in sorted(why)), next(iter(why.values()))
    groups = f"The user group {named} of `mesh.toml` cannot be read, so it lets nobody do anything"
    return f"{groups}: {escaped(each)} Name another group in its place, or people by their own ids."


def people_named(mesh: Mesh) -> frozenset[str]:
    """Return the people whom this mesh's rules name by their own ids."""
    return frozenset(each for each in (*mesh.people.everybody, *mesh.people.readers) if each.startswith(("U", "W")))


def mentions(ids: Iterable[str]) -> str:
    """Write user and group ids so that Slack shows their names."""
    return ", ".join(f"<!subteam^{each}>" if each.startswith("S") else f"<@{each}>" for each in ids)
