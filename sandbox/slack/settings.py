"""What can be set while the stand-in runs: limits, times, switches. One row for each name of /_sandbox/settings."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.slack.stand_in import SlackStandIn


@dataclass(frozen=True)
class Setting:
    """Where a setting lives: a dotted path from the stand-in to the object (empty: itself), and the attribute's name there."""

    owner: str
    attribute: str
    kind: type

    def get(self, slack: SlackStandIn) -> Any:  # noqa: ANN401 - JSON
        value = getattr(self._holder(slack), self.attribute)
        return sorted(value) if isinstance(value, set) else value

    def set(self, slack: SlackStandIn, value: Any) -> None:  # noqa: ANN401 - JSON
        if self.kind is bool and not isinstance(value, bool):
            raise ValueError(f"{self.attribute} is true or false, not {value!r}")
        setattr(self._holder(slack), self.attribute, self.kind(value))

    def _holder(self, slack: SlackStandIn) -> object:
        return attrgetter(self.owner)(slack) if self.owner else slack


SETTINGS = {
    "latency_s": Setting("", "latency_s", float),
    "app_url": Setting("carrier", "app_url", str),
    "events_path": Setting("carrier", "events_path", str),
    "public_url": Setting("desktop", "public_url", str),
    "ack_timeout_s": Setting("carrier", "ack_timeout_s", float),
    "trigger_lifetime_s": Setting("platform.triggers", "lifetime_s", float),
    "response_url_uses": Setting("platform.response_urls", "max_uses", int),
    "response_url_lifetime_s": Setting("platform.response_urls", "lifetime_s", float),
    "rate_limits": Setting("platform.rates", "on", bool),
    "posts_per_s": Setting("platform.rates", "posts_per_s", float),
    "post_burst": Setting("platform.rates", "post_burst", int),
    "posts_per_minute": Setting("platform.rates", "posts_per_minute", int),
    "tiers": Setting("platform.rates", "tiers", dict),
    "scopes": Setting("platform", "scopes", set),
    "commands": Setting("desktop", "commands", list),
    "subscriptions": Setting("desktop", "subscriptions", list),
    "smart_typing": Setting("desktop", "smart_typing", bool),
    "deliver_twice": Setting("desktop", "deliver_twice", bool),
    "event_retry_delays_s": Setting("desktop", "event_retry_delays_s", list),
}
