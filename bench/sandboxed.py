"""A whole sandbox, real processes and all, for a measurement."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

PAGE = re.compile(r"The page: (http://\S+)")


@dataclass(frozen=True)
class Sandboxed:
    """A sandbox whose script has ended and which is still up; `transcript` is what it printed so far."""

    page: str
    transcript: str
    pid: int

    def requests(self) -> dict[str, list[dict[str, Any]]]:
        """Return what each stand-in was asked, oldest first."""
        answer: dict[str, list[dict[str, Any]]] = httpx.get(f"{self.page}/_sandbox/requests", trust_env=False).raise_for_status().json()
        return answer

    def state(self) -> dict[str, Any]:
        answer: dict[str, Any] = httpx.get(f"{self.page}/_sandbox/state", trust_env=False).raise_for_status().json()
        return answer

    def set(self, settings: Mapping[str, Mapping[str, Any]]) -> None:
        """Set times and limits of the stand-ins, by their names."""
        addresses = self.state()["addresses"]
        for name, changes in settings.items():
            base = addresses[{"edge": "edge_http", "kong": "kong_admin"}.get(name, name)]
            httpx.patch(f"{base}/_sandbox/settings", json=changes, trust_env=False).raise_for_status()


@contextmanager
def sandboxed(*arguments: str) -> Iterator[Sandboxed]:
    """Run `python -m sandbox` with a script, yield once it has been typed, and end it."""
    process = subprocess.Popen([sys.executable, "-m", "sandbox", *arguments], stdout=subprocess.PIPE, text=True)  # noqa: S603 - ours
    assert process.stdout is not None  # noqa: S101 - it was asked for a line above
    lines: list[str] = []
    try:
        for line in process.stdout:
            lines.append(line)
            if page := PAGE.search(line):
                yield Sandboxed(page[1], "".join(lines), process.pid)
                break
        else:
            raise RuntimeError("the sandbox ended before its script did:\n" + "".join(lines))
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        process.stdout.close()
