"""How often Slack lets the bot call what many runs call: all processes together stay below it.

Source: https://docs.slack.dev/apis/web-api/rate-limits. A bucket gives `burst` turns at once and `per_s` more a second: in any minute at
most `burst + 60 * per_s`.
"""

from dataclasses import dataclass

from jobs.tools import Tools
from mesh.errors import TemporaryFailure


@dataclass(frozen=True)
class Pace:
    """The bucket of a method, or of what is posted in one channel."""

    bucket: str
    per_s: float
    burst: int


def take_turn(tools: Tools, pace: Pace) -> float:
    """Take a turn and return 0, or return the seconds until there is one."""
    return tools.pace.take(pace.bucket, pace.per_s, pace.burst)


def not_our_turn(wait_s: float) -> TemporaryFailure:
    return TemporaryFailure("it is not our turn at Slack yet", retry_after_s=wait_s, is_our_pace=True)


UPDATES = Pace("update", 0.7, 6)  # chat.update, tier 3: 50 a minute
GROUPS = Pace("usergroups.users.list", 0.25, 4)  # tier 2: 20 a minute
USERS = Pace("users.info", 1.2, 20)  # tier 4: 100 a minute


def posts(channel: str) -> Pace:
    """Return the pace of messages in a channel: about one a second, with short bursts."""
    return Pace(f"post:{channel}", 0.9, 3)
