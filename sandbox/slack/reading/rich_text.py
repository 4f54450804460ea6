"""Rich text as plain lines."""

from typing import Any

from sandbox.slack.reading.dates import spoken_date
from sandbox.slack.reading.emoji import with_emoji
from sandbox.slack.reading.mrkdwn import spoken_link
from sandbox.slack.reading.names import Names

Json = dict[str, Any]
BULLETS = "•◦▪"


def rich_text_lines(block: Json, names: Names) -> list[str]:
    return [line for part in block["elements"] for line in _part_lines(part, names)]


def _part_lines(part: Json, names: Names) -> list[str]:
    match part["type"]:
        case "rich_text_list":
            return _list_lines(part, names)
        case "rich_text_quote":
            return [f"| {line}" for line in _words(part["elements"], names).split("\n")]
        case "rich_text_preformatted":
            return [f"    {line}" for line in _words(part["elements"], names).strip("\n").split("\n")]
        case _:
            return _words(part["elements"], names).rstrip("\n").split("\n")


def _list_lines(part: Json, names: Names) -> list[str]:
    indent = int(part.get("indent", 0))
    lines: list[str] = []
    for number, item in enumerate(part["elements"], start=1 + int(part.get("offset", 0))):
        mark = f"{number}." if part["style"] == "ordered" else BULLETS[min(indent, len(BULLETS) - 1)]
        lines.append(f"{'  ' * indent}{mark} {_words(item['elements'], names)}")
    return lines


def _words(elements: list[Json], names: Names) -> str:
    return "".join(_word(element, names) for element in elements)


def _word(element: Json, names: Names) -> str:
    match element["type"]:
        case "text":
            return str(element["text"])
        case "link":
            return spoken_link(element["url"], element.get("text", ""))
        case "emoji":
            return with_emoji(f":{element['name']}:")
        case "user":
            return f"@{names.name_of(element['user_id'])}"
        case "usergroup":
            return f"@{names.name_of(element['usergroup_id'])}"
        case "channel":
            return f"#{names.name_of(element['channel_id'])}"
        case "broadcast":
            return f"@{element['range']}"
        case "date":
            return spoken_date(str(element["timestamp"]), element["format"], element.get("fallback", ""))
        case kind:
            return str(element.get("value") or element.get("team_id") or kind)
