"""Answer every method of every client with hostile answers: `python -m bench.hostile [ANSWERS]`. Exits with 1 where something went wrong.

Only our own three errors may come out, each within the time that its client allows itself, and nothing may be returned that is not of the
type that is promised. Printed are the slowest answers of each vendor.
"""

import contextlib
import random
import ssl
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import trustme

from bench.hostile_answers import BOMB_KB, Hostile, bomb, hostile
from bench.hostile_calls import calls, faults, meet
from bench.hostile_server import HostileServer
from bench.table import table
from clients.bounded import Bounds
from clients.edge import EdgeClient
from clients.heroku import HerokuClient
from clients.heroku.build_log import Limits
from clients.kong import KongClient
from clients.slack import SlackClient

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
    answers = int(sys.argv[1]) if len(sys.argv) > 1 else ANSWERS
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
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
