from hypothesis import given, settings
from hypothesis import strategies as st

from messages.blocks import context, rendered, section, sections, shortened
from tests.messages.limits import problems, shown


def test_a_text_within_the_limit_stays_as_it_is() -> None:
    assert shortened("abc", 3) == "abc"


def test_a_longer_text_ends_in_an_ellipsis() -> None:
    assert shortened("abcd", 3) == "ab…"


def test_slack_refuses_empty_texts_so_none_is_empty() -> None:
    assert section("")["text"]["text"]


def test_lines_share_a_section() -> None:
    assert shown(rendered("text", sections(["one", "two"]))) == "one\ntwo"


def test_no_lines_are_no_section() -> None:
    assert list(sections([])) == []


def test_lines_are_never_cut_between_sections() -> None:
    lines = [f"{number:04} " + "x" * 700 for number in range(10)]

    blocks = sections(lines)

    assert [line for block in blocks for line in block["text"]["text"].split("\n")] == lines


@settings(deadline=None)
@given(st.lists(st.text(max_size=4000), max_size=80))
def test_a_message_of_any_lines_is_within_slacks_limits(lines: list[str]) -> None:
    assert problems(rendered("what it says", [section("headline"), *sections(lines)])) == []


def test_a_message_that_is_too_long_falls_back_to_its_text() -> None:
    message = rendered("what it says", sections(["x" * 2500] * 6))

    assert shown(message) == "what it says"


def test_a_message_of_too_many_blocks_falls_back_to_its_text() -> None:
    assert shown(rendered("what it says", [section("x")] * 51)) == "what it says"


def test_a_text_for_notifications_that_is_too_long_is_cut() -> None:
    assert problems(rendered("x" * 9000, [section("x")])) == []


def test_a_context_of_many_texts_shows_the_ten_that_slack_allows() -> None:
    assert len(context(*["x"] * 12)["elements"]) == 10


def test_a_block_id_that_is_too_long_is_cut() -> None:
    assert problems(rendered("x", [section("x", "i" * 300)])) == []
