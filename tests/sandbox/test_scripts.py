"""A script typed on the command line, its transcript and its exit code, with the fake bot as the product."""

import json
import re
from pathlib import Path

import pytest

from tests.sandbox.conftest import Run

URL = "https://tinyrobot-science-mesh-web-ui.herokuapp.com/"


def without_times(lines: list[str]) -> list[str]:
    return [re.sub(r"^\d\d:\d\d:\d\d  ", "", line) for line in lines]


def test_a_run_that_ends_done_exits_with_0_and_its_address_is_the_last_line(run: Run) -> None:
    ended = run("--say", "/mesh add web-ui")
    assert (ended.code, ended.channel[-len(URL) - 1 :]) == (0, URL + "\n"), ended.notes


def test_the_channel_reads_from_what_was_typed_to_what_became_of_it(run: Run) -> None:
    ended = run("--say", "/mesh add web-ui")
    assert without_times(ended.lines) == [
        "operator → /mesh add web-ui",
        "meshbot (only operator sees this): /mesh add web-ui is run r-webui0000",
        "meshbot: Add web-ui (r-webui0000)",
        "            … create app",
        "            … build",
        "  ✓ create app",
        "  ✓ build",
        f"            {URL}",
    ]


def test_people_take_turns_in_the_order_of_the_command_line(run: Run) -> None:
    ended = run("--as", "operator2", "--say", "/mesh ask x", "--say", "/mesh help", "--as", "approver", "--click", "Approve")
    typed = [line for line in without_times(ended.lines) if "→" in line]
    assert (ended.code, typed) == (0, ["operator2 → /mesh ask x", "operator2 → /mesh help", "approver → [Approve]"])


def test_a_run_that_still_awaits_a_decision_exits_with_1(run: Run) -> None:
    ended = run("--say", "/mesh ask x")
    assert (ended.code, "r-x0000 still awaits a decision." in ended.notes) == (1, True)


def test_a_declined_run_exits_with_1(run: Run) -> None:
    ended = run("--say", "/mesh ask x", "--as", "approver", "--click", "Decline")
    assert (ended.code, "r-x0000 is declined." in ended.notes) == (1, True)


def test_one_failed_run_among_good_ones_exits_with_1(run: Run) -> None:
    ended = run("--say", "/mesh add a", "--say", "/mesh fail b", "--say", "/mesh add c")
    assert (ended.code, "r-b0000 failed." in ended.notes, "tinyrobot-science-mesh-c" in ended.lines[-1]) == (1, True, True)


@pytest.mark.parametrize(("words", "code"), [("help", 0), ("forbidden", 1), ("nonsense", 1), ("broken", 1)])
def test_an_answer_without_a_run_counts_by_its_kind(run: Run, words: str, code: int) -> None:
    assert run("--say", f"/mesh {words}").code == code


def test_a_button_that_nobody_offers_exits_with_1_and_a_sentence(run: Run) -> None:
    ended = run("--say", "/mesh ask x", "--click", "Launch")
    assert (ended.code, "no button 'Launch'" in ended.notes) == (1, True)


def test_what_is_said_without_waiting_goes_on_at_once_and_is_still_waited_for_at_the_end(run: Run) -> None:
    ended = run("--say-now", "/mesh add a", "--say-now", "/mesh fail b")
    typed_at = [index for index, line in enumerate(ended.lines) if "→" in line]
    assert (ended.code, typed_at[0], "r-a0000" in ended.notes, "r-b0000 failed." in ended.notes) == (1, 0, False, True)
    assert "✓ build" not in "".join(ended.lines[: typed_at[1]])


def test_a_button_may_come_from_what_was_said_without_waiting(run: Run) -> None:
    assert run("--say-now", "/mesh ask x", "--as", "approver", "--click", "Approve").code == 0


def test_a_step_out_of_time_exits_with_1_and_ends_the_script(run: Run) -> None:
    ended = run("--step-timeout", "1", "--say", "/mesh stuck x", "--say", "/mesh help")
    assert (ended.code, "within 1 s" in ended.notes, "/mesh help" in ended.channel) == (1, True, False)


def test_a_command_that_is_not_acknowledged_exits_with_1_and_slacks_words(run: Run) -> None:
    ended = run("--say", "/mesh silent x")
    assert (ended.code, "operation_timeout" in ended.notes) == (1, True)


def test_words_that_concern_no_app_are_posted_and_nothing_is_waited_for(run: Run) -> None:
    assert run("--channel", "random", "--say", "good morning").code == 0


def test_a_stranger_is_refused_before_anything_starts(run: Run) -> None:
    ended = run("--as", "nobody", "--say", "/mesh help")
    assert (ended.code, "nobody here is called 'nobody'" in ended.notes, "Starting" in ended.notes) == (2, True, False)


def test_the_final_state_is_written_to_a_file_that_is_asked_for(run: Run, tmp_path: Path) -> None:
    run("--say", "/mesh add web-ui", "--state", str(tmp_path / "state.json"))
    state = json.loads((tmp_path / "state.json").read_text())
    assert state.keys() == {"heroku", "kong", "slack", "edge", "addresses"}


def test_a_text_may_name_the_run_that_was_asked_for_last(run: Run) -> None:
    ended = run("--say", "/mesh add web-ui", "--say", "/mesh help {run}")
    added, shown = (line for line in ended.lines if " → /mesh " in line)
    assert added.endswith("/mesh add web-ui")
    assert "/mesh help r-" in shown


def test_a_script_goes_on_when_the_channel_has_shown_a_text(run: Run) -> None:
    ended = run("--say-now", "/mesh add web-ui", "--until", "✓ build", "--say", "/mesh help")
    typed = next(place for place, line in enumerate(ended.lines) if line.endswith("/mesh help"))
    assert any("✓ build" in line for line in ended.lines[:typed])


def test_a_text_that_is_never_shown_ends_the_script_with_a_sentence(run: Run) -> None:
    ended = run("--step-timeout", "2", "--say", "/mesh add web-ui", "--until", "no such text")
    assert (ended.code, "--until no such text: nothing came of it within 2 s" in ended.notes) == (1, True)
