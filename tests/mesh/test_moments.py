from datetime import datetime, timedelta

import pytest

from mesh.errors import InvalidRequest
from mesh.moments import length, moment, reached
from tests.examples import NOON  # a Monday


@pytest.mark.parametrize(
    ("text", "meant"),
    [("30m", timedelta(minutes=30)), ("2h", timedelta(hours=2)), ("3d", timedelta(days=3)), (" 2H ", timedelta(hours=2))],
)
def test_a_length_is_minutes_hours_or_days(text: str, meant: timedelta) -> None:
    assert length(text) == meant


@pytest.mark.parametrize("text", ["0h", "2", "h", "-2h", "2w", "two hours", "1.5h", "99999h", ""])
def test_what_is_no_length_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidRequest, match="as in `30m`, `2h` or `3d`"):
        length(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2h", NOON + timedelta(hours=2)),
        ("18:00", NOON.replace(hour=18)),
        ("18:00 UTC", NOON.replace(hour=18)),
        ("9:30", NOON.replace(day=24, hour=9, minute=30)),
        ("12:00", NOON.replace(day=24)),
        ("Mon 18:00", NOON.replace(hour=18)),
        ("Mon 09:00", NOON.replace(day=30, hour=9)),
        ("monday 09:00", NOON.replace(day=30, hour=9)),
        ("Tue 09:00", NOON.replace(day=24, hour=9)),
        ("sun 23:59", NOON.replace(day=29, hour=23, minute=59)),
    ],
)
def test_a_moment_is_the_next_time_that_is_so(text: str, meant: datetime) -> None:
    assert reached(moment(text), NOON) == meant


@pytest.mark.parametrize("text", ["25:00", "18:60", "18", "Mon", "someday 09:00", "0m"])
def test_what_is_no_moment_is_refused_with_examples(text: str) -> None:
    with pytest.raises(InvalidRequest, match="`2h`, `18:00` or `Mon 09:00`"):
        moment(text)
