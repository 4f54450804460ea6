"""Slack's rich text as HTML. Source: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup, escape

from sandbox.page.mrkdwn import Visit, as_it_is, emoji, link
from sandbox.slack.reading.dates import spoken_date
from sandbox.slack.text import Names

Json = dict[str, Any]
STYLES = {"bold": "strong", "italic": "em", "strike": "s", "code": "code"}
BREAK, NEW_LINE = Markup("<br>"), Markup("\n")


def rich_text(block: Json, names: Names, visit: Visit = as_it_is) -> Markup:
    """Render a rich_text block: sections, lists, quotes and preformatted text."""
    return Markup("").join(_part(part, names, visit) for part in block["elements"])


def _part(part: Json, names: Names, visit: Visit) -> Markup:
    match part["type"]:
        case "rich_text_list":
            tag = "ol" if part["style"] == "ordered" else "ul"
            items = Markup("").join(Markup("<li>{}</li>").format(_words(item["elements"], names, visit)) for item in part["elements"])
            start = int(part.get("offset", 0)) + 1
            return Markup('<{tag} class="list indent-{indent}"{start}>{items}</{tag}>').format(
                tag=tag, indent=int(part.get("indent", 0)), start=Markup(' start="{}"').format(start) if start > 1 else "", items=items
            )
        case "rich_text_quote":
            return Markup("<blockquote>{}</blockquote>").format(_words(part["elements"], names, visit))
        case "rich_text_preformatted":
            return Markup('<pre tabindex="0">{}</pre>').format(_words(part["elements"], names, visit, line_break=NEW_LINE))
        case _:
            return Markup("<p>{}</p>").format(_words(part["elements"], names, visit))


def _words(elements: Sequence[Json], names: Names, visit: Visit, line_break: Markup = BREAK) -> Markup:
    return Markup("").join(_styled(element, _word(element, names, visit, line_break)) for element in elements)


def _styled(element: Json, shown: Markup) -> Markup:
    for name, tag in STYLES.items():
        if element.get("style", {}).get(name):
            shown = Markup("<{tag}>{shown}</{tag}>").format(tag=tag, shown=shown)
    return shown


def _word(element: Json, names: Names, visit: Visit, line_break: Markup) -> Markup:
    match element["type"]:
        case "text":
            return line_break.join(escape(line) for line in str(element["text"]).split("\n"))
        case "link":
            return link(str(element["url"]), str(element.get("text") or ""), visit)
        case "emoji":
            return emoji(str(element["name"]))
        case "date":
            return escape(spoken_date(str(element["timestamp"]), str(element["format"]), str(element.get("fallback", ""))))
        case "user" | "usergroup" | "channel" | "broadcast" as kind:
            return _mention(kind, element, names)
        case kind:
            return escape(str(element.get("value") or kind))


def _mention(kind: str, element: Json, names: Names) -> Markup:
    shown = str(element["range"]) if kind == "broadcast" else names.name_of(str(element[f"{kind}_id"]))
    return Markup('<span class="mention">{}{}</span>').format("#" if kind == "channel" else "@", shown)
