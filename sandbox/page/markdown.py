"""The Markdown of Slack's markdown block as HTML: headings, lists, quotes, code, bold, italics, links. Everything is escaped.

Source: https://docs.slack.dev/reference/block-kit/blocks/markdown-block.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup, escape

from sandbox.page.mrkdwn import Visit, as_it_is, link

FENCE = re.compile(r"^```[^\n]*\n(.*?)^```[ \t]*$", re.DOTALL | re.MULTILINE)
KINDS = (
    ("heading", re.compile(r"#{1,6}\s+(.*)")),
    ("ul", re.compile(r"\s*[-*+]\s+(.*)")),
    ("ol", re.compile(r"\s*\d+[.)]\s+(.*)")),
    ("quote", re.compile(r">\s?(.*)")),
    ("rule", re.compile(r"(?:-{3,}|\*{3,})\s*()")),
    ("text", re.compile(r"(.*)")),
)
CODE = re.compile(r"(`[^`\n]+`)")
LINK = re.compile(r"\[([^\]\n]+)\]\(([^()\s]+)\)")
MARKS = (
    (re.compile(r"\*\*(?=\S)(.+?\S|\S)\*\*"), "strong"),
    (re.compile(r"(?<![\w*])[*](?=\S)([^*\n]*?\S)[*](?![\w*])"), "em"),
    (re.compile(r"(?<!\w)_(?=\S)([^_\n]*?\S)_(?!\w)"), "em"),
    (re.compile(r"~~(?=\S)(.+?\S|\S)~~"), "s"),
)


def markdown(text: str, visit: Visit = as_it_is) -> Markup:
    """Render the text of a markdown block."""
    pieces: list[Markup] = []
    for number, part in enumerate(FENCE.split(text)):
        # What a fence holds stands at the odd places.
        pieces.append(
            Markup('<pre tabindex="0">{}</pre>').format(part.rstrip("\n")) if number % 2 else Markup("").join(_blocks(part, visit))
        )
    return Markup("").join(pieces)


def _blocks(text: str, visit: Visit) -> Iterator[Markup]:
    lines = [_kind(line) for line in text.split("\n")]
    for kind, several in groupby(lines, lambda line: line[0] if line[1] or line[0] != "text" else "blank"):
        inside = [_inline(words, visit) for _, words in several]
        match kind:
            case "heading":
                yield from (Markup("<h4>{}</h4>").format(words) for words in inside)
            case "ul" | "ol":
                yield Markup('<{tag} class="list">{items}</{tag}>').format(
                    tag=kind, items=Markup("").join(Markup("<li>{}</li>").format(words) for words in inside)
                )
            case "quote":
                yield Markup("<blockquote>{}</blockquote>").format(Markup("<br>").join(inside))
            case "rule":
                yield Markup("<hr>")
            case "text":
                yield Markup("<p>{}</p>").format(Markup("<br>").join(inside))


def _kind(line: str) -> tuple[str, str]:
    return next((kind, str(found[1])) for kind, pattern in KINDS if (found := pattern.fullmatch(line)))


def _inline(text: str, visit: Visit) -> Markup:
    aside: list[Markup] = []

    def set_aside(made: Markup) -> str:
        aside.append(made)
        return f"\0{len(aside) - 1}\0"

    bare = CODE.sub(lambda found: set_aside(Markup("<code>{}</code>").format(found[1][1:-1])), text.replace("\0", ""))
    bare = LINK.sub(lambda found: set_aside(link(found[2], found[1], visit)), bare)
    shown = str(escape(bare))
    for mark, tag in MARKS:
        shown = mark.sub(rf"<{tag}>\1</{tag}>", shown)
    return Markup(re.sub("\0(\\d+)\0", lambda found: str(aside[int(found[1])]), shown))  # noqa: S704 - every part was escaped
