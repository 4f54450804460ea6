import pytest

from mesh import steps
from mesh.plan import Plan, Refusal
from mesh.plans.restarting import plan_of_restart
from mesh.requests import Restart
from tests.examples import APP, SERVICE, a_dyno, a_mesh, dynos, planned, refused
from tests.mesh.members import a_member

ALL = (
    a_dyno(name="web.10", id="d-10"),
    a_dyno(name="web.2", id="d-2"),
    a_dyno(name="worker.1", type="worker", id="d-w"),
    a_dyno(name="run.4711", type="run", id="d-run"),
    a_dyno(name="release.1005", type="release", id="d-release"),
)
FOUND = a_member(formation=dynos("web=2:standard-1x", "worker=1:standard-1x", "clock=0:standard-1x"), dynos=ALL)


def plan(target: str | None = None) -> Plan | Refusal:
    return plan_of_restart(Restart(SERVICE, target), a_mesh(), FOUND)


def restart(target: str | None = None) -> steps.RestartDynos:
    step = planned(plan(target)).steps[0].step
    assert isinstance(step, steps.RestartDynos)
    return step


def health(target: str | None = None) -> steps.AwaitHealth:
    step = planned(plan(target)).steps[1].step
    assert isinstance(step, steps.AwaitHealth)
    return step


def test_all_dynos_are_restarted_but_one_off_ones_and_those_of_a_release_phase() -> None:
    assert restart() == steps.RestartDynos(APP, {"web.2": "d-2", "web.10": "d-10", "worker.1": "d-w"}, ("web", "worker"))


def test_dynos_come_in_the_order_of_their_numbers() -> None:
    assert list(restart().dynos) == ["web.2", "web.10", "worker.1"]


def test_one_type_is_restarted_and_waited_for_alone() -> None:
    assert restart("worker") == steps.RestartDynos(APP, {"worker.1": "d-w"}, ("worker",))
    assert health("worker").formation == dynos("worker=1:standard-1x")
    assert not health("worker").visits


def test_one_dyno_is_no_whole_type() -> None:
    assert restart("web.2") == steps.RestartDynos(APP, {"web.2": "d-2"})
    assert health("web.2").visits


@pytest.mark.parametrize("target", ["wrker", "web.7", "run.4711", "release"])
def test_what_is_neither_a_type_nor_a_dyno_of_one_is_refused_with_what_runs(target: str) -> None:
    refusal = refused(plan(target))

    assert refusal.reason == f"`web-ui` has no dyno and no process type “{target}”; its process types are `web`, `worker`, `clock`."
    assert refusal.advice == "These run: `web.2`, `web.10`, `worker.1`."


def test_a_type_without_dynos_is_refused() -> None:
    assert refused(plan("clock")).reason == "`clock` has no dyno that runs."


def test_an_app_of_which_nothing_runs_is_refused_with_how_to_start_it() -> None:
    nothing = plan_of_restart(Restart(SERVICE), a_mesh(), a_member(dynos=()))

    assert refused(nothing).advice == "`/mesh scale web-ui web=1` starts one."
