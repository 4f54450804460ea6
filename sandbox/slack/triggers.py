"""Trigger ids: the short right to open a form that every command and click carries."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.slack.errors import SlackError


@dataclass
class Trigger:
    """One right to open a form: for whom, when given, in which place, and whether it came from inside a modal."""

    user: str
    given_at: float
    channel: str = ""
    view_id: str = ""
    used: bool = False


class Triggers:
    """Trigger ids by id. Each works once, within `lifetime_s` of the interaction (Slack: 3 s)."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._given: dict[str, Trigger] = {}
        self.lifetime_s = 3.0

    def give(self, user: str, channel: str = "", view_id: str = "") -> str:
        trigger_id = f"{secrets.randbelow(10**13):013d}.{secrets.randbelow(10**11):011d}.{secrets.token_hex(16)}"
        self._given[trigger_id] = Trigger(user, self._clock(), channel, view_id)
        return trigger_id

    def spend(self, trigger_id: str) -> Trigger:
        """Use a trigger up. Raises SlackError: invalid_trigger_id, exchanged_trigger_id (used before) or expired_trigger_id."""
        trigger = self._given.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock() - trigger.given_at > self.lifetime_s:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger
