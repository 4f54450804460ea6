"""Many questions at once, and what hangs is left behind."""

import threading
import time
from collections.abc import Iterator
from functools import partial

import pytest

from jobs.reading.gathering import Gathering
from jobs.reading.sights import BROKE, NO_ANSWER, taken
from mesh.errors import TemporaryFailure

SOON_S, LATER_S = 0.3, 30.0


@pytest.fixture
def never() -> Iterator[threading.Event]:
    """An event that is set only when the test is over."""
    event = threading.Event()
    yield event
    event.set()


def in_s(seconds: float) -> float:
    return time.monotonic() + seconds


def raises(error: Exception) -> None:
    raise error


def test_answers_are_there_when_the_wait_is_over() -> None:
    with Gathering(4) as gathering:
        asked = [gathering.ask(partial(pow, number, 2)) for number in range(50)]
        gathering.wait(in_s(LATER_S), LATER_S)

    assert [taken(each).value for each in asked] == [number * number for number in range(50)]


def test_so_many_are_asked_at_once_and_no_more() -> None:
    at_once, most, lock = [0], [0], threading.Lock()

    def question() -> None:
        with lock:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        time.sleep(0.005)
        with lock:
            at_once[0] -= 1

    with Gathering(3) as gathering:
        for _ in range(30):
            gathering.ask(question)
        gathering.wait(in_s(LATER_S), LATER_S)

    assert most == [3]


def test_one_that_hangs_is_left_behind_at_the_end_of_the_time(never: threading.Event) -> None:
    began = time.monotonic()
    with Gathering(2) as gathering:
        hanging, other = gathering.ask(never.wait), gathering.ask(lambda: "here")
        gathering.wait(in_s(SOON_S), LATER_S)

    assert (taken(hanging).value, taken(hanging).why_not, taken(other).value) == (None, NO_ANSWER, "here")
    assert time.monotonic() - began < LATER_S


def test_where_nothing_comes_for_a_while_nothing_is_waited_for(never: threading.Event) -> None:
    began = time.monotonic()
    with Gathering(1) as gathering:
        gathering.ask(never.wait)
        gathering.wait(in_s(LATER_S), SOON_S)

    assert time.monotonic() - began < LATER_S


def test_what_was_not_begun_by_the_end_is_never_asked(never: threading.Event) -> None:
    asked: list[str] = []
    begun = threading.Event()

    def hang() -> None:
        begun.set()
        never.wait()

    with Gathering(1) as gathering:
        gathering.ask(hang)
        late = gathering.ask(lambda: asked.append("late"))
        assert begun.wait(LATER_S)
    never.set()

    assert (taken(late).why_not, asked) == (NO_ANSWER, [])


def test_a_failure_is_the_reason_why_there_is_no_answer() -> None:
    with Gathering(1) as gathering:
        asked = gathering.ask(lambda: raises(TemporaryFailure("Heroku could not be reached.")))
        gathering.wait(in_s(LATER_S), LATER_S)

    assert taken(asked).why_not == "Heroku could not be reached."


def test_a_bug_in_one_reading_is_named_and_takes_no_other_with_it() -> None:
    with Gathering(1) as gathering:
        broken, fine = gathering.ask(lambda: raises(KeyError("ours"))), gathering.ask(lambda: 7)
        gathering.wait(in_s(LATER_S), LATER_S)

    assert (taken(broken).why_not, taken(fine).value) == (BROKE, 7)
