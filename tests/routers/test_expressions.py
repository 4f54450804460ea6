"""The prediction reads a route's expression as the engine of that Kong does, or says that it does not know.

Over expressions made up at random, against PCRE2 and Rust's regex 1.12 as the stand-in asks them: `sandbox/kong/regex/pcre8.py` and
`rust.py` say what PCRE 8 and regex 1.6 read otherwise than these releases. `READ_OTHERWISE` lists what they leave.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pytest

from mesh.routing.dialects import cannot_be_built
from mesh.routing.patterns import NotPredictedError, before_rest, matched
from tests.routers.expressions import REFUSED, Made, before_rest_by_pcre, found_by_pcre, found_by_rust, made

SHORT, LONG_BY_PCRE, LONG_BY_RUST = 2_500, 10_000, 20_000
NOT_PREDICTED = "not predicted"
TO_LOOK, WITH_REST, EARLY = 100_000, 10_000, 250_000
READ_OTHERWISE: dict[str, str] = {}
"""Expressions in which a later release differs from the engine of Kong and the stand-in does not say so, with the reason."""


@dataclass
class Held:
    """How often the prediction answered as the engine, and not at all; `wrong`: each other answer, as text."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, regex: str, path: str, said: object, truth: object) -> None:
        if said == NOT_PREDICTED:
            self.counts["not predicted, refused by the engine" if truth == REFUSED else "not predicted"] += 1
        elif said == truth:
            self.counts["right"] += 1
        elif not any(re.search(each, regex) for each in READ_OTHERWISE):
            self.wrong.append(f"{regex!r} on {path!r}: {said!r}, in truth {truth!r}")


def said(ask: Callable[..., object], *given: object) -> object:
    try:
        return ask(*given)
    except NotPredictedError:
        return NOT_PREDICTED


def held_to_pcre(expressions: Iterable[Made], version: tuple[int, ...]) -> Held:
    held = Held()
    to_look, with_rest = (TO_LOOK, WITH_REST) if version >= (2, 5) else (EARLY, EARLY)
    for regex, path in ((each.regex, path) for each in expressions for path in each.paths):
        held.add(regex, path, said(matched, regex, path, version), found_by_pcre(regex, path, to_look))
        held.add(regex, path, said(before_rest, regex, path, version), before_rest_by_pcre(regex, path, with_rest))
    return held


def held_to_rust(expressions: Iterable[Made]) -> Held:
    held = Held()
    for regex, path in ((each.regex, path) for each in expressions for path in each.paths):
        answer = REFUSED if cannot_be_built(regex, (3, 0)) else said(matched, regex, path, (3, 0))
        held.add(regex, path, answer, found_by_rust(regex, path))
    return held


def show(who: str, held: Held) -> None:
    print(f"{who}: {', '.join(f'{count:,} {kind}' for kind, count in held.counts.most_common())}")  # noqa: T201 - counts are asked for


@pytest.mark.parametrize("version", [(2, 4), (2, 8)], ids=["1.0_to_2.4", "2.5_to_2.8"])
def test_no_answer_is_another_than_pcres(version: tuple[int, ...]) -> None:
    held = held_to_pcre(made(1, SHORT), version)
    show(f"PCRE, {version}", held)
    assert held.wrong == []
    assert held.counts["right"] > SHORT


def test_no_answer_is_another_than_that_of_rusts_engine() -> None:
    held = held_to_rust(made(2, SHORT))
    show("Rust", held)
    assert held.wrong == []
    assert held.counts["right"] > SHORT


@pytest.mark.long
@pytest.mark.parametrize("version", [(2, 4), (2, 8)], ids=["1.0_to_2.4", "2.5_to_2.8"])
@pytest.mark.parametrize("seed", [11, 12])
def test_nor_over_many_more_by_pcre(seed: int, version: tuple[int, ...]) -> None:
    held = held_to_pcre(made(seed, LONG_BY_PCRE), version)
    show(f"PCRE, {version}", held)
    assert held.wrong == []


@pytest.mark.long
@pytest.mark.parametrize("seed", [21, 22])
def test_nor_over_many_more_by_rusts_engine(seed: int) -> None:
    held = held_to_rust(made(seed, LONG_BY_RUST))
    show("Rust", held)
    assert held.wrong == []
