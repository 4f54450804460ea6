"""A list or a text that is cut short says so, with how much is left out."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesh.requests import History
from mesh.run import RunState
from messages.blocks import Block, Rendered, in_one_section, rendered, section, sections
from messages.history import history_list
from messages.locks import locks_list
from messages.runs import run_line, runs_list
from messages.table import aligned, in_code_blocks, with_room
from tests.examples import NOON, a_lock, a_run, an_entry
from tests.messages.limits import problems, shown

CELLS = st.lists(st.text(alphabet="abc&<`", max_size=1500), min_size=1, max_size=8).map(tuple)


def text_of(blocks: list[Block]) -> str:
    return "".join(block["text"]["text"].removeprefix("```").removesuffix("```") for block in blocks)


def test_of_more_runs_than_are_listed_the_title_says_how_many_there_are() -> None:
    runs = [a_run(id=f"r-{number:05}") for number in range(10)]

    assert shown(runs_list(runs, NOON, 60)).startswith("The latest 10 of 60 runs:")
    assert shown(runs_list(runs, NOON, 10)).startswith("The latest 10 runs:")


def test_the_words_of_a_run_in_a_list_end_with_an_ellipsis_where_they_are_cut() -> None:
    assert "x…` · <@U0OPERATOR>" in run_line(a_run(words="x" * 3000), NOON)


def test_a_message_without_a_thread_counts_the_lines_that_have_no_room() -> None:
    locks = [a_lock(service=f"app-{number}", reason="x" * 300) for number in range(100)]
    message = locks_list(locks, None, "main")
    left = 100 - shown(message).count("is locked by")

    assert problems(message) == []
    assert f"… {left} of 101 lines have no room in this message." in shown(message)


@pytest.mark.parametrize(("looked_through", "is_said"), [(10_000, True), (None, False)])
def test_a_history_that_was_not_looked_through_to_its_end_says_so(looked_through: int | None, is_said: bool) -> None:
    message = history_list(History(), [an_entry()] * 30, 60, looked_through=looked_through)

    assert "The latest 30 of 60 entries" in shown(message)
    assert ("Only the newest 10,000 entries of the record were looked through" in shown(message)) is is_said


def test_a_refusal_of_any_length_is_whole() -> None:
    message = in_one_section("word " * 1500, "refused:r-7k3f")

    assert problems(message) == []
    assert shown(message).count("word") == 1500
    assert message.blocks[0]["block_id"] == "refused:r-7k3f"


@given(st.lists(CELLS, min_size=1, max_size=6))
def test_rows_of_any_length_are_whole_in_code_blocks(rows: list[tuple[str, ...]]) -> None:
    lines = aligned(("a",), [(row,) for row in rows])
    blocks = in_code_blocks(lines)

    assert all(len(block["text"]["text"]) <= 3000 for block in blocks)
    assert text_of(blocks).replace("\n", "").count("c") == "".join(lines).count("c")
    assert not text_of(blocks).count("`")


def test_only_whole_rows_are_counted_as_shown() -> None:
    assert len(with_room(["x" * 4000] * 3)) == 2
    assert with_room(["short"] * 3) == ["short"] * 3


def test_where_blocks_have_no_room_the_sentence_that_says_so_counts_them() -> None:
    message = rendered("text", [section("title"), *sections([f"{number} " + "x" * 100 for number in range(300)])])
    kept = shown(message).count("x" * 100)

    assert f"… {300 - kept} of 301 lines have no room in this message." in shown(message)


def test_a_run_that_waits_says_for_how_long_whatever_its_words() -> None:
    run = a_run(state=RunState.AWAITING, words="&" * 4000)

    assert isinstance(runs_list([run] * 10, NOON + timedelta(minutes=3)), Rendered)
    assert problems(runs_list([run] * 10, NOON + timedelta(minutes=3))) == []
