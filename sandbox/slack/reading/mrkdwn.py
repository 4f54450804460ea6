"""Slack's mrkdwn as plain text: marks dropped, links and mentions spelled out.

Source: https://docs.slack.dev/messaging/formatting-message-text.
"""

import re

from sandbox.slack.reading.dates import spoken_date
from sandbox.slack.reading.emoji import with_emoji
from sandbox.slack.reading.names import Names

CODE = re.compile(r"```(?P<block>.+?)```|`(?P<inline>[^`\n]+)`", re.DOTALL)
CODED = "\1"
# A mark counts only at the edge of a word, so that 2*3 and snake_case stay; other marks may stand beside it, as in _*both*_.
WORD = r"[^\W_]"
MARKS = [
    re.compile(rf"(?<!{WORD})(?<!{mark}){mark}(?=[^\s{mark}])([^\n]*?[^\s{mark}]|[^\s{mark}]){mark}(?!{mark})(?!{WORD})")
    for mark in (r"\*", "_", "~")
]
ANGLED = re.compile(r"<([^<>\n]+)>")
QUOTED = re.compile(r"^(&gt;|>) ?", re.MULTILINE)


def plain(text: str, names: Names) -> str:
    """Read mrkdwn as plain text; code keeps its characters, a block of code stands on lines of its own, indented."""
    # A mark may stand around code, as in *the app `web-ui`*: so what is code is a single character until the marks are gone.
    codes = CODE.finditer(text)
    return unescaped(re.sub(CODED, lambda _: _code(next(codes), names), _unmarked(CODE.sub(CODED, text), names)))


def _code(found: re.Match[str], names: Names) -> str:
    return _code_block(found["block"], names) if found["block"] is not None else _angled(found["inline"], names)


def unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _code_block(code: str, names: Names) -> str:
    lines = _angled(code, names).strip("\n").split("\n")
    return "\n" + "\n".join(f"    {line}" for line in lines) + "\n"


def _unmarked(text: str, names: Names) -> str:
    # Links are spelled out last of all, so that a mark inside a URL is not taken for bold or italics.
    parts: list[str] = []
    position = 0
    for found in ANGLED.finditer(text):
        parts.append(text[position : found.start()])
        parts.append(f"\0{found[1]}\0")
        position = found.end()
    marked = QUOTED.sub("| ", "".join([*parts, text[position:]]))
    for mark in MARKS:
        marked = mark.sub(r"\1", marked)
    return re.sub("\0([^\0]*)\0", lambda found: _spelled(found[1], names), with_emoji(marked))


def _angled(text: str, names: Names) -> str:
    return ANGLED.sub(lambda found: _spelled(found[1], names), text)


def _spelled(inside: str, names: Names) -> str:
    """Spell out what stands between angle brackets: a mention, a channel, a group, a broadcast, a date or a link."""
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        return f"@{names.name_of(target[1:])}"
    if target.startswith("#"):
        name = names.name_of(target[1:])
        return f"#{label or name}" if name == target[1:] else f"#{name}"
    if target.startswith("!subteam^"):
        return f"@{names.name_of(target.removeprefix('!subteam^'))}"
    if target.startswith("!date^"):
        _, seconds, words, *_ = [*target.split("^"), ""]
        return spoken_date(seconds, words, label)
    if target.startswith("!"):
        return f"@{target[1:]}"
    return spoken_link(target, label)


def spoken_link(url: str, label: str) -> str:
    """`label (url)`, or only one of them where they say the same."""
    bare = url.removeprefix("mailto:")
    same = not label or label in {url, bare, bare.removeprefix("http://").removeprefix("https://")}
    return (label or bare) if same else f"{with_emoji(label)} ({bare})"
