"""What nothing can be said without is waited for, but not for ever."""

import threading
import time

import pytest

from jobs.reading import in_time
from jobs.reading.in_time import in_time as read_in_time
from mesh.errors import PermanentFailure, TemporaryFailure

SOON_S = 0.2


def fails(*, outcome_unknown: bool = False, is_our_pace: bool = False) -> None:
    raise TemporaryFailure("Heroku is away.", outcome_unknown=outcome_unknown, is_our_pace=is_our_pace)


def test_what_comes_in_time_is_returned() -> None:
    assert read_in_time(lambda: "here", "It") == "here"


def test_what_hangs_is_left_behind_and_named() -> None:
    never, began = threading.Event(), time.monotonic()
    with pytest.raises(PermanentFailure, match=r"The table did not come within 0 seconds\."):
        read_in_time(never.wait, "The table", SOON_S)
    never.set()
    assert time.monotonic() - began < 10


def test_what_fails_at_once_may_be_tried_again() -> None:
    with pytest.raises(TemporaryFailure, match="Heroku is away"):
        read_in_time(fails, "It")


def test_what_fails_after_a_long_wait_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_time, "QUIET_S", 0.0)
    with pytest.raises(PermanentFailure, match="Heroku is away"):
        read_in_time(fails, "It")


def test_what_only_waits_for_its_turn_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_time, "QUIET_S", 0.0)
    with pytest.raises(TemporaryFailure):
        read_in_time(lambda: fails(is_our_pace=True), "It")
