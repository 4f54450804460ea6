"""Dates in messages: `<!date^seconds^words with {tokens}^link|fallback>`, shown in UTC.

Source: https://docs.slack.dev/messaging/formatting-message-text#date-formatting.
"""

import re
from datetime import UTC, datetime

FORMATS = {
    "date_num": "%Y-%m-%d",
    "date_slash": "%m/%d/%Y",
    "date": "%-d %B %Y",
    "date_pretty": "%-d %B %Y",
    "date_short": "%-d %b %Y",
    "date_short_pretty": "%-d %b %Y",
    "date_long": "%A, %-d %B %Y",
    "date_long_pretty": "%A, %-d %B %Y",
    "time": "%H:%M UTC",
    "time_secs": "%H:%M:%S UTC",
    "ago": "%-d %b %Y, %H:%M UTC",
}
TOKEN = re.compile(r"\{(\w+)\}")


def spoken_date(seconds: str, words: str, fallback: str) -> str:
    """Fill the tokens in `words`; the fallback where seconds or a token make no sense, as in Slack."""
    if not seconds.isdigit() or any(token not in FORMATS for token in TOKEN.findall(words)):
        return fallback
    moment = datetime.fromtimestamp(int(seconds), UTC)
    return TOKEN.sub(lambda found: moment.strftime(FORMATS[found[1]]), words)
