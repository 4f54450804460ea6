"""Blocks: what each of them must and may hold.

Source: https://docs.slack.dev/reference/block-kit/blocks, and the limits in slack_sdk.models.blocks and @slack/types. That an alert takes
200 characters and a card three actions is said by java-slack-sdk and slackblocks.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.slack.blockkit.composition import SLACK_FILE, plain_text, text, text_schemas
from sandbox.slack.blockkit.elements import ELEMENTS, IMAGE_SOURCES, IN_ACTIONS, IN_INPUT, IN_SECTION
from sandbox.slack.blockkit.problem import Problem, failed
from sandbox.slack.blockkit.rich_text import ELEMENTS_OF_RICH_TEXT
from sandbox.slack.blockkit.rules import Boolean, Fields, ListOf, Nullable, Number, Rule, String, Typed, Url

BLOCK_ID: dict[str, Rule] = {"block_id": String(255)}
IMAGE_ELEMENT = Typed(ELEMENTS, ("image",))
RICH_TEXT = Fields(required={"elements": ELEMENTS_OF_RICH_TEXT}, optional=BLOCK_ID)
ONE_RICH_TEXT = Typed({"rich_text": RICH_TEXT}, ("rich_text",))
LEVELS = ("default", "info", "warning", "error", "success")
STATUSES = ("pending", "in_progress", "complete", "error")
MAX_TABLE_TEXT = 10_000  # over all cells
MAX_MARKDOWN = 12_000  # over all markdown blocks of a message

CELLS: dict[str, Rule] = {
    "raw_text": Fields(required={"text": String()}),
    "raw_number": Fields(required={"value": Number(integer=False), "text": String()}),
    "rich_text": RICH_TEXT,
}
COLUMN = Fields(optional={"align": String(one_of=("left", "center", "right")), "is_wrapped": Boolean()})
ANY_CELL = Typed(CELLS, tuple(CELLS))


def _no_divider_when_collapsible(value: Mapping[str, Any], at: str) -> Iterator[Problem]:
    if value.get("is_collapsible") is True and value.get("has_header_divider") is True:
        yield failed(f"{at}/has_header_divider", "must not be set when is_collapsible is true", type="not_both")


def _collapsed_only_if_collapsible(value: Mapping[str, Any], at: str) -> Iterator[Problem]:
    if value.get("default_collapsed") is True and value.get("is_collapsible") is not True:
        yield failed(f"{at}/default_collapsed", "requires is_collapsible", type="requires", expected="is_collapsible")


def _dispatch_only_where_it_can(value: Mapping[str, Any], at: str) -> Iterator[Problem]:
    element = value.get("element")
    if value.get("dispatch_action") is True and isinstance(element, dict) and element.get("type") == "file_input":
        yield failed(f"{at}/dispatch_action", "not supported by file_input", type="not_both")


BLOCKS: dict[str, Rule] = {}
TASK_CARD = Fields(
    required={"task_id": String(), "title": String(), "status": String(one_of=STATUSES)},
    optional={
        **BLOCK_ID,
        "details": ONE_RICH_TEXT,
        "output": ONE_RICH_TEXT,
        "sources": ListOf(Typed(ELEMENTS, ("url",)), min_items=0),
    },
)
CARD = Fields(
    optional={
        **BLOCK_ID,
        "hero_image": IMAGE_ELEMENT,
        "icon": IMAGE_ELEMENT,
        "title": text(150),
        "subtitle": text(150),
        "body": text(200),
        "subtext": text(200),
        "actions": ListOf(Typed(ELEMENTS, ("button",)), 3),
    },
    any_of=(("hero_image", "title", "actions", "body"),),
)
IN_CONTAINER = ("section", "divider", "header", "context", "image", "actions", "rich_text", "table", "input", "video", "alert")

BLOCKS |= {
    "section": Fields(
        optional={
            **BLOCK_ID,
            "text": text(3000),
            "fields": ListOf(text(2000), 10),
            "accessory": Typed(ELEMENTS, IN_SECTION),
            "expand": Boolean(),
        },
        any_of=(("text", "fields"),),
    ),
    "divider": Fields(optional=BLOCK_ID),
    "header": Fields(required={"text": plain_text(150)}, optional=BLOCK_ID),
    "context": Fields(
        required={
            "elements": ListOf(Typed({"image": ELEMENTS["image"], **text_schemas(3000)}, ("image", "plain_text", "mrkdwn")), 10),
        },
        optional=BLOCK_ID,
    ),
    "actions": Fields(required={"elements": ListOf(Typed(ELEMENTS, IN_ACTIONS), 25)}, optional=BLOCK_ID),
    "context_actions": Fields(
        required={"elements": ListOf(Typed(ELEMENTS, ("feedback_buttons", "icon_button")), 5)},
        optional=BLOCK_ID,
    ),
    "input": Fields(
        required={"label": plain_text(2000), "element": Typed(ELEMENTS, IN_INPUT)},
        optional={**BLOCK_ID, "hint": plain_text(2000), "optional": Boolean(), "dispatch_action": Boolean()},
        also=(_dispatch_only_where_it_can,),
    ),
    "image": Fields(
        required={"alt_text": String(2000)},
        optional={**BLOCK_ID, "image_url": Url(), "slack_file": SLACK_FILE, "title": plain_text(2000)},
        any_of=IMAGE_SOURCES,
        not_both=IMAGE_SOURCES,
    ),
    "video": Fields(
        required={"alt_text": String(), "title": plain_text(199), "video_url": Url(), "thumbnail_url": Url()},
        optional={
            **BLOCK_ID,
            "title_url": Url(),
            "description": plain_text(200),
            "provider_icon_url": Url(),
            "provider_name": String(),
            "author_name": String(49),
        },
    ),
    "file": Fields(required={"external_id": String(), "source": String(one_of=("remote",))}, optional=BLOCK_ID),
    "call": Fields(required={"call_id": String()}, optional={**BLOCK_ID, "api_decoration_available": Boolean(), "call": Fields()}),
    "markdown": Fields(required={"text": String(MAX_MARKDOWN)}, optional=BLOCK_ID),
    "rich_text": RICH_TEXT,
    "table": Fields(
        required={"rows": ListOf(ListOf(ANY_CELL, 20), 100)},
        optional={**BLOCK_ID, "column_settings": ListOf(Nullable(COLUMN), 20, 0)},
    ),
    "alert": Fields(required={"text": text(200)}, optional={**BLOCK_ID, "level": String(one_of=LEVELS)}),
    "task_card": TASK_CARD,
    "plan": Fields(
        required={"title": String()},
        optional={**BLOCK_ID, "tasks": ListOf(Typed({"task_card": TASK_CARD}, ("task_card",), implied="task_card"), 50, 0)},
    ),
    "card": CARD,
    "carousel": Fields(required={"elements": ListOf(Typed({"card": CARD}, ("card",)), 10)}, optional=BLOCK_ID),
    "container": Fields(
        required={"child_blocks": ListOf(Typed(BLOCKS, IN_CONTAINER), 10)},
        optional={
            **BLOCK_ID,
            "title": plain_text(150),
            "rich_text_title": ONE_RICH_TEXT,
            "subtitle": text(150),
            "width": String(one_of=("narrow", "standard", "wide", "full")),
            "icon": IMAGE_ELEMENT,
            "is_collapsible": Boolean(),
            "default_collapsed": Boolean(),
            "has_header_divider": Boolean(),
        },
        any_of=(("title", "rich_text_title"),),
        also=(_no_divider_when_collapsible, _collapsed_only_if_collapsible),
    ),
}
