"""Answer every method of every client with hostile answers, and deliver hostile bodies: `python -m bench.hostile [ANSWERS [DELIVERIES]]`.

Exits with 1 where something went wrong. From a client only our own three errors may come, each within the time that it allows itself, and
nothing may be returned that is not of the type that is promised. DELIVERIES is for each kind and way; what they may not do stands in
`bench/hostile_deliveries.py`. Printed are the slowest answers of each.
"""

import asyncio
import contextlib
import os
import random
import ssl
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import trustme

from bench import hostile_deliveries
from bench.hostile_answers import BOMB_KB, Hostile, bomb, hostile
from bench.hostile_bodies import KINDS
from bench.hostile_calls import calls, faults, meet
from bench.hostile_server import HostileServer
from bench.table import table
from clients.bounded import Bounds
from clients.edge import EdgeClient
from clients.heroku import HerokuClient
from clients.heroku.build_log import Limits
from clients.kong import KongClient
from clients.slack import SlackClient
from sandbox.redis_server import running_redis

ANSWERS, SEED, SHOWN = 6000, 20261128, 5
TOTAL_S, BYTE_S, PATIENCE_S = 0.8, 0.4, 3.0
"""Seconds for a whole answer, between two bytes of it, and until a call must have ended, on a machine that does other things too."""


@dataclass(frozen=True)
class Ended:
    """One call and its end: `wrong` is empty where all is as it should be."""

    vendor: str
    method: str
    answer: str
    took_s: float
    error: str
    wrong: tuple[str, ...]


def measure(answers: int = ANSWERS, seed: int = SEED) -> list[Ended]:
    """Give so many hostile answers, the methods in turn."""
    bomb(BOMB_KB)  # made before anybody waits for it
    random_ = random.Random(seed)  # noqa: S311 - no secret
    given: list[Hostile] = []
    methods: list[str] = []
    vendor = ""

    def answering(method: str, _: str) -> Any:  # noqa: ANN401 - a Raw
        methods.append(method)
        given.append(hostile(random_, vendor))
        return given[-1].raw

    ended: list[Ended] = []
    with _standing(answering) as (clients, response_url):
        every = list(calls(clients, response_url))
        while sum(1 for each in ended) < answers:
            for call in every:
                given.clear()
                methods.clear()
                vendor = call.vendor
                met = meet(call)
                wrong = faults(call, met, list(methods), PATIENCE_S)
                words = "; ".join(each.words for each in given) or "nothing was asked"
                ended.append(Ended(call.vendor, call.name, words, met.took_s, type(met.error).__name__ if met.error else "", tuple(wrong)))
    return ended[:answers]


@contextlib.contextmanager
def _standing(answering: Callable[[str, str], Any]) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Yield the clients, all of them led to a hostile server, and a response URL of it."""
    authority = trustme.CA()
    tls, trusting = _tls(authority)
    bounds = Bounds(bytes=2**20, total_s=TOTAL_S)
    with HostileServer(answering).serving() as plain, HostileServer(answering, tls).serving() as secure:
        url = f"http://{plain.address}"
        clients: dict[str, Any] = {
            "heroku": HerokuClient(
                "key",
                url,
                timeout=(BYTE_S, BYTE_S),
                bounds=bounds,
                log_limits=Limits(total_s=TOTAL_S, quiet_s=BYTE_S),
                on_budget=lambda _: None,
            ),
            "kong": KongClient(f"{url}/kong-admin", lambda: "key", timeout=httpx.Timeout(BYTE_S), bounds=bounds, forget_key=lambda: None),
            "slack": SlackClient("xoxb-token", f"{url}/api/", timeout_s=BYTE_S),
            "edge": EdgeClient(secure.address, tls=trusting, timeout_s=TOTAL_S),
        }
        try:
            yield clients, f"{url}/commands/T1/2/x"
        finally:
            for client in clients.values():
                client.close()


def _tls(authority: trustme.CA) -> tuple[Any, Any]:

    server, client = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), ssl.create_default_context()
    authority.issue_cert("web-ui.herokuapp.com").configure_cert(server)
    authority.configure_trust(client)
    return server, client


def main() -> int:
    given = [int(each) for each in sys.argv[1:3]]
    answers, deliveries = [*given, *(ANSWERS, hostile_deliveries.BODIES)[len(given) :]]
    return int(any((_answered(answers), asyncio.run(_delivered(deliveries)))))


def _answered(answers: int) -> bool:
    """Print the slowest answers of vendors, and what ended wrongly; say whether anything did."""
    ended = measure(answers)
    slowest = [
        each
        for vendor in ("heroku", "kong", "slack", "edge")
        for each in sorted((one for one in ended if one.vendor == vendor), key=lambda one: -one.took_s)[:SHOWN]
    ]
    rows = [(f"{each.took_s:.2f}", each.vendor, each.method, each.error or "a value", each.answer[:70]) for each in slowest]
    print(table(("seconds", "vendor", "method", "came out", "slowest answers"), rows))
    wrong = [each for each in ended if each.wrong]
    print(f"\n{len(ended)} hostile answers to {len({(each.vendor, each.method) for each in ended})} methods: {len(wrong)} ended wrongly")
    for each in wrong[:20]:
        print(f"{each.vendor}.{each.method}, answered {each.answer[:200]}: {'; '.join(each.wrong)}")
    return bool(wrong)


async def _delivered(deliveries: int) -> bool:
    """Print the slowest answers to deliveries, and what ended wrongly; say whether anything did."""
    ended: list[hostile_deliveries.Ended] = []
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        async with running_redis(os.environ, directory) as url:
            for way in hostile_deliveries.WAYS:
                for kind in KINDS:
                    ended += await asyncio.to_thread(hostile_deliveries.measure, url, directory, way, kind, deliveries=deliveries)
    slowest = [
        each
        for way in hostile_deliveries.WAYS
        for kind in KINDS
        for each in sorted((one for one in ended if (one.way, one.kind) == (way, kind)), key=lambda one: -one.took_s)[:SHOWN]
    ]
    rows = [(f"{each.took_s:.2f}", each.way, each.kind, each.status or "-", each.words[:70]) for each in slowest]
    print("\n" + table(("seconds", "way", "kind", "status", "slowest answers"), rows))
    wrong = [each for each in ended if each.wrong]
    print(f"\n{len(ended)} hostile deliveries, {sum(each.runs for each in ended)} runs: {len(wrong)} ended wrongly")
    for each in wrong[:20]:
        print(f"{each.way}, {each.kind}, {each.words[:200]}: {'; '.join(each.wrong)}")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
