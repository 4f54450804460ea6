"""Slack's mrkdwn as HTML. Everything is escaped; the only tags are those made here.

Source: https://docs.slack.dev/messaging/formatting-message-text.
"""

import re
from collections.abc import Callable, Iterator
from itertools import groupby

from markupsafe import Markup, escape

from sandbox.slack.reading.emoji import SHORTCODE, SHOWN
from sandbox.slack.text import Names, plain

Visit = Callable[[str], str]
"""Turns the address of a link into the one that the browser should open."""

CODE = re.compile(r"```(?P<block>.+?)```|`(?P<inline>[^`\n]+)`", re.DOTALL)
ANGLED = re.compile(r"<([^<>\n]+)>")
MARKS = [
    (re.compile(rf"(?<![\w{mark}]){mark}(?=\S)([^\n{mark}]*?\S){mark}(?![\w{mark}])"), tag)
    for mark, tag in ((r"\*", "strong"), ("_", "em"), ("~", "s"))
]
QUOTE = "&gt;"
LINKS = ("http://", "https://", "mailto:")
TONES = {
    "good": {"white_check_mark", "heavy_check_mark", "ballot_box_with_check", "large_green_circle"},
    "bad": {"x", "heavy_multiplication_x", "no_entry", "no_entry_sign", "rotating_light", "red_circle"},
    "busy": {"hourglass_flowing_sand", "hourglass", "arrows_counterclockwise", "warning", "large_yellow_circle"},
}
DRAWN = {"no_entry": "⊘", "no_entry_sign": "⊘", "raised_hand": "☝", "lock": "⚿", "unlock": "⚿", "eyes": "⚆⚆", "rocket": "↗"}
"""Signs that plain fonts have, too: a machine without emoji fonts would draw an empty box."""


def as_it_is(address: str) -> str:
    """Open links where they point."""
    return address


def mrkdwn(text: str, names: Names, visit: Visit = as_it_is) -> Markup:
    """Render mrkdwn; `names` turns ids into names."""
    pieces: list[Markup] = []
    position = 0
    for found in CODE.finditer(text):
        pieces.append(_words(text[position : found.start()], names, visit))
        position = found.end()
        block, inline = found["block"], found["inline"]
        pieces.append(_code("pre", block.strip("\n"), names) if block is not None else _code("code", inline, names))
    pieces.append(_words(text[position:], names, visit))
    return Markup("").join(pieces)


def emoji(name: str) -> Markup:
    """Render an emoji by its name: a sign where it says something, else the name as it is typed."""
    if name not in SHOWN:
        return escape(f":{name}:")
    tone = next((tone for tone, names in TONES.items() if name in names), "")
    return Markup('<span class="sign {tone}" role="img" aria-label="{words}">{sign}</span>').format(
        tone=tone, words=name.replace("_", " "), sign=DRAWN.get(name, SHOWN[name])
    )


def link(target: str, label: str, visit: Visit) -> Markup:
    """Render a link; what is no address of the web or of mail stays text."""
    shown = label or target.removeprefix("mailto:")
    if not target.startswith(LINKS):
        return escape(shown)
    opened = visit(target)
    moved = Markup(' title="Opens {} through the sandbox’s edge"').format(target) if opened != target else ""
    return Markup('<a href="{opened}" target="_blank" rel="noreferrer"{moved}>{shown}</a>').format(opened=opened, moved=moved, shown=shown)


def _code(tag: str, code: str, names: Names) -> Markup:
    """Render code: links and mentions spelled out, marks and emoji as they are typed."""
    spelled = _unescaped(ANGLED.sub(lambda found: plain(found[0], names), code))
    # A block of code scrolls, so the keyboard must be able to reach it.
    focus = Markup(' tabindex="0"') if tag == "pre" else ""
    return Markup("<{tag}{focus}>{code}</{tag}>").format(tag=tag, focus=focus, code=spelled)


def _words(text: str, names: Names, visit: Visit) -> Markup:
    """Render what is no code. Links and emoji are set aside first, so that a mark inside a URL is not taken for bold or italics."""
    aside: list[Markup] = []

    def set_aside(made: Markup) -> str:
        aside.append(made)
        return f"\0{len(aside) - 1}\0"

    bare = ANGLED.sub(lambda found: set_aside(_angled(found[1], names, visit)), text.replace("\0", ""))
    bare = SHORTCODE.sub(lambda found: set_aside(emoji(found[1])) if found[1] in SHOWN else found[0], bare)
    shown = str(escape(_unescaped(bare)))
    for mark, tag in MARKS:
        shown = mark.sub(rf"<{tag}>\1</{tag}>", shown)
    shown = "".join(_quoted(shown.split("\n")))
    return Markup(re.sub("\0(\\d+)\0", lambda found: str(aside[int(found[1])]), shown))  # noqa: S704 - every part was escaped


def _quoted(lines: list[str]) -> Iterator[str]:
    """Put neighbouring lines that begin with > into one quotation, and break the others."""
    pieces = [(is_quote, list(several)) for is_quote, several in groupby(lines, lambda line: line.startswith(QUOTE))]
    for number, (is_quote, several) in enumerate(pieces):
        if is_quote:
            yield f"<blockquote>{'<br>'.join(line.removeprefix(QUOTE).removeprefix(' ') for line in several)}</blockquote>"
        else:
            # A quotation breaks the line by itself.
            after_quote = number > 0 and several[0] == "" and len(several) > 1
            yield "<br>".join(several[1:] if after_quote else several)


def _angled(inside: str, names: Names, visit: Visit) -> Markup:
    target, _, label = inside.partition("|")
    if target.startswith(LINKS):
        return link(_unescaped(target), _unescaped(label), visit)
    return Markup('<span class="mention">{words}</span>').format(words=plain(f"<{inside}>", names))


def _unescaped(text: str) -> str:
    """Undo Slack's own three escapes."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
