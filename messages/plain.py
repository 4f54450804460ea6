"""A message as plain text, for where no Slack shows it."""

import re
from collections.abc import Iterator

from messages.blocks import Block, Rendered

SIGNS = {
    "grey_question": "?",
    "hourglass_flowing_sand": "…",
    "information_source": "ℹ",
    "large_green_circle": "●",
    "large_yellow_circle": "●",
    "lock": "🔒",
    "no_entry": "⛔",
    "octagonal_sign": "■",
    "question": "?",
    "raised_hand": "✋",
    "red_circle": "●",
    "snowflake": "❄",
    "sunny": "☀",
    "unlock": "🔓",
    "warning": "⚠",
    "white_check_mark": "✔",
    "white_small_square": "▫",
    "x": "✘",
}
MARKUP = re.compile(r"```(?P<log>.*?)```|`(?P<code>[^`\n]*)`|<(?P<link>[^<>]+)>|:(?P<sign>[a-z_]+):|\*(?P<bold>[^*\n]+)\*", re.DOTALL)
WHO = re.compile(r"(?:@|#|!subteam\^)\w+")


def plain_lines(message: Rendered) -> tuple[str, ...]:
    """Return what a message shows, line by line; buttons are left out, because words do what they do."""
    lines = [line for block in message.blocks for text in _texts(block) for line in plain(text).splitlines()]
    return tuple(lines) or tuple(plain(message.text).splitlines())


def plain(mrkdwn: str) -> str:
    """Return Slack's markup as a terminal shows it: code and bold as they are, links by their addresses, ids with their sign in front."""
    return _entities(_unmarked(mrkdwn))


def _unmarked(mrkdwn: str) -> str:
    return MARKUP.sub(_shown, mrkdwn)


def _texts(block: Block) -> Iterator[str]:
    match block["type"]:
        case "section":
            yield block["text"]["text"]
        case "context":
            yield " ".join(element["text"] for element in block["elements"])


def _shown(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "link":
            return _link(found["link"])
        case "sign":
            return SIGNS.get(found["sign"], found[0])
        case "bold":
            return _unmarked(found["bold"])
        case kind:
            return found[kind or 0]


def _link(link: str) -> str:
    target, _, label = link.partition("|")
    if target.startswith("!date"):
        return label
    if WHO.fullmatch(target):
        return f"@{target.removeprefix('!subteam^')}" if target.startswith("!") else target
    return f"{label} ({target})" if label and label != target else target


def _entities(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
