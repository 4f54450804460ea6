from hypothesis import given, settings
from hypothesis import strategies as st

from messages.blocks import rendered, section, sections, shortened
from messages.words import escaped
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


def test_a_message_that_is_too_long_shows_what_has_room_and_says_that_there_is_more() -> None:
    message = rendered("what it says", sections([f"{number}" + "x" * 2500 for number in range(6)]))

    assert [line[:1] for line in shown(message).split("\n")] == ["0", "1", "2", "…"]
    assert len(message.more) == 3


def test_a_message_of_too_many_blocks_keeps_its_buttons() -> None:
    row = {"type": "actions", "elements": []}

    message = rendered("what it says", [*[section("x")] * 51, row])

    assert message.blocks[-1] == row
    assert len(message.more) == 11


@given(st.text(alphabet="a&<", max_size=5000))
def test_a_line_longer_than_a_section_goes_on_in_the_next(words: str) -> None:
    line = escaped(words)

    assert "".join(block["text"]["text"] for block in sections([line])) == line


def test_a_text_for_notifications_that_is_too_long_is_cut() -> None:
    assert problems(rendered("x" * 9000, [section("x")])) == []


def test_a_block_id_that_is_too_long_is_cut() -> None:
    assert problems(rendered("x", [section("x", "i" * 300)])) == []
