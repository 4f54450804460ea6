"""What people type about locks and freezes, plans and what they may, as typed requests."""

from datetime import timedelta

import pytest

from bot.commands import VERBS, Verb
from bot.permitting import said, verb_and_rest
from bot.understanding import Asked, Help, understood
from bot.words import normalised
from mesh.app import ApprovalRule
from mesh.errors import InvalidRequest
from mesh.moments import ClockTime
from mesh.policy import Person
from mesh.requests import CHANGES, Add, FreezeMesh, History, LockApp, ShowLocks, Thaw, UnlockApp, own_tier
from tests.examples import ADMIN, CHANNEL, OPERATOR, OPERATORS, STRANGER, a_mesh

MESHES = {"main": a_mesh()}
operator = Person(OPERATOR, frozenset({OPERATORS}))


def asked(text: str) -> Asked:
    found = understood(normalised(text), CHANNEL, MESHES)
    assert isinstance(found, Asked)
    return found


def refusal_of(text: str) -> str:
    with pytest.raises(InvalidRequest) as wrong:
        understood(normalised(text), CHANNEL, MESHES)
    return str(wrong.value)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("lock web-ui for 2h --reason a leak", timedelta(hours=2)),
        ("lock web-ui for 30m --reason a leak", timedelta(minutes=30)),
        ("lock web-ui FOR 7d —reason “a leak”", timedelta(days=7)),
        ("lock web-ui --reason a leak", timedelta(hours=24)),
    ],
)
def test_a_lock_is_for_as_long_as_is_said_or_for_a_day(text: str, length: timedelta) -> None:
    assert asked(text).request == LockApp("web-ui", length, "a leak")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("lock web-ui for 8d --reason x", "for 7 days at most"),
        ("lock web-ui 2h --reason x", "write `for 30m`, `for 2h` or `for 3d`"),
        ("lock web-ui for --reason x", "write `for 30m`, `for 2h` or `for 3d`"),
        ("lock web-ui for ever --reason x", "“ever” is no length of time"),
        ("lock web-ui", "say why, because it keeps others waiting"),
        ("lock control --reason x", "is the controller"),
        ("lock --reason x", "APP is missing"),
        (f"lock web-ui --reason {'x' * 301}", "say it in 300"),
        ("freeze", "say why, because it keeps others waiting"),
        ("freeze --until tomorrow --reason x", "write `2h`, `18:00` or `Mon 09:00`"),
        ("plan", "`plan` takes a whole command"),
        ("plan runs", "`/mesh runs` only reads, so there is no plan to show"),
        ("plan lock web-ui --reason x", "`/mesh lock` is done at once, so there is no plan to show"),
        ("plan plan add web-ui", "`/mesh plan` only reads"),
        ("history --by operator", "mention the person"),
        ("history --export csv", "jsonl"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_type(text: str, sentence: str) -> None:
    assert sentence in refusal_of(text)


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("unlock web-ui", UnlockApp("web-ui")),
        ("unlock Web-UI --reason we must ship", UnlockApp("web-ui", "we must ship")),
        ("locks", ShowLocks()),
        ("freeze --reason an incident", FreezeMesh(None, "an incident")),
        ("freeze --until 2h --reason an incident", FreezeMesh(timedelta(hours=2), "an incident")),
        ("freeze --until “Mon 09:00” --reason weekend", FreezeMesh(ClockTime(9, 0, 0), "weekend")),
        ("thaw", Thaw()),
        ("thaw --reason over", Thaw("over")),
        ("history", History()),
        ("history web-ui --since 7d --by <@U0OPERATOR|ann>", History("web-ui", timedelta(days=7), "U0OPERATOR")),
        ("history --by meshbot --export jsonl", History(by="meshbot", export=True)),
    ],
)
def test_what_is_typed_becomes_a_typed_request(text: str, request_: object) -> None:
    assert asked(text).request == request_


def test_plan_is_the_command_behind_it_as_a_dry_run() -> None:
    found = asked("plan add web-ui --reason why")
    assert (found.request, found.dry_run, found.reason) == (Add("web-ui"), True, "why")


def examples_of_changes() -> list[str]:
    """Return each example of a verb that is planned, without what makes it a dry run."""
    return [example.removesuffix(" --dry-run") for verb in VERBS if verb.is_planned for example in verb.examples]


@pytest.mark.parametrize("example", examples_of_changes())
def test_plan_understands_the_same_as_the_dry_run(example: str) -> None:
    words = example.removeprefix("/mesh ")
    assert asked(f"plan {words}") == asked(f"{words} --dry-run")


def test_help_explains_plan() -> None:
    found = understood("help plan", CHANNEL, MESHES)
    assert isinstance(found, Help)
    assert found.verb is not None
    assert found.verb.name == "plan"


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_can_i_knows_every_verb(verb: Verb) -> None:
    found, rest = verb_and_rest((*verb.name.split(), "web-ui"))
    assert (found, rest) == (verb, ("web-ui",))
    assert said(found, rest, operator, a_mesh()).startswith("you may")


@pytest.mark.parametrize(
    ("words", "person", "answer"),
    [
        (
            "runs",
            OPERATOR,
            "you may ask for it (rule `members_may_read`: Full members of this workspace may read, and whom `mesh.toml` names.)",
        ),
        ("runs", STRANGER, "you may not ask for it (rule `members_may_read`"),
        ("add", STRANGER, "you may not ask for it (rule `operators_may_change`"),
        ("freeze", ADMIN, "you may (rule `admins_may_freeze_and_thaw`"),
        ("thaw", OPERATOR, "you may not (rule `admins_may_freeze_and_thaw`: Only <@U0ADMIN> may"),
        ("withdraw", STRANGER, "you may (rule `requesters_may_withdraw`"),
        ("approve", STRANGER, "you may not (rule `those_of_the_rules_may_decide`: Those whom a run's rule names decide on it"),
        ("route add", OPERATOR, "It then needs 1 of <!subteam^S0APPROVERS> to approve it"),
        ("scale", OPERATOR, "it needs no approval; beyond them it needs 1 of <!subteam^S0APPROVERS>"),
        ("rollback", OPERATOR, "It then needs 1 of <!subteam^S0APPROVERS> to approve it"),
        (
            "add",
            OPERATOR,
            "From the source that `mesh.toml` names it needs no approval; from another on an app that answers, or over a route",
        ),
        ("add", OPERATOR, "With `host=` it needs more: `/mesh can-i add host=`."),
        ("add host=ui.example.com", OPERATOR, "It then needs 1 of <!subteam^S0APPROVERS> to approve it"),
    ],
)
def test_can_i_says_by_which_rule_and_who_approves(words: str, person: str, answer: str) -> None:
    verb, rest = verb_and_rest(words.split())
    assert answer in said(verb, rest, Person(person, frozenset({OPERATORS} if person == OPERATOR else ())), a_mesh())


def test_a_verb_s_own_rule_decides_who_approves() -> None:
    mesh = a_mesh(approvals={"add": ApprovalRule(2, "admins", timedelta(hours=1))})
    verb, rest = verb_and_rest(["add"])
    assert f"It then needs 2 of <@{ADMIN}> to approve it" in said(verb, rest, operator, mesh)


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb.name in CHANGES], ids=lambda verb: verb.name)
def test_a_verb_declares_the_tier_that_its_own_rule_is_for(verb: Verb) -> None:
    assert own_tier(verb.name) is verb.tier


def test_what_is_done_at_once_needs_no_approval_whatever_its_tier_s_rule() -> None:
    mesh = a_mesh(approvals={"T1": ApprovalRule(1, "admins", timedelta(hours=1))})
    verb, rest = verb_and_rest(["lock"])
    assert "approve" not in said(verb, rest, operator, mesh)


def test_can_i_of_what_is_no_verb_lists_the_verbs() -> None:
    with pytest.raises(InvalidRequest, match="“deploi” is nothing that I can do; there are `status`, `list`"):
        verb_and_rest(["deploi", "web-ui"])
