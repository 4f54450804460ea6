"""The home tab as a person reads it."""

from mesh.locks import Holds
from mesh.run import RunState
from messages.blocks import Rendered
from messages.home import MOST, home_view
from tests.examples import NOON, a_freeze, a_lock, a_run
from tests.messages.limits import problems, shown


def told(*holds: Holds) -> str:
    message = Rendered("home", tuple(home_view([each.mesh for each in holds], (), (), holds, NOON)["blocks"]))
    assert problems(message) == []
    return shown(message)


def test_locks_and_freezes_of_every_mesh_are_listed_with_who_why_and_until_when() -> None:
    text = told(Holds("eu", freeze=a_freeze()), Holds("main", (a_lock(),)))

    assert "*Locks*\n:snowflake: The mesh `eu` is frozen by <@U0ADMIN> since" in text
    assert ":lock: `web-ui` is locked by <@U0OPERATOR> since" in text
    assert "“looking at a leak”" in text


def test_where_nothing_is_locked_it_says_so() -> None:
    assert "*Locks*\nNothing is locked or frozen." in told(Holds("main"))


def test_of_very_many_locks_the_first_are_listed() -> None:
    text = told(Holds("main", tuple(a_lock(service=f"app-{place:03}", reason="x" * 300) for place in range(200)), a_freeze()))

    assert (text.count("is locked by"), f"… and {201 - MOST} more: `/mesh locks` lists them." in text) == (MOST - 1, True)


def test_who_is_named_by_no_mesh_sees_no_lock() -> None:
    assert "Locks" not in told()


def test_of_very_many_runs_that_wait_the_first_are_listed_and_the_others_counted() -> None:
    waiting = [a_run(id=f"r-{number:05}", state=RunState.AWAITING) for number in range(37)]
    message = Rendered("home", tuple(home_view(["main"], waiting, waiting, (), NOON)["blocks"]))

    assert problems(message) == []
    assert f"… and {37 - MOST} more: in a mesh's channel `/mesh status` counts them." in shown(message)
    assert f"*The latest {MOST} runs*" in shown(message)
