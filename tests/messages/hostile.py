"""Texts that try to have power in Slack, in a terminal or in a spreadsheet."""

import re

from hypothesis import strategies as st

LIVE = re.compile(r"<(?!@U0|#C0MESH>|!date\^\d+\^\{)[^>]*>|<@U0EVIL|click\^https[^;]*>")
UNSEEN = frozenset("\u202e\u2066\u200b\u200d\ufe0f\x1b\x00\u2028\u2029\x85\r\t\x0b")
PIECES = [
    *("<!channel>", "<!subteam^S0OPERATORS>", "<@U0EVIL>", "<https://evil.example|x>", "<!date^1^click^https://evil.example|x>"),
    *("&lt;!here&gt;", "&amp;lt;", "<", ">", "&", "|", "`", "```", "*", "\n", "why ", "=1+1", "+1", "-1", "@x", "＝1", "\x1b[2J"),
    *sorted(UNSEEN),
]
HOSTILE = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join)


def unseen_in(text: str) -> frozenset[str]:
    return UNSEEN & set(text)


def power_in(text: str) -> list[str]:
    """Return what Slack would act on, and what nobody can see."""
    return [*LIVE.findall(text), *map(repr, sorted(unseen_in(text)))]
