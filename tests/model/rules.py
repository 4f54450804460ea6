"""The rules by which a change may begin, written down a second time: from the documents, and with nothing of the product's.

The app is two numbers: how many web dynos of which size. A request is the number and size that it asks for.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

State = tuple[int, str]
MAX_DYNOS = 10
CLOCKS_DIFFER = timedelta(minutes=1)
OTHER_IDS = {"W0BOTH": "U0BOTH", "W0OP1": "U0OP1"}  # in an Enterprise Grid somebody has an id of the workspace and one of the organisation


def same(person: str) -> str:
    """Return the one id by which the model knows somebody."""
    return OTHER_IDS.get(person, person)


@dataclass(frozen=True)
class Rule:
    """So many of that group, each at most so long ago."""

    needed: int
    group: str
    good_for: timedelta
    also_requesters: bool = False


BEYOND_LIMITS = Rule(1, "approvers", timedelta(hours=8))


@dataclass
class People:
    """Who is in which group now, and who has been deactivated; `by_id` are named in mesh.toml by their own id.

    `untold` are those of whom Slack, asked last, said nothing: who is named by their own id needs no Slack.
    """

    groups: dict[str, set[str]]
    by_id: dict[str, set[str]]
    gone: set[str] = field(default_factory=set)
    untold: set[str] = field(default_factory=set)

    def may(self, person: str, group: str) -> bool:
        if person in self.by_id[group]:
            return person not in self.gone or person in self.untold
        return person in self.groups[group] and person not in self.gone


@dataclass(frozen=True)
class Shown:
    """What people were shown: how the app is, and how it would be."""

    before: State
    after: State


@dataclass(frozen=True)
class Approved:
    """Somebody said yes to what a digest named when they were shown it; `asking` counts how often people had been asked by then."""

    person: str
    at: datetime
    digest: str
    asking: int


@dataclass
class Request:
    """What is known of one request.

    `shown` is by digest, and like `approved` of the present attempt; `rule` is the one that people were asked under, at
    `asked_at`; `held_since` is when it last began to wait.
    """

    is_dry: bool
    quantity: int
    size: str | None
    requesters: list[str]
    shown: dict[str, Shown] = field(default_factory=dict)
    approved: list[Approved] = field(default_factory=list)
    rule: Rule | None = None
    asked_at: datetime | None = None
    held_since: datetime | None = None

    def after(self, now: State) -> State:
        return self.quantity, self.size or now[1]

    def retry(self, person: str) -> None:
        self.requesters.append(same(person))
        self.shown, self.approved = {}, []
        self.rule = self.asked_at = self.held_since = None


def rule_for(request: Request, state: State, rules: dict[str, Rule]) -> Rule | None:
    """Return what mesh.toml asks for: within the limits by the verb, else by the tier; beyond them by both at once."""
    is_beyond = request.quantity > max(MAX_DYNOS, state[0]) or request.quantity < min(1, state[0])
    of_verb = rules.get("scale")
    if not is_beyond:
        return of_verb or rules.get("T1")
    of_tier = rules.get("T2", BEYOND_LIMITS)
    return both(of_verb, of_tier) if of_verb else of_tier


def both(one: Rule, other: Rule) -> Rule:
    """Return what satisfies two rules: a model of its own of what the product calls the stricter one."""
    group = next(group for group in ("admins", "approvers", "operators") if group in {one.group, other.group})
    also_requesters = one.also_requesters and other.also_requesters
    return Rule(max(one.needed, other.needed), group, min(one.good_for, other.good_for), also_requesters)


def why_not(request: Request, state: State, rules: dict[str, Rule], people: People, now: datetime) -> str:
    """Return why a request may not begin on an app in this state, empty where it may."""
    if request.is_dry:
        return "a dry run never begins"
    if request.after(state) == state:
        return ""  # nothing is left to do
    if outsiders := [person for person in request.requesters if not people.may(person, "operators")]:
        return f"{outsiders} may not ask for it"
    rule = rule_for(request, state, rules) or request.rule
    if rule is None:
        return ""
    seen = Shown(state, request.after(state))
    good = {each.person for each in request.approved if _is_good(each, request, rule, seen=seen, people=people, now=now)}
    return "" if len(good) >= rule.needed else f"it has {sorted(good)} of the {rule.needed} approvals that it needs"


def _is_good(each: Approved, request: Request, rule: Rule, *, seen: Shown, people: People, now: datetime) -> bool:
    may = people.may(each.person, rule.group) and each.person not in people.gone
    is_own = each.person in request.requesters and not rule.also_requesters
    is_in_time = each.at - CLOCKS_DIFFER <= now < each.at + rule.good_for
    return request.shown.get(each.digest) == seen and is_in_time and may and not is_own


def those_who_may_approve(request: Request, rule: Rule, people: People, everybody: Iterable[str]) -> set[str]:
    """Return everybody who may approve a request."""
    return {each for each in everybody if people.may(each, rule.group) and (rule.also_requesters or each not in request.requesters)}


@dataclass(frozen=True)
class Kept:
    """A lock: others' changes wait until its time is over."""

    person: str
    until: datetime

    def holds(self, person: str, now: datetime) -> bool:
        return now < self.until and person != self.person
