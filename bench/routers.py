"""Hold a Kong to the prediction and to the stand-in: `python -m bench.routers --admin HOST:PORT --proxy HOST:PORT --kong VERSION`.

It deletes every service and route of that Kong, with their plugins, and asks first; what does not say that it is that Kong is left as it
is. Then it loads generated tables by the Admin API, always the same ones,
sends each table's requests through the proxy, reads from Kong-Debug which route answered and from a backend of its own which path and Host
it saw, and counts where the prediction and the stand-in say the same. Each disagreement is printed with the smallest table that shows it.
Exits with 1 where something disagrees or a table is refused, with 2 where nothing could be measured.
"""

import argparse
import http.client
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Protocol

import httpx

from bench.router_answers import Predicted, Prediction, Rows, StandIn, Told
from bench.router_comparing import Tally, Verdict, difference, verdict_on
from bench.router_live import Address, LiveKong, NotAsNeeded, Refused, address_of, backend_of, echoing
from bench.router_shrinking import smallest
from bench.router_tables import Asked, GivenTable, tables
from bench.table import table as table_of
from sandbox.kong.version import KNOWN

TABLES, REQUESTS = 300, 60
ANY_PORT = Address("127.0.0.1", 0)
AGES = {"one": (True,), "distinct": (False,), "both": (True, False)}


class Kong(Protocol):
    """What a table can be loaded into and asked."""

    @property
    def takes_https(self) -> bool: ...

    def load(self, table: GivenTable, version: str) -> Rows: ...

    def told(self, asked: Asked) -> Told: ...


@dataclass
class Measured:
    """What came of it; `stand_in` None: the stand-in does not play this release. `refused`: tables that Kong did not take, and why."""

    prediction: Tally = field(default_factory=Tally)
    stand_in: Tally | None = None
    left_out: int = 0
    refused: list[str] = field(default_factory=list)

    @property
    def tallies(self) -> dict[str, Tally]:
        return {"prediction": self.prediction, **({"stand-in": self.stand_in} if self.stand_in else {})}

    @property
    def is_good(self) -> bool:
        return not self.refused and not any(tally.verdicts[Verdict.DISAGREES] for tally in self.tallies.values())


@dataclass(frozen=True)
class Answers:
    """What each said of a request."""

    kong: Told
    prediction: Predicted
    stand_in: Told | None

    def verdicts(self) -> dict[str, Verdict]:
        by = {"prediction": verdict_on(self.prediction, self.kong)}
        if self.stand_in is not None:
            by["stand-in"] = self._on_stand_in(self.stand_in)
        return by

    def _on_stand_in(self, told: Told) -> Verdict:
        if told == self.kong:
            return Verdict.AGREES
        # Where Kong's sort decides, the stand-in may take the other.
        return Verdict.UNDECIDED if {told, self.kong} <= self.prediction.answers else Verdict.DISAGREES


def measure(kong: Kong, version: str, given: Iterable[GivenTable]) -> Measured:
    measured = Measured(stand_in=Tally() if version in KNOWN else None)
    for table in given:
        asked = tuple(each for each in table.requests if each.scheme == "http" or kong.takes_https)
        measured.left_out += len(table.requests) - len(asked)
        try:
            all_answers = _answers(kong, version, replace(table, requests=asked))
        except Refused as why:
            measured.refused.append(f"{table.seed}: {why}")
            continue
        for request, answers in zip(asked, all_answers, strict=True):
            for who, verdict in answers.verdicts().items():
                measured.tallies[who].verdicts[verdict] += 1
                if verdict is Verdict.DISAGREES and measured.tallies[who].may_show:
                    measured.tallies[who].show(_least(kong, version, replace(table, requests=(request,)), who))
    return measured


def _answers(kong: Kong, version: str, table: GivenTable) -> list[Answers]:
    rows = kong.load(table, version)
    prediction = Prediction(rows)
    stand_in: Sequence[Told | None] = StandIn(rows).told(table.requests) if version in KNOWN else [None] * len(table.requests)
    return [Answers(kong.told(asked), prediction.told(asked), told) for asked, told in zip(table.requests, stand_in, strict=True)]


def _least(kong: Kong, version: str, table: GivenTable, who: str) -> str:
    least = smallest(table, lambda each: _answers(kong, version, each)[0].verdicts()[who] is Verdict.DISAGREES)
    (answers,) = _answers(kong, version, least)
    said: dict[str, Told | Predicted] = {"kong": answers.kong, "prediction": answers.prediction}
    return difference(least, least.requests[0], said | ({"stand-in": answers.stand_in} if answers.stand_in else {}))


def main(arguments: Sequence[str] | None = None) -> int:
    wishes = _wishes(arguments)
    given = [tables(wishes.kong, wishes.tables, one_age=one_age, requests=wishes.requests) for one_age in AGES[wishes.ages]]
    is_loaded = False
    try:
        with echoing(wishes.backend) as backend, closing(LiveKong(wishes.admin, wishes.proxy, backend, wishes.proxy_tls)) as kong:
            _check_version(kong, wishes.kong)
            kong.check_proxy()
            if not (wishes.yes or _is_wanted(kong, wishes.admin, wishes.kong)):
                print("Nothing was deleted.")
                return 2
            is_loaded = True
            kong.prepare()
            measured = measure(kong, wishes.kong, (each for group in given for each in group))
            _report(measured, wishes.kong)
            kong.clear()
    except BROKEN as wrong:
        print(wrong or type(wrong).__name__)
        if is_loaded:
            print("This Kong may now hold a table of this measurement in place of its own.")
        return 2
    return int(not measured.is_good)


BROKEN = (NotAsNeeded, OSError, httpx.HTTPError, httpx.InvalidURL, http.client.HTTPException)


def _wishes(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.routers", description="Hold a Kong to the prediction and to the stand-in.", allow_abbrev=False
    )
    parser.add_argument("--admin", type=address_of, required=True, metavar="HOST:PORT", help="the Admin API; all its routes are deleted")
    parser.add_argument("--proxy", type=address_of, required=True, metavar="HOST:PORT", help="the proxy, by http")
    parser.add_argument(
        "--proxy-tls", type=address_of, metavar="HOST:PORT", help="the proxy by https; else X-Forwarded-Proto if it is trusted"
    )
    parser.add_argument("--kong", required=True, metavar="VERSION", help="which Kong it is, as GET / says")
    parser.add_argument("--backend", type=backend_of, default=ANY_PORT, metavar="HOST:PORT", help="where Kong reaches this machine")
    parser.add_argument("--tables", type=int, default=TABLES, help="how many of each age")
    parser.add_argument("--requests", type=int, default=REQUESTS, help="how many requests a table, at most")
    parser.add_argument("--ages", choices=AGES, default="both", help="routes of one second, each of its own, or both")
    parser.add_argument("--yes", action="store_true", help="delete without a question")
    return parser.parse_args(arguments)


def _check_version(kong: LiveKong, version: str) -> None:
    found = kong.version()
    if found != version:
        raise NotAsNeeded(f"It is Kong {found}, not {version}.")


def _is_wanted(kong: LiveKong, admin: Address, version: str) -> bool:
    rows = kong.rows(version)
    print(
        f"All {len(rows.routes)} routes and {len(rows.services)} services of the Kong {version} at {admin} will be deleted, with plugins."
    )
    print("Type yes to go on: ", end="", flush=True)
    typed = sys.stdin.readline() if sys.stdin else ""  # with nobody there to type, the answer is no
    if not typed.endswith("\n"):
        print()
    return typed.strip() == "yes"


def _report(measured: Measured, version: str) -> None:
    for who, tally in measured.tallies.items():
        for each in tally.shown:
            print(f"{who} disagrees: {each}\n")
    kinds = [verdict.value for verdict in Verdict]
    print(table_of((f"Kong {version}", "asked", *kinds, "agree of asked"), _rows(measured)))
    for each in measured.refused:
        print(f"\nKong did not take the table {each}")
    if measured.left_out:
        print(f"\n{measured.left_out} requests by https were not sent: this proxy does not trust X-Forwarded-Proto. See --proxy-tls.")
    if measured.stand_in is None:
        print(f"\nThe stand-in does not play Kong {version}.")


def _rows(measured: Measured) -> Iterator[tuple[object, ...]]:
    for who, tally in measured.tallies.items():
        agree = tally.verdicts[Verdict.AGREES]
        yield who, tally.asked, *(tally.verdicts[verdict] for verdict in Verdict), f"{agree / tally.asked:.4f}" if tally.asked else "-"


if __name__ == "__main__":
    sys.exit(main())
