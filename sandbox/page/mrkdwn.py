"""Slack's mrkdwn as HTML. Everything is escaped; the only tags are those made here.

Source: https://docs.slack.dev/messaging/formatting-message-text.
"""

import re

from markupsafe import Markup, escape

from sandbox.slack.reading.emoji import with_emoji
from sandbox.slack.text import Names, plain

CODE = re.compile(r"```(?P<block>.+?)```|`(?P<inline>[^`\n]+)`", re.DOTALL)
ANGLED = re.compile(r"<([^<>\n]+)>")
MARKS = [
    (re.compile(rf"(?<![\w{mark}]){mark}(?=\S)([^\n{mark}]*?\S){mark}(?![\w{mark}])"), tag)
    for mark, tag in ((r"\*", "strong"), ("_", "em"), ("~", "s"))
]
QUOTE = re.compile(r"^(?:&gt;) ?(.*)$", re.MULTILINE)
LINKS = ("http://", "https://", "mailto:")


def mrkdwn(text: str, names: Names) -> Markup:
    """Render mrkdwn; `names` turns ids into names."""
    pieces: list[Markup] = []
    position = 0
    for found in CODE.finditer(text):
        pieces.append(_words(text[position : found.start()], names))
        position = found.end()
        block, inline = found["block"], found["inline"]
        pieces.append(_code("pre", block.strip("\n"), names) if block is not None else _code("code", inline, names))
    pieces.append(_words(text[position:], names))
    return Markup("").join(pieces)


def _code(tag: str, code: str, names: Names) -> Markup:
    """Render code: links and mentions spelled out, marks and emoji as they are typed."""
    spelled = _unescaped(ANGLED.sub(lambda found: plain(found[0], names), code))
    return Markup("<{tag}>{code}</{tag}>").format(tag=tag, code=spelled)


def _words(text: str, names: Names) -> Markup:
    """Render what is no code. Links are set aside first, so that a mark inside a URL is not taken for bold or italics."""
    links: list[Markup] = []

    def set_aside(found: re.Match[str]) -> str:
        links.append(_link(found[1], names))
        return f"\0{len(links) - 1}\0"

    shown = str(escape(_unescaped(with_emoji(ANGLED.sub(set_aside, text.replace("\0", ""))))))
    for mark, tag in MARKS:
        shown = mark.sub(rf"<{tag}>\1</{tag}>", shown)
    shown = QUOTE.sub(r"<q>\1</q>", shown).replace("\n", "<br>")
    return Markup(re.sub("\0(\\d+)\0", lambda found: str(links[int(found[1])]), shown))  # noqa: S704 - every part was escaped


def _link(inside: str, names: Names) -> Markup:
    target, _, label = inside.partition("|")
    if target.startswith(LINKS):
        shown = _unescaped(label or target.removeprefix("mailto:"))
        return Markup('<a href="{target}" target="_blank" rel="noreferrer">{shown}</a>').format(target=_unescaped(target), shown=shown)
    return Markup('<span class="mention">{words}</span>').format(words=plain(f"<{inside}>", names))


def _unescaped(text: str) -> str:
    """Undo Slack's own three escapes."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
