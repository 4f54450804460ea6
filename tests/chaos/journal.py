"""A run as Redis holds it, read from outside: the product's code has no part in judging the product."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import redis

ENDED = frozenset({"done", "failed", "unknown", "refused", "declined", "expired", "withdrawn", "superseded", "cancelled"})


@dataclass(frozen=True)
class Journal:
    """What one run's hash says. `mark` moves whenever anybody takes the run up or writes on it."""

    run: str
    state: str
    core: Mapping[str, Any]
    notes: Mapping[str, str]
    mark: tuple[str, str]

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED

    @property
    def why(self) -> str:
        return str(self.core.get("why", ""))

    @property
    def whole_time_s(self) -> float:
        """Return the seconds from when it was asked for to its end."""
        return (datetime.fromisoformat(self.core["ended_at"]) - datetime.fromisoformat(self.core["asking"]["at"])).total_seconds()

    @property
    def own_time_s(self) -> float:
        """Return the seconds from the run's first step to its end."""
        return (datetime.fromisoformat(self.core["ended_at"]) - datetime.fromisoformat(self.core["started_at"])).total_seconds()


def journal_of(client: "redis.Redis", run: str) -> Journal:
    fields: dict[str, str] = client.hgetall(f"meshbot:run:{run}")  # type: ignore[assignment]  # decoded, as the connection was asked to
    notes = {name.removeprefix("note:"): json.loads(raw)["state"] for name, raw in fields.items() if name.startswith("note:")}
    core = json.loads(fields.get("core", "{}"))
    return Journal(run, fields.get("state", "lost"), core, notes, (fields.get("changes", ""), fields.get("epoch", "")))


def left_over(client: "redis.Redis", run: str) -> list[str]:
    """Return what a run that has ended must not leave behind: its claim, its place in a line, in the due set, on the board.

    Its lease may be there for some seconds more, where its holder was killed right after the end; it ends by itself and holds nothing up.
    """
    claims = [key for key in client.scan_iter("meshbot:claim:*") if client.get(key) == run]
    lines = [key for key in client.scan_iter("meshbot:line:*") if client.zscore(key, run) is not None]
    sets = [key for key in ("meshbot:due", "meshbot:behind") if client.zscore(key, run) is not None]
    return [str(key) for key in (*claims, *lines, *sets)]
