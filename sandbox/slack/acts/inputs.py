"""The state of inputs and menus: what a person chose or typed, in the shape of `state.values` and `actions`."""

from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]

SELECTED = {
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "multi_users_select": "selected_users",
    "multi_channels_select": "selected_channels",
    "multi_conversations_select": "selected_conversations",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
ONE_OPTION = {"static_select", "external_select", "radio_buttons", "overflow"}
SEVERAL_OPTIONS = {"multi_static_select", "multi_external_select", "checkboxes"}
INITIAL = {key: key.replace("selected_", "initial_") for key in (*SELECTED.values(), "selected_option", "selected_options")}


def value_key(element: Json) -> str:
    """Return the key under which an element's value stands."""
    kind = element["type"]
    if kind in ONE_OPTION:
        return "selected_option"
    if kind in SEVERAL_OPTIONS:
        return "selected_options"
    return SELECTED.get(kind, "rich_text_value" if kind == "rich_text_input" else "files" if kind == "file_input" else "value")


def initial_value(element: Json) -> Any:  # noqa: ANN401 - JSON
    """Return what an element holds before anybody touches it; None or an empty list for nothing."""
    key = value_key(element)
    initial = element.get(INITIAL.get(key, "initial_value"))
    return (
        [] if initial is None and key in {"selected_options", "selected_users", "selected_channels", "selected_conversations"} else initial
    )


def chosen_value(element: Json, given: object) -> Any:  # noqa: ANN401 - JSON
    """Turn what a test or a launcher gives (an option's text or value, plain text, a list) into the element's value.

    Raises ValueError with a sentence if there is no such option.
    """
    key = value_key(element)
    if key == "selected_option":
        return None if given is None else _option(element, given)
    if key == "selected_options":
        return [_option(element, one) for one in (given if isinstance(given, list) else [given])]
    return given


def options_of(element: Json) -> list[Json]:
    grouped = [option for group in element.get("option_groups", []) for option in group["options"]]
    return [*element.get("options", []), *grouped]


def _option(element: Json, given: object) -> Json:
    if isinstance(given, dict):
        return given
    options: Sequence[Json] = options_of(element)
    found = next((o for o in options if given in {o["value"], o["text"]["text"]}), None)
    if found is None and element["type"].endswith("external_select"):
        return {"text": {"type": "plain_text", "text": str(given), "emoji": True}, "value": str(given)}
    if found is None:
        raise ValueError(f"there is no option {given!r}; there are {[o['text']['text'] for o in options]}")
    return found


def is_empty(value: object) -> bool:
    return value in (None, "", [])
