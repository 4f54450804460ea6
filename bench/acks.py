"""Measure how fast commands are acknowledged: `python -m bench.acks [--seconds 6] [--rounds 5]`. Exits with 1 where a bar is missed.

Two servers with the Procfile's `web` command: the product's, which stores each command in Redis before its answer, and the same server with
an empty listener. Rounds alternate between them, 50 commands at once, each with a trigger of its own; no worker runs. Then single commands,
one after another.
"""

import argparse
import asyncio
import itertools
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import httpx
from slack_sdk.signature import SignatureVerifier

from bench.table import table
from sandbox.launch.environment import SIGNING_SECRET, Addresses, product_environment
from sandbox.launch.ports import HOST, free_port
from sandbox.launch.processes import OwnProcess, start
from sandbox.launch.stopping import stop
from sandbox.launch.wishes import ROOT
from sandbox.redis_server import running_redis

AT_ONCE, SINGLE = 50, 300
RATE_LEAST, SLOWEST_S, MEDIAN_MOST_S = 0.6, 3.0, 0.005
SERVERS = {"product": "app:app", "empty listener": "bench.served_empty:app"}


@dataclass(frozen=True)
class Round:
    """Times of acks in seconds, and how long the round took."""

    times_s: tuple[float, ...]
    took_s: float

    @property
    def per_s(self) -> float:
        return len(self.times_s) / self.took_s


class Deliveries:
    """Signed slash commands as Slack sends them."""

    def __init__(self) -> None:
        self._verifier, self._numbers = SignatureVerifier(SIGNING_SECRET), itertools.count(1)

    def send(self, client: httpx.Client, url: str) -> float:
        """Deliver a new command; return the seconds until its ack. Raises RuntimeError for another answer than 200."""
        number = next(self._numbers)
        fields = {"command": "/mesh", "text": f"add app-{number}", "user_id": "U0OPERATOR", "channel_id": "C0MESH", "team_id": "T0MESH"}
        body = urlencode({**fields, "trigger_id": f"bench.{number}", "response_url": f"{url}/none"})
        stamp = str(int(time.time()))
        signature = self._verifier.generate_signature(timestamp=stamp, body=body) or ""
        headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
        began = time.perf_counter()
        answer = client.post(f"{url}/slack/events", content=body, headers=headers)
        took = time.perf_counter() - began
        if answer.status_code != 200:
            raise RuntimeError(f"a command was answered {answer.status_code}: {answer.text[:200]}")
        return took


def crowded(url: str, deliveries: Deliveries, seconds: float) -> Round:
    """Send commands from 50 threads for a while."""
    until, times = time.monotonic() + seconds, list[float]()

    def type_on() -> None:
        with httpx.Client(trust_env=False, timeout=30) as client:
            while time.monotonic() < until:
                times.append(deliveries.send(client, url))

    began, threads = time.monotonic(), [threading.Thread(target=type_on) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Round(tuple(times), time.monotonic() - began)


def alone(url: str, deliveries: Deliveries) -> Round:
    began = time.monotonic()
    with httpx.Client(trust_env=False, timeout=30) as client:
        times = [deliveries.send(client, url) for _ in range(SINGLE)]
    return Round(tuple(times), time.monotonic() - began)


async def measured(seconds: float, rounds: int) -> tuple[dict[str, list[Round]], dict[str, Round]]:
    """Serve both, and return the crowded rounds and a quiet one of each."""
    async with AsyncExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="meshbot-bench-")))
        redis_url = await stack.enter_async_context(running_redis({}, directory))
        processes: list[OwnProcess] = []
        stack.push_async_callback(stop, processes)
        urls = {}
        for name, module in SERVERS.items():
            port = free_port()
            environment = {**_environment(redis_url, port, directory), "WEB_CONCURRENCY": "2"}
            log = directory / f"{port}.log"
            processes.append(start(name, [sys.executable, "-m", "gunicorn", module], log=log, env=environment, cwd=ROOT))
            urls[name] = f"http://{HOST}:{port}"
        await asyncio.gather(*(asyncio.to_thread(_wait, url) for url in urls.values()))
        deliveries, crowds = Deliveries(), {name: list[Round]() for name in urls}
        for _ in range(rounds):
            for name, url in urls.items():
                crowds[name].append(await asyncio.to_thread(crowded, url, deliveries, seconds))
        return crowds, {name: await asyncio.to_thread(alone, url, deliveries) for name, url in urls.items()}


def _environment(redis_url: str, port: int, directory: Path) -> dict[str, str]:
    nowhere = f"http://{HOST}:9"
    addresses = Addresses(nowhere, nowhere, nowhere, nowhere, f"{HOST}:9", nowhere, f"http://{HOST}:{port}", port, redis_url, directory)
    environment = product_environment(os.environ, addresses, config=ROOT / "sandbox" / "mesh.toml", temporary=directory)
    return {name: value for name, value in environment.items() if name != "SSL_CERT_FILE"}


def _wait(url: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            httpx.get(f"{url}/healthz", trust_env=False).raise_for_status()
        except httpx.HTTPError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def _rows(crowds: dict[str, list[Round]], singles: dict[str, Round]) -> Iterator[tuple[str, str, str, str, str]]:
    for name, rounds in crowds.items():
        times = [each for one in rounds for each in one.times_s]
        rate, single = statistics.median(one.per_s for one in rounds), singles[name].times_s
        yield (
            name,
            f"{rate:.0f}",
            f"{statistics.median(times) * 1000:.0f}",
            f"{max(times) * 1000:.0f}",
            f"{statistics.median(single) * 1000:.1f}",
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=6.0, help="how long one round takes")
    parser.add_argument("--rounds", type=int, default=5, help="how many rounds for each server")
    asked = parser.parse_args()
    crowds, singles = asyncio.run(measured(asked.seconds, asked.rounds))
    print(table(("server", f"acks/s, {AT_ONCE} at once", "median ms", "slowest ms", "median ms alone"), _rows(crowds, singles)))
    product, empty = (statistics.median(one.per_s for one in crowds[name]) for name in SERVERS)
    slowest = max(each for one in crowds["product"] for each in one.times_s)
    median_alone = statistics.median(singles["product"].times_s)
    rows = [
        ("rate against the empty listener", f"{product / empty:.2f}", f"at least {RATE_LEAST}"),
        ("slowest ack", f"{slowest:.2f} s", f"at most {SLOWEST_S:.0f} s"),
        ("median ack, alone", f"{median_alone * 1000:.1f} ms", f"at most {MEDIAN_MOST_S * 1000:.0f} ms"),
    ]
    print()
    print(table(("what", "measured", "bar"), rows))
    return int(product / empty < RATE_LEAST or slowest > SLOWEST_S or median_alone > MEDIAN_MOST_S)


if __name__ == "__main__":
    sys.exit(main())
