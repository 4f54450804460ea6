"""Measure the memory of the whole bot after an `add`: `python -m bench.memory`. Exits with 1 where it is too much.

Web (gunicorn and one process of it, as in every sandbox), the three workers, the ticker and their supervisor, none of them at work.
Proportional set size counts what processes share once; resident set size counts it in each.
"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import psutil

from bench.sandboxed import sandboxed
from bench.table import table

RESIDENT_MOST_MB = 520  # measured with the worker for messages: 488
EACH_MOST_MB = 100
PARTS = {
    "gunicorn": "web",
    "jobs.worker runs": "runs worker",
    "jobs.worker reads": "reads worker",
    "jobs.worker messages": "messages worker",
    "jobs.ticker": "ticker",
}
MB = 1024 * 1024


def main() -> int:
    with sandboxed("--say", "/mesh add web-ui") as sandbox:
        found = psutil.Process(sandbox.pid).children(recursive=True)
        memory = list(_memory(found))
    rows = [(part, f"{info.rss / MB:.0f}", f"{info.pss / MB:.0f}") for part, info in memory]
    resident, proportional = sum(info.rss for _, info in memory) / MB, sum(info.pss for _, info in memory) / MB
    print(table(("process", "resident MB", "proportional MB"), [*rows, ("together", f"{resident:.0f}", f"{proportional:.0f}")]))
    largest = max(info.rss for _, info in memory) / MB
    print(f"\n{resident:.0f} MB resident of at most {RESIDENT_MOST_MB}, ratio {resident / RESIDENT_MOST_MB:.2f}")
    print(f"{largest:.0f} MB in the largest process of at most {EACH_MOST_MB}, ratio {largest / EACH_MOST_MB:.2f}")
    return int(resident > RESIDENT_MOST_MB or largest > EACH_MOST_MB)


def _memory(processes: Iterable[psutil.Process]) -> Iterator[tuple[str, Any]]:
    for process in processes:
        with suppress(psutil.NoSuchProcess):  # a job's own process may just have ended
            part = _part(process)
            if part:
                yield part, process.memory_full_info()


def _part(process: psutil.Process) -> str:
    command = " ".join(process.cmdline())
    return next((name for words, name in PARTS.items() if words in command), "supervisor" if "jobs.supervisor" in command else "")


if __name__ == "__main__":
    sys.exit(main())
