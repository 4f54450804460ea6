"""Fill a form: what a person types and chooses, and what Slack's client complains of before it sends."""

from collections.abc import Mapping
from typing import Any

from sandbox.slack.acts.inputs import chosen_value, initial_value, is_empty, value_key
from sandbox.slack.views import View

Json = dict[str, Any]


def input_blocks(view: View) -> list[Json]:
    """List the input blocks of a form."""
    return [block for block in view.blocks if block["type"] == "input"]


def fill(view: View, values: Mapping[str, object]) -> None:
    """Put values into the form's state, over what it holds already. Raises LookupError for a name that no input has."""
    for block in input_blocks(view):
        element = block["element"]
        entry = view.values.setdefault(block["block_id"], {})
        entry.setdefault(element["action_id"], {"type": element["type"], value_key(element): initial_value(element)})
    for name, given in values.items():
        found = next((b for b in input_blocks(view) if name in {b["block_id"], b["element"]["action_id"], b["label"]["text"]}), None)
        if found is None:
            raise LookupError(f"the form has no input {name!r}; there are {[b['label']['text'] for b in input_blocks(view)]}")
        element = found["element"]
        view.values[found["block_id"]][element["action_id"]][value_key(element)] = chosen_value(element, given)


def complaints(view: View) -> dict[str, str]:
    """Say, by block id, what Slack's own client complains of before it sends a form."""
    errors: dict[str, str] = {}
    for block in input_blocks(view):
        element = block["element"]
        value = view.values[block["block_id"]][element["action_id"]][value_key(element)]
        sentence = _complaint(block, element, value)
        if sentence:
            errors[block["block_id"]] = sentence
    return errors


def _complaint(block: Json, element: Json, value: object) -> str:
    if is_empty(value):
        return "" if block.get("optional") else "Please complete this required field."
    length = len(value) if isinstance(value, str) else 0
    if length < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    if length > element.get("max_length", length):
        return f"Please enter no more than {element['max_length']} characters."
    return ""
