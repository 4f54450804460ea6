"""What a menu or input offers and holds, in a form that HTML can show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sandbox.slack import Workspace
from sandbox.slack.acts.inputs import initial_value, value_key

Json = dict[str, Any]


@dataclass(frozen=True)
class Choice:
    """One option: `group` is the heading it stands under, empty for none."""

    value: str
    text: str
    note: str = ""
    group: str = ""


def choices(element: Json, workspace: Workspace) -> Sequence[Choice]:
    """Return the options of an element: its own, or the people, channels or conversations of the workspace."""
    kind = element["type"].removeprefix("multi_")
    if kind == "users_select":
        return [Choice(person.id, f"@{person.name}", person.real_name) for person in workspace.everybody()]
    if kind in {"channels_select", "conversations_select"}:
        return [Choice(channel.id, f"#{channel.name}") for channel in workspace.channels.values() if not channel.is_im]
    grouped = [_choice(option, group["label"]["text"]) for group in element.get("option_groups", []) for option in group["options"]]
    return [*(_choice(option) for option in element.get("options", [])), *grouped]


def held(element: Json, entry: Json | None = None) -> list[str]:
    """Return the values an element holds: what was filled in (`entry`, as in a view's state), else what it begins with."""
    value = entry.get(value_key(element)) if entry else initial_value(element)
    several = value if isinstance(value, list) else [] if value is None else [value]
    return [_text(element, one) for one in several]


def _choice(option: Json, group: str = "") -> Choice:
    note = option.get("description", {}).get("text", "")
    return Choice(str(option.get("value", "")), str(option["text"]["text"]), str(note), group)


def _text(element: Json, value: object) -> str:
    if element["type"] == "datetimepicker" and isinstance(value, int):
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, dict):
        return str(value.get("value") or _rich_words(value))
    return str(value)


def _rich_words(value: object) -> str:
    """Return the words of a rich text, as they go into a plain box."""
    if isinstance(value, dict):
        return str(value.get("text", "")) + _rich_words(value.get("elements", []))
    return "".join(_rich_words(part) for part in value) if isinstance(value, list) else ""
