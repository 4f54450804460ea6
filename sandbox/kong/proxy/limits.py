"""Counters of the rate-limiting plugin, by clock second, minute, hour and so on.

The count is exact. A real node with policy `cluster` counts a moment late and may let one request too many through.
"""

import calendar
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.kong.proxy.messages import Headers
from sandbox.kong.schema.field import Entity
from sandbox.kong.version import Version

PERIODS = {"second": 6, "minute": 5, "hour": 4, "day": 3, "month": 2, "year": 1}
"""How many parts of (year, month, day, hour, minute, second) name one window."""


@dataclass(frozen=True)
class Verdict:
    """`usage`: period, limit and what remains; `reset_s`: seconds until the window that decides ends."""

    admitted: bool
    usage: tuple[tuple[str, int, int], ...]
    reset_s: int

    def headers(self, version: Version) -> Headers:
        told: Headers = ()
        for period, limit, remaining in self.usage:
            told += ((f"X-RateLimit-Limit-{period}", str(limit)), (f"X-RateLimit-Remaining-{period}", str(remaining)))
        if version.since(2, 0) and self.usage:
            _, limit, remaining = min(self.usage, key=lambda usage: usage[2])
            told += (("RateLimit-Limit", str(limit)), ("RateLimit-Remaining", str(remaining)), ("RateLimit-Reset", str(self.reset_s)))
        return told


@dataclass
class RateLimits:
    """All counters of all nodes. `now`: seconds since the epoch."""

    now: Callable[[], float]
    counts: Counter[tuple[str, ...]] = field(default_factory=Counter)
    admitted_by_minute: Counter[str] = field(default_factory=Counter)
    refused: int = 0

    def judge(self, plugin: Entity, identifier: str, node: str) -> Verdict:
        """Count a request against every limit of the plugin, or refuse it without counting."""
        config, at = plugin["config"], self.now()
        where = node if config["policy"] == "local" else ""
        limits = {period: int(config[period]) for period in PERIODS if config.get(period) is not None}
        keys = {period: (plugin["id"], identifier, where, period, _window(at, period)) for period in limits}
        exhausted = [period for period in limits if self.counts[keys[period]] >= limits[period]]
        if exhausted:
            self.refused += 1
        else:
            self.counts.update(keys.values())
            self.admitted_by_minute[_window(at, "minute")] += 1
        usage = tuple((period, limit, max(0, limit - self.counts[keys[period]])) for period, limit in limits.items())
        deciding = exhausted[0] if exhausted else min(limits, key=lambda period: limits[period] - self.counts[keys[period]])
        return Verdict(not exhausted, usage, _seconds_left(at, deciding))

    def state(self) -> dict[str, int | dict[str, int]]:
        by_minute = dict(self.admitted_by_minute)
        return {"answered_429": self.refused, "most_admitted_in_a_minute": max(by_minute.values(), default=0), "admitted": by_minute}


def _window(at: float, period: str) -> str:
    return "-".join(f"{part:02d}" for part in time.gmtime(at)[: PERIODS[period]])


def _seconds_left(at: float, period: str) -> int:
    parts = list(time.gmtime(at)[: PERIODS[period]])
    parts[-1] += 1
    if period == "month" and parts[-1] > 12:
        parts = [parts[0] + 1, 1]
    # `timegm` carries a second 60 or a day 32 over by itself.
    year, month, day, hour, minute, second = (*parts, *(1970, 1, 1, 0, 0, 0)[len(parts) :])
    return max(1, int(calendar.timegm((year, month, day, hour, minute, second)) - at))
