"""Buttons, menus and inputs, drawn with brackets."""

from typing import Any

from sandbox.slack.reading.mrkdwn import plain
from sandbox.slack.reading.names import Names

Json = dict[str, Any]


def control(element: Json, names: Names) -> str:
    """One control on one line: `[ Approve ]`, `[ Choose an app ▾ ]`, `( ) web  (•) worker`."""
    kind = element["type"]
    if kind in {"button", "workflow_button", "icon_button"}:
        return f"[ {plain(element['text']['text'], names)} ]"
    if kind == "feedback_buttons":
        return "  ".join(f"[ {plain(element[key]['text']['text'], names)} ]" for key in ("positive_button", "negative_button"))
    if kind in {"radio_buttons", "checkboxes"}:
        return _choices(element, names)
    if kind == "overflow":
        return "[ ⋯ ]"
    if kind == "image":
        return f"(image: {element['alt_text']})"
    return f"[ {_held(element, names)}{' ▾' if kind.endswith(('select', 'picker')) else ''} ]"


def _choices(element: Json, names: Names) -> str:
    chosen = [element.get("initial_option"), *element.get("initial_options", [])]
    empty, full = ("( )", "(•)") if element["type"] == "radio_buttons" else ("[ ]", "[x]")
    return "  ".join(f"{full if option in chosen else empty} {plain(option['text']['text'], names)}" for option in element["options"])


def _held(element: Json, names: Names) -> str:
    option = element.get("initial_option")
    if option:
        return plain(option["text"]["text"], names)
    placeholder = element.get("placeholder", {}).get("text", "")
    return str(element.get("initial_value") or element.get("initial_date") or element.get("initial_time") or placeholder or "…")
