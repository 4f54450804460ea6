"""Slack's rate limits: one message per second and channel with short bursts, tiers per method and minute.

Source: https://docs.slack.dev/apis/web-api/rate-limits. The size of a burst and the limit of the whole workspace are not published;
the numbers here are on the strict side and can be set.
"""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

WINDOW_S = 60.0


@dataclass
class Bucket:
    """Tokens for one channel: `burst` at most, `per_s` new ones a second."""

    tokens: float
    filled_at: float


@dataclass
class Rates:
    """The limits and what was used of them. `on=False` lets everything through and still counts nothing."""

    clock: Callable[[], float]
    on: bool = True
    posts_per_s: float = 1.0
    post_burst: int = 4
    posts_per_minute: int = 300
    tiers: dict[str, int] = field(default_factory=lambda: {"1": 1, "2": 20, "3": 50, "4": 100})
    refused: int = 0
    _buckets: dict[str, Bucket] = field(default_factory=dict)
    _calls: dict[str, deque[float]] = field(default_factory=dict)

    def wait_for_call(self, method: str, tier: str) -> int:
        """Count one call of a method; returns 0, or the whole seconds to wait when its tier is used up."""
        limit = self.tiers.get(tier)
        return self._wait_in_window(method, limit) if limit else 0

    def wait_for_post(self, channel: str) -> int:
        """Count one message to a channel; returns 0, or the whole seconds to wait."""
        if not self.on:
            return 0
        now = self.clock()
        bucket = self._buckets.setdefault(channel, Bucket(self.post_burst, now))
        bucket.tokens = min(float(self.post_burst), bucket.tokens + (now - bucket.filled_at) * self.posts_per_s)
        bucket.filled_at = now
        if bucket.tokens < 1:
            self.refused += 1
            return max(1, math.ceil((1 - bucket.tokens) / self.posts_per_s))
        wait_s = self._wait_in_window("every message", self.posts_per_minute)
        if not wait_s:
            bucket.tokens -= 1
        return wait_s

    def _wait_in_window(self, key: str, limit: int) -> int:
        if not self.on:
            return 0
        now = self.clock()
        calls = self._calls.setdefault(key, deque())
        while calls and now - calls[0] >= WINDOW_S:
            calls.popleft()
        if len(calls) >= limit:
            self.refused += 1
            return max(1, math.ceil(WINDOW_S - (now - calls[0])))
        calls.append(now)
        return 0
