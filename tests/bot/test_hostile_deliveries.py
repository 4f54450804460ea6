"""Whatever is delivered with Slack's signature, or comes down its socket: no failure, no traceback, no run that should not be."""

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from bench.hostile_bodies import EVENT, KINDS
from bench.hostile_deliveries import HTTP, WAYS, Ended, measure

SHORT = 200


def wrong(ended: list[Ended]) -> list[str]:
    """Return what is wrong with deliveries, among which are some that are taken, and some that make runs."""
    assert sum(each.status == 200 for each in ended) > len(ended) / 10
    assert sum(each.runs for each in ended) > len(ended) / 100
    return [f"{each.words}: {'; '.join(each.wrong)}" for each in ended if each.wrong]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_delivered_nothing_fails_and_nothing_stands_that_nobody_asked_for(
    redis_url: str, tmp_path: Path, way: str, kind: str
) -> None:
    assert wrong(measure(redis_url, tmp_path, way, kind, deliveries=SHORT, seed=7)) == []


def lets_anybody(*_: object) -> None:
    """Refuse nobody anything."""


def breaks(*_: object) -> NoReturn:
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("name", "instead", "seen"), [("bot.desk.refusal", lets_anybody, "may not, and"), ("bot.desk.Desk.mentioned", breaks, "answered 500")]
)
def test_what_should_not_be_is_seen(
    redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, name: str, instead: Callable[..., None], seen: str
) -> None:
    monkeypatch.setattr(name, instead)
    ended = measure(redis_url, tmp_path, HTTP, EVENT, deliveries=SHORT, seed=7)
    assert seen in str([each.wrong for each in ended])


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", KINDS)
def test_of_thousands_that_are_delivered_none_fails_and_nothing_stands_that_nobody_asked_for(
    redis_url: str, tmp_path: Path, way: str, kind: str
) -> None:
    assert wrong(measure(redis_url, tmp_path, way, kind)) == []
