"""Which app stands first in the table of a mesh, and which are asked for."""

import pytest

from mesh.requests import MeshStatus
from mesh.run import Run, RunState
from mesh.status import AppSeen, MeshSeen, Row, Trouble, chosen, counted, rows
from mesh.status.drift import Difference
from tests.examples import NOON, a_dyno, a_lock, a_release, a_run, a_visit, an_add, an_app_seen, dynos

CRASHED = an_app_seen(dynos=(a_dyno(state="crashed"),), through_kong=False, visit=a_visit(status=503, via="1.1 vegur"))
DRIFT = (Difference("web", "1:basic", "3:standard-1x"),)


def seen(*apps: AppSeen) -> MeshSeen:
    return MeshSeen("main", NOON, apps)


def trouble(app: AppSeen, *runs: Run) -> Trouble:
    return Row(app, runs).trouble


def test_an_app_with_which_nothing_is_wrong_has_no_trouble() -> None:
    assert trouble(an_app_seen()) is Trouble.NONE


@pytest.mark.parametrize(
    ("app", "expected"),
    [
        (an_app_seen(through_kong=False), Trouble.DOWN),
        (an_app_seen(no_answer="it did not answer in time", visit=None, through_kong=None), Trouble.DOWN),
        (an_app_seen(dynos=(), visit=None, through_kong=None), Trouble.DOWN),
        (an_app_seen(app="", formation=None, dynos=None, releases=None, visit=None, through_kong=None), Trouble.STRANGE),
        (an_app_seen(has_service=False), Trouble.STRANGE),
        (an_app_seen(hosts=(), visit=None, through_kong=None), Trouble.STRANGE),
        (an_app_seen(dynos=None, unread=("there was no answer in time.",)), Trouble.UNREAD),
        (an_app_seen(formation=dynos("web=2:basic")), Trouble.SHORT),
        (an_app_seen(releases=(a_release(version=6, status="failed", current=False), a_release())), Trouble.RELEASE),
        (an_app_seen(drift=DRIFT), Trouble.DRIFTED),
        (an_app_seen(releases=(a_release(version=6, status="pending", current=False), a_release())), Trouble.BUSY),
    ],
)
def test_each_trouble_is_known_by_what_was_seen(app: AppSeen, expected: Trouble) -> None:
    assert trouble(app) is expected


@pytest.mark.parametrize(
    "unseen",
    [
        an_app_seen(has_service=None, hosts=(), own_host="", visit=None, through_kong=None),
        an_app_seen(visit=None, through_kong=None),
    ],
    ids=["Kong could not be read", "no visit was made"],
)
def test_an_app_whose_health_nobody_saw_is_neither_well_nor_strange(unseen: AppSeen) -> None:
    assert trouble(unseen) is Trouble.UNREAD


def test_an_app_whose_eco_dyno_sleeps_is_not_down() -> None:
    asleep = an_app_seen(dynos=(a_dyno(state="idle"),), visit=None, through_kong=None)

    assert (trouble(asleep), asleep.up, Row(asleep).may_be_down) == (Trouble.ASLEEP, 1, False)


def test_a_dyno_that_is_down_is_down() -> None:
    assert trouble(an_app_seen(dynos=(a_dyno(state="down"),), visit=None, through_kong=None)) is Trouble.DOWN


def test_a_service_of_which_nobody_knows_whether_an_app_is_attached_is_not_called_strange() -> None:
    assert (
        trouble(AppSeen("web-ui", hosts=("web-ui.example.com",), unread=("whether an app is attached for it is not known.",)))
        is Trouble.UNREAD
    )


def test_an_app_that_a_run_of_ours_changes_is_busy_and_has_not_drifted() -> None:
    running = a_run(state=RunState.RUNNING, started_at=NOON)

    assert trouble(an_app_seen(drift=DRIFT), running) is Trouble.BUSY


def test_a_run_that_only_waits_for_approval_explains_no_drift() -> None:
    assert trouble(an_app_seen(drift=DRIFT), a_run(state=RunState.AWAITING)) is Trouble.DRIFTED


def test_one_off_dynos_are_none_of_those_that_are_up() -> None:
    app = an_app_seen(dynos=(a_dyno(), a_dyno(name="run.1", type="run"), a_dyno(name="release.1", type="release")))

    assert (app.up, app.wanted) == (1, 1)


def test_the_worst_stand_first_and_equals_by_name() -> None:
    mesh = seen(an_app_seen(service="b"), an_app_seen(service="a"), an_app_seen(service="drifted", drift=DRIFT), CRASHED)

    assert [row.seen.service for row in rows(mesh, ())] == ["web-ui", "drifted", "a", "b"]


def test_runs_stand_beside_their_own_app() -> None:
    ours, other = a_run(), a_run(id="r-other", request=an_add(service="api"))

    found = {row.seen.service: row.runs for row in rows(seen(an_app_seen(), an_app_seen(service="api")), (ours, other))}

    assert found == {"web-ui": (ours,), "api": (other,)}


def test_a_lock_stands_beside_its_own_app() -> None:
    found = {row.seen.service: row.lock for row in rows(seen(an_app_seen(), an_app_seen(service="api")), (), (a_lock(),))}

    assert found == {"web-ui": a_lock(), "api": None}


def test_a_locked_app_with_which_nothing_is_wrong_stands_before_those_that_are_well() -> None:
    mesh = seen(an_app_seen(service="a"), an_app_seen(), an_app_seen(service="drifted", drift=DRIFT))

    assert [row.seen.service for row in rows(mesh, (), (a_lock(),))] == ["drifted", "web-ui", "a"]
    assert Row(an_app_seen(), lock=a_lock()).trouble is Trouble.LOCKED


def test_a_lock_hides_no_worse_trouble() -> None:
    assert Row(CRASHED, lock=a_lock()).trouble is Trouble.DOWN


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        (MeshStatus(), ["down", "short", "moved", "fine"]),
        (MeshStatus(down=True), ["down", "short"]),
        (MeshStatus(drifted=True), ["moved"]),
        (MeshStatus(down=True, drifted=True), ["down", "short", "moved"]),
        (MeshStatus(match="f*"), ["fine"]),
        (MeshStatus(match="tinyrobot-*"), ["down", "short", "moved", "fine"]),
        (MeshStatus(down=True, match="s*"), ["short"]),
        (MeshStatus(match="nobody"), []),
    ],
)
def test_what_is_asked_for_chooses_the_rows(asked: MeshStatus, names: list[str]) -> None:
    mesh = seen(
        an_app_seen(service="fine"),
        an_app_seen(service="moved", drift=DRIFT),
        an_app_seen(service="short", formation=dynos("web=2:basic")),
        an_app_seen(service="down", through_kong=False),
    )

    assert [row.seen.service for row in chosen(rows(mesh, ()), asked)] == names


def test_troubles_are_counted() -> None:
    assert counted(rows(seen(an_app_seen(), an_app_seen(service="api"), CRASHED), ())) == {Trouble.NONE: 2, Trouble.DOWN: 1}
