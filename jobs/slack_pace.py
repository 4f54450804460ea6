"""How often Slack lets the bot call what many runs call: all processes together stay below it.

Source: https://docs.slack.dev/apis/web-api/rate-limits. A bucket gives `burst` turns at once and `per_s` more a second: in any minute at
most `burst + 60 * per_s`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """The bucket of a method, or of what is posted in one channel."""

    bucket: str
    per_s: float
    burst: int


UPDATES = Pace("update", 0.7, 6)  # chat.update, tier 3: 50 a minute
GROUPS = Pace("usergroups.users.list", 0.25, 4)  # tier 2: 20 a minute
USERS = Pace("users.info", 1.2, 20)  # tier 4: 100 a minute


def posts(channel: str) -> Pace:
    """Return the pace of messages in a channel: about one a second, with short bursts."""
    return Pace(f"post:{channel}", 0.9, 3)
