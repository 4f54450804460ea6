import pytest

from mesh.app import People
from mesh.policy import Person, groups_named, refusal, ruling
from mesh.requests import Tier
from tests.examples import ADMIN, APPROVERS, OPERATOR, OPERATORS, STRANGER, a_mesh, refused

operator = Person(OPERATOR, frozenset({OPERATORS}))
stranger = Person(STRANGER)
admin = Person(ADMIN)


def test_anyone_may_read() -> None:
    assert refusal(Tier.T0_READ, stranger, a_mesh()) is None


@pytest.mark.parametrize("tier", [Tier.T1_REVERSIBLE, Tier.T2_TRAFFIC])
def test_operators_may_ask_for_changes(tier: Tier) -> None:
    assert refusal(tier, operator, a_mesh()) is None


@pytest.mark.parametrize("tier", [Tier.T1_REVERSIBLE, Tier.T2_TRAFFIC, Tier.T3_DESTRUCTIVE])
def test_a_stranger_may_not_change_anything(tier: Tier) -> None:
    assert refusal(tier, stranger, a_mesh()) is not None


def test_operators_may_not_ask_for_what_destroys() -> None:
    assert refusal(Tier.T3_DESTRUCTIVE, operator, a_mesh()) is not None


def test_admins_may_ask_for_what_destroys() -> None:
    assert refusal(Tier.T3_DESTRUCTIVE, admin, a_mesh()) is None


@pytest.mark.parametrize("tier", [Tier.T1_REVERSIBLE, Tier.T2_TRAFFIC, Tier.T3_DESTRUCTIVE])
def test_where_nobody_is_named_nobody_may_change_anything(tier: Tier) -> None:
    assert refusal(tier, operator, a_mesh(people=People())) is not None


def test_a_person_may_be_named_directly() -> None:
    assert refusal(Tier.T1_REVERSIBLE, stranger, a_mesh(people=People(operators=(STRANGER,)))) is None


def test_a_member_of_another_group_may_not_change_anything() -> None:
    approver = Person(STRANGER, frozenset({APPROVERS}))

    assert refusal(Tier.T1_REVERSIBLE, approver, a_mesh()) is not None


def test_a_refusal_names_who_may_and_what_to_do() -> None:
    why_not = refused(refusal(Tier.T1_REVERSIBLE, stranger, a_mesh()))

    assert why_not.reason == "you may not ask for that. Only <!subteam^S0OPERATORS> may ask for changes in the mesh `main`."
    assert why_not.advice == "Ask one of them to type it."


def test_a_refusal_names_admins_as_people() -> None:
    assert "Only <@U0ADMIN> may ask for that" in refused(refusal(Tier.T3_DESTRUCTIVE, operator, a_mesh())).reason


def test_where_nobody_is_named_the_refusal_says_so() -> None:
    assert "names no operators yet" in refused(refusal(Tier.T1_REVERSIBLE, stranger, a_mesh(people=People()))).reason


def test_where_nobody_is_named_the_advice_is_where_to_name_them() -> None:
    why_not = refused(refusal(Tier.T1_REVERSIBLE, stranger, a_mesh(people=People())))

    assert why_not.reason == "you may not ask for that. The mesh `main` names no operators yet."
    assert why_not.advice == "Name them under `[meshes.main.people]` in `mesh.toml`."


@pytest.mark.parametrize(
    ("tier", "rule"),
    [
        (Tier.T0_READ, "anyone_may_read"),
        (Tier.T1_REVERSIBLE, "operators_may_change"),
        (Tier.T2_TRAFFIC, "operators_may_change"),
        (Tier.T3_DESTRUCTIVE, "admins_may_destroy"),
    ],
)
def test_a_verdict_names_its_rule(tier: Tier, rule: str) -> None:
    assert ruling(tier, operator, a_mesh()).rule == rule


def test_only_user_groups_are_asked_of_slack() -> None:
    assert groups_named(a_mesh()) == {OPERATORS, APPROVERS}
