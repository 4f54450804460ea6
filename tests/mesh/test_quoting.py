import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mesh.quoting import escaped, quoted


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("web_ui", "“web_ui”"),
        ("<!channel>", "“&lt;!channel&gt;”"),
        ("a & b", "“a &amp; b”"),
        ("two\n lines", "“two lines”"),
        ("", "“”"),
        ("x" * 60, f"“{'x' * 60}”"),
        ("x" * 61, f"“{'x' * 59}…”"),
    ],
)
def test_what_was_typed_is_quoted_on_one_line_and_short(typed: str, shown: str) -> None:
    assert quoted(typed) == shown


def test_a_quote_is_never_cut_inside_an_escaped_character() -> None:
    assert quoted("<" * 100) == f"“{'&lt;' * 59}…”"


@settings(deadline=None)
@given(st.text())
def test_nothing_typed_can_open_a_mention_or_a_link(typed: str) -> None:
    assert not {"<", ">"} & set(quoted(typed) + escaped(typed))
