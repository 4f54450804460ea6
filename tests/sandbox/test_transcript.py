"""How messages and their edits look on paper."""

from typing import Any

import pytest

from sandbox.launch.transcript import Transcript

Json = dict[str, Any]


class Paper:
    """A transcript whose lines are kept without their times."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.transcript = Transcript(name_of=lambda i: i.lower(), lines_of=lambda m: m["text"].split("\n"), write=self._write)

    def _write(self, line: str) -> None:
        self.lines.append(line if line.startswith(" ") else line[10:])

    def show(self, text: str, kind: str = "posted", **different: Any) -> None:  # noqa: ANN401 - the fields of a message
        message = {"user": "BOT", "bot": "B0", "channel": "C0", "ts": "1", "text": text, "private_to": "", "thread_ts": "", "metadata": {}}
        self.transcript.show(kind, message | different, 0.0)


@pytest.fixture
def paper() -> Paper:
    return Paper()


def of_run(state: str) -> Json:
    return {"event_type": "mesh_run", "event_payload": {"run": "r-7k3f", "state": state}}


def test_an_edit_prints_only_the_lines_that_are_new(paper: Paper) -> None:
    paper.show("Add\n… build")
    paper.show("Add\n✓ build\n… scale", "edited")
    assert paper.lines == ["meshbot: Add", "            … build", "  ✓ build", "            … scale"]


def test_an_edit_that_changes_no_line_prints_nothing(paper: Paper) -> None:
    paper.show("Add")
    paper.show("Add", "edited")
    assert paper.lines == ["meshbot: Add"]


def test_a_line_that_comes_a_second_time_is_new(paper: Paper) -> None:
    paper.show("tick")
    paper.show("tick\ntick", "edited")
    assert paper.lines == ["meshbot: tick", "  tick"]


def test_an_edit_says_which_run_goes_on_when_something_stands_between(paper: Paper) -> None:
    paper.show("Add", metadata=of_run("running"))
    paper.show("Other", ts="2")
    paper.show("Add\n✓ build", "edited", metadata=of_run("running"))
    assert paper.lines[-1] == "meshbot, r-7k3f goes on: ✓ build"


def test_the_last_edit_of_a_run_closes_with_its_last_line_even_if_that_stood_there_before(paper: Paper) -> None:
    paper.show("Add\n… build\nhttps://x/", metadata=of_run("running"))
    paper.show("Add\n✓ build\nhttps://x/", "edited", metadata=of_run("done"))
    assert paper.lines[-2:] == ["  ✓ build", "            https://x/"]


def test_a_private_message_names_its_only_reader(paper: Paper) -> None:
    paper.show("Stored", "private", private_to="OPERATOR")
    assert paper.lines == ["meshbot (only operator sees this): Stored"]


def test_a_direct_message_names_whose_it_is_so_that_it_does_not_look_as_if_the_channel_saw_it(paper: Paper) -> None:
    paper.show("Your lock was broken", channel="D0OPERATOR")
    assert paper.lines == ["meshbot (directly to d0operator): Your lock was broken"]


def test_a_long_reply_in_a_thread_is_cut(paper: Paper) -> None:
    paper.show("\n".join(f"log {n}" for n in range(50)), ts="2", thread_ts="1")
    assert (paper.lines[0], paper.lines[-1], len(paper.lines)) == ("meshbot (in a thread): log 0", "            … and 42 more lines", 9)


def test_what_people_write_is_shown_when_it_is_typed_and_not_again(paper: Paper) -> None:
    paper.transcript.typed("operator", "@mesh status")
    paper.show("@mesh status", user="OPERATOR", bot="")
    assert paper.lines == ["operator → @mesh status"]


def test_what_was_shown_since_somebody_typed_is_known(paper: Paper) -> None:
    paper.show("It waits in line")
    assert paper.transcript.has_shown("waits in line")
    paper.transcript.typed("operator", "/mesh runs")
    assert not paper.transcript.has_shown("waits in line")
