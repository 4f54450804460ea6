import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messages.details import details_message
from tests.examples import a_run
from tests.messages.limits import problems, shown


def test_the_end_of_a_log_is_shown_as_it_was() -> None:
    assert shown(details_message(a_run(details="-----> Building\n       done"))) == (
        "The last lines that `r-7k3f` got to see:\n```-----&gt; Building\n       done```"
    )


def test_of_a_long_log_the_end_is_kept() -> None:
    log = "\n".join(f"line {number}" for number in range(2000))

    assert shown(details_message(a_run(details=log))).endswith("line 1998\nline 1999```")


def test_of_a_long_log_the_first_line_that_is_shown_is_a_whole_one() -> None:
    log = "\n".join(f"line {number} & more" for number in range(2000))

    first = shown(details_message(a_run(details=log))).splitlines()[1]

    assert first.removeprefix("```").startswith("line ")


@settings(deadline=None)
@given(st.text(max_size=9000))
def test_any_log_is_within_slacks_limits(log: str) -> None:
    assert problems(details_message(a_run(details=log))) == []


@pytest.mark.parametrize("hostile", ["<!channel>", "``` <!channel> ```", "&lt;!channel&gt;"])
def test_a_log_is_shown_and_not_acted_on(hostile: str) -> None:
    message = shown(details_message(a_run(details=hostile)))

    assert "<!channel>" not in message
    assert message.count("```") == 2


@pytest.mark.parametrize("extra", range(5))
def test_a_log_is_never_cut_inside_a_character(extra: int) -> None:
    log = "<" * 3000 + "x" * extra

    end = shown(details_message(a_run(details=log))).partition("```")[2].removesuffix("```")

    assert set(end.replace("&lt;", "")) <= {"x"}
