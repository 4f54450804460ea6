"""Measure `/mesh status` of 200 apps at 100 ms a request: `python -m bench.status`. Exits with 1 where a bar is missed.

Counted are the requests for membership and for each app at Heroku, those at Kong's door, and visits; reading the controller's door, which
is kept for ten minutes, is counted apart. Then it is asked again within a minute, and once more with one app whose requests Heroku answers
with 500 and one that it never answers: what is said of the others is held to what stands at Heroku.
"""

import csv
import io
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from bench.sandboxed import Sandboxed, sandboxed
from bench.table import table
from bench.waiting import ask, ended_at, post, redis_of, took_s, until
from jobs.reading.status import AT_ONCE

APPS, LATENCY_S, WITHIN_S = 200, 0.1, 20.0
PER_APP, KONG, RATIO = 3, 2, 1.3
PREFIX = "tinyrobot-science-mesh-"
CONTROLLER = f"/apps/{PREFIX}control"
BROKEN, HANGING = "app-50", "app-51"


@dataclass(frozen=True)
class Asked:
    """One status: how long it took from the question to the answer, its requests by kind, and what it said by app."""

    took_s: float
    requests: Mapping[str, int]
    said: Mapping[str, Mapping[str, str]]

    @property
    def in_parallel(self) -> int:
        return sum(count for kind, count in self.requests.items() if kind != "door")


@dataclass(frozen=True)
class Measured:
    """What was measured; `members` are attached, `wrong` are those other than the two of which something untrue was said."""

    members: int
    first: Asked
    again: Asked
    troubled: Asked
    wrong: tuple[str, ...]


def measure(apps: int = APPS, latency_s: float = LATENCY_S) -> Measured:
    with sandboxed("--apps", str(apps), "--latency", str(latency_s * 1000)) as sandbox, redis_of(sandbox) as client:
        first, again = _asked(sandbox), _asked(sandbox)
        heroku = sandbox.state()["addresses"]["heroku"]
        post(f"{heroku}/_sandbox/faults", {"path": f"/apps/{PREFIX}{BROKEN}/", "count": 0, "status": 500})
        post(f"{heroku}/_sandbox/faults", {"path": f"/apps/{PREFIX}{HANGING}/", "count": 0, "delay_s": 3600})
        client.delete("meshbot:status:main")
        troubled = _asked(sandbox)
        httpx.delete(f"{heroku}/_sandbox/faults", trust_env=False)
        standing = _standing(sandbox)
        return Measured(len(standing), first, again, troubled, tuple(_wrong(troubled, standing)))


def main() -> int:
    found = measure()
    bars = _bars(found)
    print(table((f"{found.members} apps, {LATENCY_S * 1000:.0f} ms a request", "found", "at most", "ratio"), bars))
    apart = found.first.requests
    print(f"\nreading the controller's door, apart: {apart['door']}; visits: {apart['visit']}; {AT_ONCE} at once")
    print(f"with {BROKEN} answering 500 and {HANGING} never: {_words(found.troubled, BROKEN)}; {_words(found.troubled, HANGING)}")
    for sentence in found.wrong:
        print(sentence)
    return int(not is_good(found))


def is_good(found: Measured) -> bool:
    within = all(float(value) <= float(most) for _, value, most, _ in _bars(found))
    named = all(found.troubled.said.get(name, {}).get("not_read") for name in (BROKEN, HANGING))
    return within and named and found.members >= 2


def _bars(found: Measured) -> list[tuple[str, str, str, str]]:
    first, ideal_s = found.first, found.first.in_parallel * LATENCY_S / AT_ONCE
    rows = [
        ("Heroku: membership", first.requests["membership"], 1),
        ("Heroku: of the apps", first.requests["app"], PER_APP * found.members),
        ("Kong", first.requests["kong"], KONG),
        (f"seconds, against {ideal_s:.2f} = requests × latency ÷ parallelism", first.took_s, RATIO * ideal_s),
        ("requests of a second one within a minute", sum(found.again.requests.values()), 0),
        ("seconds, one app broken and one hanging", found.troubled.took_s, WITHIN_S),
        ("others said wrongly then", len(found.wrong), 0),
    ]
    return [(what, f"{value:.4g}", f"{most:.4g}", f"{value / most:.2f}" if most else "-") for what, value, most in rows]


def _asked(sandbox: Sandboxed) -> Asked:
    """Ask for the status, wait for the file that holds the whole, and forget what was asked for before."""
    addresses = sandbox.state()["addresses"]
    for name in ("heroku", "edge_http"):
        httpx.delete(f"{addresses[name]}/_sandbox/requests", trust_env=False)
    before = len(_files(sandbox))
    with redis_of(sandbox) as client:
        run = ask(sandbox, "/mesh status")
        until(lambda: bool(ended_at(client, run)), 120)
        until(lambda: len(_files(sandbox)) > before, 30)
        took = took_s(client, run) or float("inf")
    counts = dict.fromkeys(("door", "membership", "app", "kong", "visit"), 0)
    requests = sandbox.requests()
    for kind in [*map(_at_heroku, requests["heroku"]), *map(_at_the_edge, requests["edge"])]:
        counts[kind] += 1
    lines = csv.DictReader(io.StringIO(_files(sandbox)[-1]["text"]))
    return Asked(took, counts, {line["app"]: line for line in lines})


def _files(sandbox: Sandboxed) -> Sequence[Mapping[str, Any]]:
    return list(sandbox.state()["slack"]["files"])


def _at_heroku(line: Mapping[str, Any]) -> str:
    if line["path"].startswith("/addons/"):
        return "membership"
    return "door" if re.match(rf"{CONTROLLER}(/|$)", line["path"]) else "app"


def _at_the_edge(line: Mapping[str, Any]) -> str:
    return "kong" if line["path"].startswith("/kong-admin") else "visit"


def _standing(sandbox: Sandboxed) -> dict[str, Mapping[str, Any]]:
    """Return the apps that are attached to the controller's Postgres, by short name, as they stand at Heroku."""
    apps = sandbox.state()["heroku"]["apps"]
    members = {name: app for name, app in apps.items() if app["attachments"] and f"/apps/{name}" != CONTROLLER}
    return {name.removeprefix(PREFIX): app for name, app in members.items()}


def _wrong(asked: Asked, standing: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return of which of the other apps something is said that is not so."""
    found = []
    for name, app in standing.items():
        said, up = asked.said.get(name, {}), sum(dyno["state"] == "up" for dyno in app["dynos"])
        is_right = (
            said.get("dynos_up") == str(up) and said.get("not_read") == "" and said.get("hosts", "").split()[:1] == app["domains"][:1]
        )
        if name not in {BROKEN, HANGING} and not is_right:
            found.append(f"{name}: said {dict(said)}, but {up} dynos are up")
    return found


def _words(asked: Asked, name: str) -> str:
    return f"{name}: {asked.said.get(name, {}).get('not_read') or 'nothing is said'}"


if __name__ == "__main__":
    sys.exit(main())
