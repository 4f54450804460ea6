"""Count the requests of one `add`, and of a second one: `python -m bench.requests`. Exits with 1 where there are more than allowed.

Polls of builds, releases and dynos are counted apart: how many there are depends on how long a build takes.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable
from typing import Any

from bench.sandboxed import sandboxed
from bench.table import table

HEROKU_MOST, KONG_MOST = 14, 4
POLL = re.compile(r"GET /apps/[^/]+/(builds/[^/]+|releases/[^/]+|dynos)$")
COMMAND = "/mesh add web-ui"


def main() -> int:
    with sandboxed("--say", COMMAND) as once:
        first = once.requests()
    with sandboxed("--say", COMMAND, "--say", COMMAND) as twice:
        both = twice.requests()
    heroku, polls = _split(_lines(first["heroku"]))
    kong = [line for line in _lines(first["edge"]) if "/kong-admin" in line]
    again = [line for line in _lines([*both["heroku"], *both["edge"]]) if not line.startswith("GET")]
    writes = [line for line in (*heroku, *kong) if not line.startswith("GET")]
    extra = Counter(map(_shape, again)) - Counter(map(_shape, writes))
    print(table(("requests of one add", "count"), [*Counter(map(_shape, [*heroku, *kong])).items()]))
    print()
    rows = [
        ("Heroku, polls aside", len(heroku), HEROKU_MOST, f"{len(heroku) / HEROKU_MOST:.2f}"),
        ("Kong", len(kong), KONG_MOST, f"{len(kong) / KONG_MOST:.2f}"),
        ("writes of a second add", extra.total(), 0, "-"),
    ]
    print(table(("what", "count", "at most", "ratio"), rows))
    print(f"\npolls of builds, releases and dynos: {len(polls)}")
    return int(len(heroku) > HEROKU_MOST or len(kong) > KONG_MOST or extra.total() > 0)


def _lines(requests: Iterable[dict[str, Any]]) -> list[str]:
    return [f"{request['method']} {request['path'].partition('?')[0]}" for request in requests]


def _split(lines: list[str]) -> tuple[list[str], list[str]]:
    return [line for line in lines if not POLL.match(line)], [line for line in lines if POLL.match(line)]


def _shape(line: str) -> str:
    """Write a request without the ids in its path."""
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", line)


if __name__ == "__main__":
    sys.exit(main())
