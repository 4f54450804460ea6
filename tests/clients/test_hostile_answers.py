"""Vendors that answer with anything: what comes out is one of our three errors, or a value of the promised type, and in time."""

import pytest

from bench.hostile import measure


def wrong(answers: int, seed: int) -> list[str]:
    ended = [each for each in measure(answers, seed) if each.wrong]
    return [f"{each.vendor}.{each.method}, answered {each.answer[:200]}: {'; '.join(each.wrong)}" for each in ended]


def test_whatever_is_answered_to_any_method_of_any_client_only_our_three_errors_come_out_in_time() -> None:
    assert wrong(400, seed=7) == []


@pytest.mark.long
def test_six_thousand_hostile_answers_bring_out_only_our_three_errors_in_time() -> None:
    assert wrong(6000, seed=20261128) == []
