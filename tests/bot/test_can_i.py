"""`can-i` says what really happens: of each verb, for each person, about each kind of run."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

import wiring
from bot.desk import Desk, Typed
from mesh import steps
from mesh.approvals import asked_for, rule_for
from mesh.formation import parsed_changes
from mesh.people import SlackUser, Standing
from mesh.record import entry_of
from mesh.requests import MeshStatus, Remove, Request, RouteAdd, RouteFields, Scale
from mesh.run import Message, Run, RunState
from mesh.steps import Step
from tests.bot.test_other_meshes import desk  # noqa: F401 - a fixture
from tests.examples import APP, SERVICE, a_lock, a_mesh, a_plan, a_route, a_run, an_add, an_entry, dynos

REQUESTER, OPERATOR, APPROVER, ADMIN, OUTSIDER = "U0OPERATOR", "U0OPERATOR2", "U0APPROVER", "U0ADMIN", "U0OUTSIDER"
PEOPLE = (REQUESTER, OPERATOR, APPROVER, ADMIN, OUTSIDER)
VERBS = ("retry", "cancel", "approve", "decline", "withdraw", "undo")
ADD, REMOVE, STATUS = an_add(), Remove(SERVICE), MeshStatus()
ROUTE, SCALE = RouteAdd(SERVICE, "cart", RouteFields()), Scale(SERVICE, parsed_changes(["web=3"]))
S = RunState
RUNS: dict[str, tuple[Request, tuple[RunState, ...], bool]] = {
    "an add being read": (ADD, (), False),
    "a removal being read": (REMOVE, (), False),
    "a question being read": (STATUS, (), False),
    "a dry run being read": (ADD, (), True),
    "an add under way": (ADD, (S.APPROVED, S.RUNNING), False),
    "a removal under way": (REMOVE, (S.APPROVED, S.RUNNING), False),
    "a route that awaits approval": (ROUTE, (S.AWAITING,), False),
    "a removal that awaits approval": (REMOVE, (S.AWAITING,), False),
    "a failed add": (ADD, (S.APPROVED, S.RUNNING, S.FAILED), False),
    "a failed removal": (REMOVE, (S.FAILED,), False),
    "a scaling that is done": (SCALE, (S.APPROVED, S.RUNNING, S.DONE), False),
    "a route that is done": (ROUTE, (S.APPROVED, S.RUNNING, S.DONE), False),
    "an add that is done": (ADD, (S.APPROVED, S.RUNNING, S.DONE), False),
}

CHANGES = [kind for kind in RUNS if "read" not in kind]
STEPS: dict[str, Step] = {
    "scale": steps.Scale(APP, dynos("web=3"), before=dynos("web=1:basic")),
    "route add": steps.WriteRoute(SERVICE, a_route(name="web-ui-cart")),
}


@pytest.fixture(autouse=True)
def _known_groups(desk: Desk) -> None:  # noqa: F811 - the fixture
    desk.members.keep("S0OPERATORS", [REQUESTER, OPERATOR])
    desk.members.keep("S0APPROVERS", [APPROVER])
    for each in (REQUESTER, OPERATOR, APPROVER):
        desk.members.keep_user(SlackUser(frozenset({each}), Standing.MEMBER))


def stored(desk: Desk, kind: str) -> Run:  # noqa: F811 - the fixture's value
    """Store a run of that kind, asked for a moment ago."""
    request, states, dry_run = RUNS[kind]
    now = wiring.now()
    step = STEPS.get(request.verb)
    run = a_run(id="r-22222", request=request, person=REQUESTER, at=now, dry_run=dry_run)
    desk.store.submit(run, delivery="d", response_url="", queue="runs", entry=entry_of(run, "asked", now))
    plan = a_plan(step) if step else a_plan()
    for state in states:
        if state is S.RUNNING:
            begun = desk.store.begin(run)
            assert isinstance(begun, Run)
            run = begun
            continue
        rule = rule_for(request.verb, request.tier, {})
        approval = asked_for(rule, a_mesh(), plan.digest, now) if rule and state is S.AWAITING else None
        run = desk.store.move(run, state, plan=plan, approval=approval, generation=desk.store.generation("main", SERVICE))
    wiring.tools().board.keep_message(run.id, Message("C0MESH", "1.0", asks=plan.digest))
    return run


def says_yes(answer: str) -> bool:
    return answer.partition(": ")[2].startswith("you may, ")


@pytest.mark.parametrize("kind", RUNS)
@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("verb", VERBS)
def test_can_i_about_a_run_says_what_the_verb_then_does(desk: Desk, verb: str, person: str, kind: str) -> None:  # noqa: F811
    stored(desk, kind)
    foretold = says_yes(desk.answer(Typed(person, "C0MESH", f"can-i {verb} r-22222", "t1")).text)
    done = desk.answer(Typed(person, "C0MESH", f"{verb} r-22222", "t2"))
    assert foretold == (str(done.blocks[0]["block_id"]).partition(":")[0] == "run"), done.text


def foretold_of_every_change(desk: Desk, verb: str, person: str) -> Iterator[bool]:  # noqa: F811
    """Yield for each kind of change whether `can-i` says yes about a run of it."""
    for kind in CHANGES:
        wiring.worker_redis().delete("meshbot:run:r-22222", "meshbot:delivery:d")
        stored(desk, kind)
        yield says_yes(desk.answer(Typed(person, "C0MESH", f"can-i {verb} r-22222", "t2")).text)


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("verb", ["retry", "cancel", "undo"])
def test_can_i_without_a_run_is_no_only_where_it_is_no_of_every_change(desk: Desk, verb: str, person: str) -> None:  # noqa: F811
    general = desk.answer(Typed(person, "C0MESH", f"can-i {verb}", "t1")).text.partition(": ")[2]
    assert general.startswith(("you may (", "you may ask")) == any(foretold_of_every_change(desk, verb, person)), general


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("owner", [REQUESTER, ADMIN, ""])
@pytest.mark.parametrize("verb", ["lock", "unlock"])
def test_can_i_about_a_lock_says_what_the_verb_then_does(desk: Desk, verb: str, owner: str, person: str) -> None:  # noqa: F811
    until = wiring.now() + timedelta(hours=1)
    for each in filter(None, [owner]):
        desk.locks.lock("main", a_lock(person=each, until=until), was=None, entry=an_entry())
    before = desk.locks.of("main", SERVICE)
    foretold = desk.answer(Typed(person, "C0MESH", f"can-i {verb} web-ui", "t1")).text.partition(": ")[2]
    desk.answer(Typed(person, "C0MESH", f"{verb} web-ui --reason x", "t2"))
    assert foretold.startswith(("you may (", "you may: ")) == (desk.locks.of("main", SERVICE) != before), foretold


def test_an_undoing_is_approved_as_what_it_does(desk: Desk) -> None:  # noqa: F811
    stored(desk, "a scaling that is done")
    answer = desk.answer(Typed(REQUESTER, "C0MESH", "can-i undo r-22222", "t1")).text
    assert "Within limits (`max_dynos` and `min_web` in `mesh.toml`) it needs no approval" in answer
