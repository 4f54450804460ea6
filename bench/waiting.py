"""Measure how long a run that waits for its build holds a worker: `python -m bench.waiting`. Exits with 1 where it is too long.

One worker process for runs. The build of the first app takes a minute; a second app is added meanwhile. Held is the sum of the times
between start and end of the jobs that carry the first run's id, as RQ notes them.
"""

import json
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import httpx
import redis
from rq.job import Job
from rq.serializers import JSONSerializer

from bench.sandboxed import Sandboxed, sandboxed
from bench.table import table

BUILD_S, HELD_MOST_S = 60.0, 5.0
RUN = re.compile(r"r-[a-z0-9]{5}\b")


@dataclass(frozen=True)
class Waited:
    """What was measured; times in seconds, `second_*` from when the second app was asked for."""

    first_state: str
    first_took_s: float
    first_held_s: float
    first_jobs: int
    second_state: str
    second_took_s: float
    second_ended_first: bool


def measure(build_s: float = BUILD_S) -> Waited:
    """Add an app whose build takes so long, and another one meanwhile."""
    with sandboxed() as sandbox, redis_of(sandbox) as client:
        heroku = sandbox.state()["addresses"]["heroku"]
        post(f"{heroku}/_sandbox/builds", {"match": "slow", "build_s": build_s})
        first = ask(sandbox, "/mesh add slow")
        until(lambda: _state(client, first) == "waiting", 60)
        second = ask(sandbox, "/mesh add quick")
        until(lambda: bool(ended_at(client, second)), 120)
        until(lambda: bool(ended_at(client, first)), build_s + 120)
        jobs = _jobs_of(client, first)
        ends = {run: ended_at(client, run) for run in (first, second)}
        return Waited(
            first_state=_state(client, first),
            first_took_s=took_s(client, first) or 0.0,
            first_held_s=sum(jobs),
            first_jobs=len(jobs),
            second_state=_state(client, second),
            second_took_s=took_s(client, second) or 0.0,
            second_ended_first=(ends[second] or "") < (ends[first] or ""),
        )


def main() -> int:
    found = measure()
    rows = [
        (f"a build of {BUILD_S:.0f} s", found.first_state, f"{found.first_took_s:.1f}", f"{found.first_held_s:.2f}", found.first_jobs),
        ("another app meanwhile", found.second_state, f"{found.second_took_s:.1f}", "-", "-"),
    ]
    print(table(("run", "outcome", "took s", "worker held s", "jobs"), rows))
    print(f"\nheld {found.first_held_s:.2f} s of at most {HELD_MOST_S:.0f} s; the other ended first: {found.second_ended_first}")
    return int(not is_good(found))


def is_good(found: Waited) -> bool:
    both_done = (found.first_state, found.second_state) == ("done", "done")
    return both_done and found.second_ended_first and found.first_held_s < HELD_MOST_S


def ask(sandbox: Sandboxed, text: str) -> str:
    """Type a command as the operator and return its run's id."""
    slack = sandbox.state()["addresses"]["slack"]
    said = post(f"{slack}/_sandbox/say", {"as": "operator", "channel": "mesh", "text": text})
    found = RUN.search(json.dumps(said.get("private")))
    if not found:
        raise RuntimeError(f"no run was made of `{text}`: {said}")
    return found[0]


def post(url: str, given: object) -> dict[str, object]:
    return dict(httpx.post(url, json=given, trust_env=False, timeout=30).raise_for_status().json())


def redis_of(sandbox: Sandboxed) -> "redis.Redis":
    """Connect to the Redis of a sandbox."""
    return redis.Redis.from_url(sandbox.state()["addresses"]["redis"])


def _field(client: "redis.Redis", run: str, name: str) -> str:
    raw = client.hget(f"meshbot:run:{run}", name)
    return raw.decode() if isinstance(raw, bytes) else ""


def _state(client: "redis.Redis", run: str) -> str:
    return _field(client, run, "state")


def ended_at(client: "redis.Redis", run: str) -> str | None:
    ended: str | None = json.loads(_field(client, run, "core"))["ended_at"]
    return ended


def took_s(client: "redis.Redis", run: str) -> float | None:
    """Return the seconds from the command to the run's end, None where it has not ended."""
    core = json.loads(_field(client, run, "core"))
    ended: str | None = core["ended_at"]
    return (datetime.fromisoformat(ended) - datetime.fromisoformat(core["asking"]["at"])).total_seconds() if ended else None


def _jobs_of(client: "redis.Redis", run: str) -> list[float]:
    """Return how long each job of a run took; RQ keeps jobs that ended for ten minutes."""
    found = []
    for key in client.scan_iter("rq:job:*"):
        job = Job.fetch(key.decode().removeprefix("rq:job:"), connection=client, serializer=JSONSerializer)
        if run in job.args and job.started_at and job.ended_at:
            found.append((job.ended_at - job.started_at).total_seconds())
    return found


def until(happened: Callable[[], bool], within_s: float) -> None:
    """Wait for a condition. Raises TimeoutError."""
    deadline = time.monotonic() + within_s
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError(f"it did not happen within {within_s:.0f} s")
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
