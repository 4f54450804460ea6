"""Where blocks stand: messages, modals and home tabs, and the options that answer a typed search.

A message takes 50 blocks, a view 100.
Source: https://docs.slack.dev/reference/views and https://docs.slack.dev/reference/block-kit/blocks.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.slack.blockkit.blocks import BLOCKS
from sandbox.slack.blockkit.composition import OPTION, OPTION_GROUP, plain_text
from sandbox.slack.blockkit.problem import Problem, failed, missing, mistyped
from sandbox.slack.blockkit.rules import Boolean, Fields, ListOf, Rule, String, Typed
from sandbox.slack.blockkit.whole import whole_problems

IN_VIEW = ("actions", "alert", "context", "divider", "header", "image", "input", "rich_text", "section", "video")
IN_MESSAGE = tuple(BLOCKS)


def _submit_for_inputs(value: Mapping[str, Any], at: str) -> Iterator[Problem]:
    blocks = value.get("blocks")
    has_input = isinstance(blocks, list) and any(isinstance(b, dict) and b.get("type") == "input" for b in blocks)
    if has_input and "submit" not in value:
        yield missing(at, "submit")


VIEW_KEYS: dict[str, Rule] = {
    "private_metadata": String(3000, 0),
    "callback_id": String(255, 0),
    "external_id": String(255, 0),
}
VIEW_BLOCKS = ListOf(Typed(BLOCKS, IN_VIEW), 100)
VIEWS: dict[str, Rule] = {
    "modal": Fields(
        required={"title": plain_text(24), "blocks": VIEW_BLOCKS},
        optional={
            **VIEW_KEYS,
            "submit": plain_text(24),
            "close": plain_text(24),
            "clear_on_close": Boolean(),
            "notify_on_close": Boolean(),
            "submit_disabled": Boolean(),
        },
        also=(_submit_for_inputs,),
    ),
    "home": Fields(required={"blocks": VIEW_BLOCKS}, optional=VIEW_KEYS),
}
MESSAGE_BLOCKS = ListOf(Typed(BLOCKS, IN_MESSAGE), 50, 0)


def message_problems(blocks: object, at: str = "/blocks") -> list[Problem]:
    """List what Slack would refuse in the blocks of a message."""
    problems = list(MESSAGE_BLOCKS.problems(blocks, at))
    return problems + (list(whole_problems(blocks, at)) if isinstance(blocks, list) else [])


def message_payload_problems(message: object) -> list[Problem]:
    """Do the same for a message as a whole, as blocks.validate takes it."""
    if not isinstance(message, dict):
        return [mistyped("", "an object")]
    return message_problems(message["blocks"]) if "blocks" in message else [missing("", "blocks")]


def view_problems(view: object, allowed: tuple[str, ...] = ("modal", "home"), at: str = "") -> list[Problem]:
    """List what Slack would refuse in a modal or home tab."""
    problems = list(Typed(VIEWS, allowed).problems(view, at))
    if not isinstance(view, dict) or not isinstance(view.get("blocks"), list):
        return problems
    focused = [pointer for pointer, element in _inputs(view["blocks"], at) if element.get("focus_on_load") is True]
    problems += [failed(f"{pointer}/focus_on_load", "only one element may have the focus", type="unique") for pointer in focused[1:]]
    return problems + list(whole_problems(view["blocks"], f"{at}/blocks"))


def option_problems(answer: object) -> list[Problem]:
    """List what is wrong with the answer to a block_suggestion: options or option_groups."""
    rule = Fields(
        optional={"options": ListOf(OPTION, 100, 0), "option_groups": ListOf(OPTION_GROUP, 100, 0)},
        any_of=(("options", "option_groups"),),
        not_both=(("options", "option_groups"),),
    )
    return list(rule.problems(answer, ""))


def _inputs(blocks: list[Any], at: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for number, block in enumerate(blocks):
        element = block.get("element") if isinstance(block, dict) else None
        if isinstance(element, dict):
            yield f"{at}/blocks/{number}/element", element
