"""What somebody typed, or wrote into Heroku or Kong, inside a sentence of ours: Slack shows it and does not act on it.

Every sentence of a refusal or an InvalidRequest goes to Slack as it is, because it may hold mentions of ours; so what is from outside is
escaped where the sentence is built.
"""

from datetime import datetime

QUOTED_MAX = 60


def escaped(text: str) -> str:
    """Return text from outside without Slack's three control characters."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shortened(text: str) -> str:
    """Return at most 60 characters of a text, with an ellipsis for the rest."""
    return text if len(text) <= QUOTED_MAX else text[: QUOTED_MAX - 1] + "…"


def quoted(text: str) -> str:
    """Quote what was typed, on one line and not at length."""
    return f"“{escaped(shortened(' '.join(text.split())))}”"


def day_and_clock(time: datetime) -> str:
    """Write a time with its day, so that each reader sees both in their own time zone."""
    return f"<!date^{int(time.timestamp())}^{{date_short_pretty}}, {{time}}|{in_utc(time)}>"


def in_utc(time: datetime) -> str:
    """Write a time with its day for where Slack sets none for its reader, as in a code block."""
    return f"{time:%a %d %b, %H:%M} UTC"
