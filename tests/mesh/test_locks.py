from datetime import timedelta

import pytest

from mesh.app import People
from mesh.locks import (
    Freeze,
    Hold,
    Lock,
    admins_may_freeze_and_thaw,
    holding,
    its_owner_and_admins_may_unlock,
    nobody_locks_what_another_has_locked,
    operators_may_lock,
    owners_and_admins_may_unlock,
    sentence,
)
from mesh.policy import Person
from tests.examples import ADMIN, NOON, OPERATOR, OPERATORS, STRANGER, a_freeze, a_lock, a_mesh, refused

operator = Person(OPERATOR, frozenset({OPERATORS}))
another = Person("U0ANOTHER", frozenset({OPERATORS}))
stranger = Person(STRANGER)
admin = Person(ADMIN)
LATER = NOON + timedelta(hours=2)


@pytest.mark.parametrize(
    ("person", "lock", "freeze", "holds"),
    [
        (OPERATOR, None, None, None),
        (OPERATOR, a_lock(), None, None),
        ("U0ANOTHER", a_lock(), None, a_lock()),
        ("U0ANOTHER", a_lock(until=NOON), None, None),
        (OPERATOR, None, a_freeze(), a_freeze()),
        (ADMIN, None, a_freeze(), a_freeze()),
        (ADMIN, None, a_freeze(until=NOON), None),
        ("U0ANOTHER", a_lock(), a_freeze(), a_freeze()),
        ("U0ANOTHER", a_lock(), a_freeze(until=NOON), a_lock()),
    ],
)
def test_a_lock_holds_others_back_and_a_freeze_holds_everybody_back_until_its_time(
    person: str, lock: Lock | None, freeze: Freeze | None, holds: Hold | None
) -> None:
    assert holding(person, lock, freeze, NOON) == holds


@pytest.mark.parametrize(("hold", "over"), [(a_lock(), True), (a_freeze(until=LATER), True), (a_freeze(), False)])
def test_what_has_an_end_is_over_at_that_very_time(hold: Hold, over: bool) -> None:
    assert not hold.is_over(LATER - timedelta(seconds=1))
    assert hold.is_over(LATER) is over


def test_a_lock_is_said_with_who_since_when_until_when_and_why() -> None:
    said = sentence(a_lock(), "web-ui", "main")

    assert said.startswith(f"`web-ui` is locked by <@{OPERATOR}> since <!date^{int(NOON.timestamp())}^")
    assert f"until <!date^{int(LATER.timestamp())}^" in said
    assert said.endswith(": “looking at a leak”")


def test_a_freeze_without_an_end_says_how_it_ends() -> None:
    assert "until somebody thaws it: “an incident”" in sentence(a_freeze(), "web-ui", "main")


def test_a_reason_is_shown_and_does_nothing() -> None:
    assert sentence(a_lock(reason="<!channel>\nlook"), "web-ui", "main").endswith("“&lt;!channel&gt; look”")


def test_operators_lock() -> None:
    assert operators_may_lock(operator, a_mesh()) is None
    assert "Only <!subteam^S0OPERATORS> may ask for changes" in refused(operators_may_lock(stranger, a_mesh())).reason


def test_nobody_locks_what_another_has_locked() -> None:
    assert nobody_locks_what_another_has_locked(a_lock(), operator, a_mesh()) is None
    assert nobody_locks_what_another_has_locked(None, another, a_mesh()) is None
    why_not = refused(nobody_locks_what_another_has_locked(a_lock(), another, a_mesh()))
    assert why_not.advice == f"Ask <@{OPERATOR}>, or an admin, to say `/mesh unlock web-ui`."


@pytest.mark.parametrize("person", [operator, admin])
def test_its_owner_and_admins_unlock(person: Person) -> None:
    assert its_owner_and_admins_may_unlock(a_lock(), person, a_mesh()) is None


@pytest.mark.parametrize("person", [another, stranger])
def test_nobody_else_unlocks(person: Person) -> None:
    assert "Only they and admins may unlock it." in refused(its_owner_and_admins_may_unlock(a_lock(), person, a_mesh())).reason


def test_whose_lock_it_is_may_lift_it_although_they_are_no_operator_any_more() -> None:
    assert its_owner_and_admins_may_unlock(a_lock(), Person(OPERATOR), a_mesh()) is None


def test_it_is_said_who_breaks_locks() -> None:
    assert owners_and_admins_may_unlock(operator, a_mesh()).sentence.endswith(f"another's lock only <@{ADMIN}> may.")
    assert "names no admins" in owners_and_admins_may_unlock(operator, a_mesh(people=People())).sentence


def test_admins_freeze_and_thaw() -> None:
    assert admins_may_freeze_and_thaw(admin, a_mesh()).allowed


def test_nobody_else_freezes_or_thaws_and_is_told_who_may() -> None:
    verdict = admins_may_freeze_and_thaw(operator, a_mesh())

    assert not verdict.allowed
    assert verdict.sentence == "Only <@U0ADMIN> may freeze and thaw the mesh `main`."


def test_where_no_admin_is_named_the_advice_is_where_to_name_one() -> None:
    assert "`[meshes.main.people]` in `mesh.toml`" in admins_may_freeze_and_thaw(operator, a_mesh(people=People())).advice
