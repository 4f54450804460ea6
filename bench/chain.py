"""Measure an `add` against its longest chain of requests: `python -m bench.chain`. Exits with 1 where a bar is missed.

Every request of Heroku's and Kong's takes 200 ms; builds and dynos take no time. The chain is the longest series of requests of which each
began when the one before had its answer, by the stand-ins' logs. Measured are the seconds from the command to the run's end.
"""

import statistics
import sys
from typing import Any

from bench.sandboxed import Sandboxed, sandboxed
from bench.table import table
from bench.waiting import ask, redis_of, took_s, until

LATENCY_S, ROUNDS = 0.2, 5
LONGEST, RATIO_MOST = 12, 1.35
QUICK = {"heroku": {"build_start_s": 0.0, "dyno_start_s": 0.0}, "kong": {"propagation_s": 0.0}}


def chain(requests: list[dict[str, Any]]) -> int:
    """Return how many requests follow each other without overlapping, at most."""
    count, free_at = 0, 0.0
    for line in sorted(requests, key=lambda line: line["at"] + line["duration_s"]):
        if line["at"] >= free_at:
            count, free_at = count + 1, line["at"] + line["duration_s"]
    return count


def measured(sandbox: Sandboxed, service: str) -> tuple[float, int]:
    """Add an app; return the seconds that it took and the length of its chain."""
    before = {name: len(lines) for name, lines in sandbox.requests().items()}
    run = ask(sandbox, f"/mesh add {service}")
    with redis_of(sandbox) as client:
        until(lambda: took_s(client, run) is not None, 60)
        took = took_s(client, run) or 0.0
    asked = sandbox.requests()
    lines = [line for name in ("heroku", "edge") for line in asked[name][before[name] :]]
    return took, chain(lines)


def main() -> int:
    with sandboxed("--latency", str(LATENCY_S * 1000), "--build-s", "0") as sandbox:
        sandbox.set(QUICK)
        measured(sandbox, "first")  # reads the controller's door, which is kept from then on
        found = [measured(sandbox, f"app-{number}") for number in range(ROUNDS)]
    rows = [(number + 1, f"{took:.2f}", length, f"{took / (length * LATENCY_S):.2f}") for number, (took, length) in enumerate(found)]
    print(table(("round", "took s", "requests in a row", "ratio"), rows))
    longest, ratio = max(length for _, length in found), statistics.median(took / (length * LATENCY_S) for took, length in found)
    print(f"\nlongest chain {longest} of at most {LONGEST}; median ratio {ratio:.2f} of at most {RATIO_MOST}")
    return int(longest > LONGEST or ratio > RATIO_MOST)


if __name__ == "__main__":
    sys.exit(main())
