"""What one would do next about an app, as buttons below its status."""

from mesh.requests import AppStatus
from mesh.run import RunState
from mesh.status.drift import Difference
from messages.answer import answer_of
from messages.blocks import rendered, section
from messages.run import run_message
from messages.status.next_commands import next_commands
from tests.examples import NOON, a_dyno, a_run, one_app
from tests.messages.limits import problems

CRASHED = (a_dyno(state="crashed"), a_dyno(name="web.2", state="up"), a_dyno(name="web.3", state="crashed"))


def test_a_healthy_app_needs_nothing() -> None:
    assert next_commands(one_app()) == ()


def test_one_crashed_dyno_is_restarted_by_its_name_and_several_with_their_app() -> None:
    assert next_commands(one_app(dynos=CRASHED[:2])) == ("restart web-ui web.1",)
    assert next_commands(one_app(dynos=CRASHED)) == ("restart web-ui",)


def test_dynos_that_drifted_are_scaled_back_and_nothing_else_is() -> None:
    drift = (
        Difference("web", "1:basic", "3:standard-1x"),
        Difference("route legacy", "", "paths /old"),
        Difference("worker", "0", "1:basic"),
    )

    assert next_commands(one_app(drift=drift)) == ("scale web-ui web=1:basic worker=0",)


def test_each_is_a_button_that_asks_whether_one_is_sure() -> None:
    answer = answer_of(rendered("web-ui", [section("web-ui")]), commands=("restart web-ui web.1", "scale web-ui web=1:basic"))
    message = run_message(a_run(request=AppStatus("web-ui"), state=RunState.DONE, answer=answer), NOON)
    row = message.blocks[-1]["elements"]

    assert [button["text"]["text"] for button in row] == ["Refresh", "Restart web.1", "Scale back"]
    assert [button["value"] for button in row[1:]] == ["r-7k3f restart web-ui web.1", "r-7k3f scale web-ui web=1:basic"]
    assert row[1]["confirm"]["text"]["text"] == "Type `/mesh restart web-ui web.1`?"
    assert problems(message) == []
