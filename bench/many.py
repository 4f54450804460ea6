"""Add twenty apps at once on two worker dynos: `python -m bench.many`. Exits with 1 where something went wrong.

All must be done, each message true, and no limit passed: the stand-ins enforce Heroku's and Slack's limits and count what they refuse.
"""

import shlex
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.sandboxed import Sandboxed, sandboxed
from bench.table import table
from bench.waiting import ask

APPS, DYNOS, PATIENCE_S = 20, 2, 300
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Many:
    """What was measured: `states` of the runs, what is `untrue` in their messages, what each vendor `refused` for its limits."""

    states: Mapping[str, int]
    untrue: tuple[str, ...]
    refused: Mapping[str, int]
    slowest_s: float
    requests: Mapping[str, int]


def measure(apps: int = APPS, dynos: int = DYNOS) -> Many:
    """Ask for all apps at once and wait until the channel shows how each ended."""
    with tempfile.TemporaryDirectory(prefix="meshbot-bench-") as directory:
        procfile = Path(directory) / "Procfile"
        procfile.write_text(_procfile(dynos), encoding="utf8")
        with sandboxed("--procfile", str(procfile)) as sandbox:
            began = time.monotonic()
            asked = {f"app{number}": ask(sandbox, f"/mesh add app{number}") for number in range(apps)}
            took_s = _all_ended(sandbox, set(asked.values()), began)
            return _judged(sandbox, asked, took_s)


def main() -> int:
    found = measure()
    rows: list[tuple[str, object, object]] = [
        ("done", found.states.get("done", 0), APPS),
        ("messages untrue", len(found.untrue), 0),
        *((f"{vendor} refused for its limit", count, 0) for vendor, count in found.refused.items()),
    ]
    print(table((f"{APPS} adds at once, {DYNOS} worker dynos", "found", "expected"), rows))
    print(f"\nthe last outcome was shown after {found.slowest_s:.1f} s; requests: {dict(found.requests)}; states: {dict(found.states)}")
    for sentence in found.untrue:
        print(sentence)
    return int(not is_good(found))


def is_good(found: Many, apps: int = APPS) -> bool:
    return found.states == {"done": apps} and not found.untrue and not any(found.refused.values())


def _procfile(dynos: int) -> str:
    def line(command: str) -> str:
        return f"sh -c {shlex.quote(f'cd {shlex.quote(str(ROOT))}; {command}')}"

    supervisors = " & ".join(["python -m jobs.supervisor"] * dynos)
    return f"web: {line('exec gunicorn app:app')}\nworker: {line(f'{supervisors} & wait')}\nsetup: {line('exec python -m jobs.setup')}\n"


def _messages(state: Mapping[str, Any]) -> list[dict[str, Any]]:
    channel = next(each for each in state["slack"]["channels"] if each["name"] == "mesh")
    return [message for message in channel["messages"] if message["metadata"]]


def _payload(message: Mapping[str, Any]) -> Mapping[str, str]:
    return dict(message["metadata"]["event_payload"])


def _all_ended(sandbox: Sandboxed, runs: set[str], began: float) -> float:
    """Wait until each run's message says an end; return the seconds it took."""
    while True:
        shown = {_payload(message)["run"] for message in _messages(sandbox.state()) if _payload(message)["state"] in {"done", "failed"}}
        elapsed_s = time.monotonic() - began
        if runs <= shown or elapsed_s > PATIENCE_S:
            return elapsed_s
        time.sleep(0.5)


def _judged(sandbox: Sandboxed, asked: Mapping[str, str], took_s: float) -> Many:
    state, requests = sandbox.state(), sandbox.requests()
    of_run: dict[str, list[dict[str, Any]]] = {run: [] for run in asked.values()}
    for message in _messages(state):
        of_run[_payload(message)["run"]].append(message)
    untrue = [f"{service}: {wrong}" for service, run in asked.items() for wrong in _wrong(of_run[run], state, service)]
    refused = {vendor: sum(line["status"] == 429 for line in requests[vendor]) for vendor in ("heroku", "edge")}
    refused["slack"] = state["slack"]["ratelimited"]
    states = Counter(_payload(messages[0])["state"] if messages else "never shown" for messages in of_run.values())
    return Many(states, tuple(untrue), refused, took_s, {vendor: len(lines) for vendor, lines in requests.items()})


def _wrong(messages: list[dict[str, Any]], state: Mapping[str, Any], service: str) -> list[str]:
    """Return what the messages about one app say that is not so."""
    app = state["heroku"]["apps"].get(f"tinyrobot-science-mesh-{service}")
    is_up = app is not None and [dyno["state"] for dyno in app["dynos"]] == ["up"]
    routes = [route["hosts"] for route in state["kong"]["routes"] if route["name"] == service]
    is_whole = is_up and routes == [app["domains"]]
    found = [] if len(messages) == 1 else [f"{len(messages)} messages"]
    for message in messages:
        is_said = "*done*" in message["text"] and _payload(message)["state"] == "done"
        found += [] if is_said == is_whole else [f"says {message['text'][:80]!r}; the app is {'whole' if is_whole else 'not whole'}"]
    return found


if __name__ == "__main__":
    sys.exit(main())
