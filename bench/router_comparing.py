"""How the answers of two routers are held to each other, and how a difference is told."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from bench.router_answers import EXPRESSION, Predicted, Prediction, StandIn, Told, stored
from bench.router_shrinking import smallest
from bench.router_tables import Asked, GivenTable

MOST_SHOWN = 10


class Verdict(Enum):
    """What a prediction was worth: the answer came, or another of those that it named; or it said nothing, or something else."""

    AGREES = "agree"
    UNDECIDED = "undecided"
    NOT_PREDICTED = "not predicted"
    DISAGREES = "disagree"


def verdict_on(predicted: Predicted, told: Told) -> Verdict:
    if not predicted.answers:
        return Verdict.NOT_PREDICTED
    if told not in predicted.answers:
        return Verdict.DISAGREES
    return Verdict.AGREES if predicted.is_decided else Verdict.UNDECIDED


@dataclass
class Tally:
    """How many answers were of which worth; `shown` are differences in their smallest form, as text.

    `reasons`: why others were not predicted.
    """

    verdicts: Counter[Verdict] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    shown: list[str] = field(default_factory=list)

    @property
    def asked(self) -> int:
        return self.verdicts.total()

    @property
    def decided(self) -> float:
        """Return which part was decided, between 0 and 1."""
        told = self.verdicts[Verdict.AGREES] + self.verdicts[Verdict.DISAGREES]
        return told / self.asked if self.asked else 1.0

    @property
    def decided_of_what_can_be(self) -> float:
        """Return which part was decided of the requests that no route can take by more than a host, a path and a method."""
        told = self.verdicts[Verdict.AGREES] + self.verdicts[Verdict.DISAGREES]
        by_fields = sum(count for why, count in self.reasons.items() if why != EXPRESSION)
        return told / (self.asked - by_fields) if self.asked > by_fields else 1.0

    @property
    def may_show(self) -> bool:
        """Say whether one more difference is worth the work to make it small."""
        return len(self.shown) < MOST_SHOWN

    def show(self, difference: str) -> None:
        if difference not in self.shown:
            self.shown.append(difference)


def difference(table: GivenTable, asked: Asked, said: Mapping[str, Told | Predicted]) -> str:
    """Return the table, the request and what each said of it, as text."""
    age = "of one age" if table.one_age else "the oldest first"
    paths = [f"service {at}: {path}" for at, path in enumerate(table.service_paths) if path]
    paths += [f"service {at}: disabled" for at in table.disabled]
    lines = [f"{asked}, routes {age}:", *map(str, table.routes), *paths, *(f"{who}: {each}" for who, each in said.items())]
    return "\n  ".join(lines)


def hold_to_stand_in(version: str, given: Iterable[GivenTable]) -> Tally:
    """Hold the prediction to the stand-in, both over the same rows and in this process."""
    tally = Tally()
    for table in given:
        rows = stored(table, version)
        prediction = Prediction(rows)
        for asked, told in zip(table.requests, StandIn(rows).told(table.requests), strict=True):
            predicted = prediction.told(asked)
            verdict = verdict_on(predicted, told)
            tally.verdicts[verdict] += 1
            tally.reasons.update([predicted.why] if predicted.why else [])
            if verdict is Verdict.DISAGREES and tally.may_show:
                tally.show(_smallest_difference(version, replace(table, requests=(asked,))))
    return tally


def _smallest_difference(version: str, table: GivenTable) -> str:
    (asked,) = table.requests
    least = smallest(table, lambda each: verdict_on(*_both(version, each)) is Verdict.DISAGREES)
    predicted, told = _both(version, least)
    return difference(least, asked, {"stand-in": told, "prediction": predicted})


def _both(version: str, table: GivenTable) -> tuple[Predicted, Told]:
    rows = stored(table, version)
    (asked,) = table.requests
    return Prediction(rows).told(asked), StandIn(rows).told([asked])[0]
