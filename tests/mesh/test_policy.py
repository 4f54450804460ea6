import pytest

from mesh.app import Mesh, People
from mesh.people import SlackUser, Standing
from mesh.policy import Person, groups_named, refusal, ruling
from mesh.requests import Tier
from tests.examples import ADMIN, APPROVERS, OPERATOR, OPERATORS, STRANGER, a_mesh, refused

operator = Person(OPERATOR, frozenset({OPERATORS}))
stranger = Person(STRANGER)
admin = Person(ADMIN)


def known(standing: Standing, *, team: str = "T0MESH", groups: frozenset[str] = frozenset()) -> Person:
    return Person(STRANGER, groups, SlackUser(frozenset({STRANGER, "W0STRANGER"}), standing, team))


def readers(*named: str) -> Mesh:
    return a_mesh(people=People(operators=(OPERATORS,), readers=named))


def test_full_members_of_the_workspace_may_read() -> None:
    assert refusal(Tier.T0_READ, known(Standing.MEMBER), a_mesh()) is None


@pytest.mark.parametrize("standing", [each for each in Standing if each is not Standing.MEMBER])
def test_nobody_else_may_read(standing: Standing) -> None:
    assert refusal(Tier.T0_READ, known(standing), a_mesh()) is not None


def test_who_is_not_known_may_not_read() -> None:
    assert refusal(Tier.T0_READ, stranger, a_mesh()) is not None


@pytest.mark.parametrize(
    ("person", "named"),
    [
        (known(Standing.GUEST), "guests"),
        (known(Standing.GUEST), STRANGER),
        (known(Standing.STRANGER), "W0STRANGER"),
        (known(Standing.STRANGER, team="T0PARTNER"), "T0PARTNER"),
        (known(Standing.GUEST, groups=frozenset({"S0GUESTS"})), "S0GUESTS"),
    ],
)
def test_the_file_may_let_others_read(person: Person, named: str) -> None:
    assert refusal(Tier.T0_READ, person, readers(named)) is None


@pytest.mark.parametrize(("person", "named"), [(known(Standing.STRANGER), "guests"), (known(Standing.GUEST, team="T0MESH"), "T0PARTNER")])
def test_who_is_not_meant_by_it_still_may_not(person: Person, named: str) -> None:
    assert refusal(Tier.T0_READ, person, readers(named)) is not None


@pytest.mark.parametrize("standing", [each for each in Standing if each is not Standing.MEMBER])
@pytest.mark.parametrize("tier", [Tier.T1_REVERSIBLE, Tier.T2_TRAFFIC, Tier.T3_DESTRUCTIVE])
def test_who_is_no_full_member_may_change_nothing_whatever_names_them(standing: Standing, tier: Tier) -> None:
    everywhere = a_mesh(people=People(operators=(STRANGER, OPERATORS), approvers=(STRANGER,), admins=(STRANGER,), readers=(STRANGER,)))

    assert refusal(tier, known(standing, groups=frozenset({OPERATORS})), everywhere) is not None
    assert not known(standing, groups=frozenset({OPERATORS})).is_among((STRANGER, OPERATORS))


def test_a_person_is_named_by_either_of_their_ids() -> None:
    assert refusal(Tier.T1_REVERSIBLE, known(Standing.MEMBER), a_mesh(people=People(operators=("W0STRANGER",)))) is None


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
        (Tier.T0_READ, "members_may_read"),
        (Tier.T1_REVERSIBLE, "operators_may_change"),
        (Tier.T2_TRAFFIC, "operators_may_change"),
        (Tier.T3_DESTRUCTIVE, "admins_may_destroy"),
    ],
)
def test_a_verdict_names_its_rule(tier: Tier, rule: str) -> None:
    assert ruling(tier, operator, a_mesh()).rule == rule


def test_only_user_groups_are_asked_of_slack() -> None:
    assert groups_named(a_mesh()) == {OPERATORS, APPROVERS}
