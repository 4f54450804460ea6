"""Block elements: buttons, menus, pickers, inputs and images.

Source: https://docs.slack.dev/reference/block-kit/block-elements, and the limits in slack_sdk.models.blocks and @slack/types.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.slack.blockkit.composition import (
    CONFIRM,
    DISPATCH,
    FEEDBACK,
    FILTER,
    MARKED_OPTION,
    OPTION,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    SLACK_FILE,
    STYLE,
    WORKFLOW,
    initial_among_options,
    option_values_unique,
    plain_text,
)
from sandbox.slack.blockkit.problem import Problem, failed
from sandbox.slack.blockkit.rules import Boolean, Fields, ListOf, Number, Rule, String, Url

ACTION_ID: dict[str, Rule] = {"action_id": String(255)}
INPUT: dict[str, Rule] = {**ACTION_ID, "placeholder": plain_text(150), "focus_on_load": Boolean()}
TYPED_INPUT: dict[str, Rule] = {**INPUT, "dispatch_action_config": DISPATCH}
MENU: dict[str, Rule] = {**INPUT, "confirm": CONFIRM}
ID_LIST = ListOf(String())
SEVERAL: dict[str, Rule] = {**MENU, "max_selected_items": Number(1)}
CHOICE: dict[str, Rule] = {"options": ListOf(OPTION, 100), "option_groups": ListOf(OPTION_GROUP, 100)}
OPTIONS_OR_GROUPS = (("options", "option_groups"),)


def _lengths_in_order(value: Mapping[str, Any], at: str) -> Iterator[Problem]:
    shortest, longest = value.get("min_length"), value.get("max_length")
    if isinstance(shortest, int) and isinstance(longest, int) and shortest > longest:
        yield failed(f"{at}/min_length", "must be less than or equal to max_length", type="maximum", expected=longest, got=shortest)


def _choice(initial: dict[str, Rule]) -> Fields:
    return Fields(
        optional={**CHOICE, **initial},
        any_of=OPTIONS_OR_GROUPS,
        not_both=OPTIONS_OR_GROUPS,
        also=(initial_among_options, option_values_unique),
    )


def _few_options(initial: dict[str, Rule]) -> Fields:
    return Fields(
        required={"options": ListOf(MARKED_OPTION, 10)},
        optional={**MENU, **initial},
        also=(initial_among_options, option_values_unique),
    )


IMAGE_KEYS: dict[str, Rule] = {"image_url": Url(), "slack_file": SLACK_FILE}
IMAGE_SOURCES = (("image_url", "slack_file"),)

ELEMENTS: dict[str, Rule] = {
    "button": Fields(
        required={"text": plain_text(75)},
        optional={
            **ACTION_ID,
            "url": Url(),
            "value": String(2000),
            "style": STYLE,
            "confirm": CONFIRM,
            "accessibility_label": String(75),
            "agent_prompt": String(4000),
            "agent_prompt_display": String(),
            "visible_to_user_ids": ID_LIST,
        },
    ),
    "workflow_button": Fields(
        required={"text": plain_text(75), "workflow": WORKFLOW},
        optional={**ACTION_ID, "style": STYLE, "accessibility_label": String(75)},
    ),
    "icon_button": Fields(
        required={"icon": String(one_of=("trash",)), "text": plain_text(75)},
        optional={
            **ACTION_ID,
            "value": String(2000),
            "confirm": CONFIRM,
            "accessibility_label": String(75),
            "visible_to_user_ids": ListOf(String(), 10),
        },
    ),
    "feedback_buttons": Fields(required={"positive_button": FEEDBACK, "negative_button": FEEDBACK}, optional=ACTION_ID),
    "overflow": Fields(
        required={"options": ListOf(OVERFLOW_OPTION, 5)},
        optional={**ACTION_ID, "confirm": CONFIRM},
        also=(option_values_unique,),
    ),
    "checkboxes": _few_options({"initial_options": ListOf(MARKED_OPTION, 10)}),
    "radio_buttons": _few_options({"initial_option": MARKED_OPTION}),
    "static_select": _choice({**MENU, "initial_option": OPTION}),
    "multi_static_select": _choice({**SEVERAL, "initial_options": ListOf(OPTION, 100)}),
    "external_select": Fields(optional={**MENU, "initial_option": OPTION, "min_query_length": Number(0)}),
    "multi_external_select": Fields(optional={**SEVERAL, "initial_options": ListOf(OPTION, 100), "min_query_length": Number(0)}),
    "users_select": Fields(optional={**MENU, "initial_user": String()}),
    "multi_users_select": Fields(optional={**SEVERAL, "initial_users": ID_LIST}),
    "conversations_select": Fields(
        optional={
            **MENU,
            "initial_conversation": String(),
            "default_to_current_conversation": Boolean(),
            "response_url_enabled": Boolean(),
            "filter": FILTER,
        },
    ),
    "multi_conversations_select": Fields(
        optional={**SEVERAL, "initial_conversations": ID_LIST, "default_to_current_conversation": Boolean(), "filter": FILTER},
    ),
    "channels_select": Fields(optional={**MENU, "initial_channel": String(), "response_url_enabled": Boolean()}),
    "multi_channels_select": Fields(optional={**SEVERAL, "initial_channels": ID_LIST}),
    "datepicker": Fields(optional={**MENU, "initial_date": String(10, 10)}),
    "timepicker": Fields(optional={**MENU, "initial_time": String(5, 5), "timezone": String()}),
    "datetimepicker": Fields(
        optional={**ACTION_ID, "focus_on_load": Boolean(), "confirm": CONFIRM, "initial_date_time": Number(10**9, 10**10 - 1)},
    ),
    "plain_text_input": Fields(
        optional={
            **TYPED_INPUT,
            "initial_value": String(3000, 0),
            "multiline": Boolean(),
            "min_length": Number(0, 3000),
            "max_length": Number(1, 3000),
        },
        also=(_lengths_in_order,),
    ),
    "email_text_input": Fields(optional={**TYPED_INPUT, "initial_value": String()}),
    "url_text_input": Fields(optional={**TYPED_INPUT, "initial_value": String()}),
    "number_input": Fields(
        required={"is_decimal_allowed": Boolean()},
        optional={**TYPED_INPUT, "initial_value": String(), "min_value": String(), "max_value": String()},
    ),
    "rich_text_input": Fields(
        optional={**TYPED_INPUT, "initial_value": Fields(required={"elements": ListOf(Fields(), min_items=0)})},
    ),
    "file_input": Fields(optional={**ACTION_ID, "filetypes": ListOf(String()), "max_files": Number(1, 10)}),
    "image": Fields(required={"alt_text": String(2000)}, optional=IMAGE_KEYS, any_of=IMAGE_SOURCES, not_both=IMAGE_SOURCES),
    "url": Fields(required={"url": Url(), "text": String()}),
}

PICKERS = ("datepicker", "datetimepicker", "timepicker")
SELECTS = tuple(f"{kind}_select" for kind in ("static", "external", "users", "conversations", "channels"))
MULTI_SELECTS = tuple(f"multi_{kind}" for kind in SELECTS)
TEXT_INPUTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input")

IN_SECTION = (
    *("button", "checkboxes", "image", "overflow", "radio_buttons", "workflow_button"),
    *PICKERS,
    *SELECTS,
    *MULTI_SELECTS,
)
IN_ACTIONS = (
    *("button", "checkboxes", "overflow", "radio_buttons", "workflow_button", "rich_text_input"),
    *PICKERS,
    *SELECTS,
    *MULTI_SELECTS,
)
IN_INPUT = ("checkboxes", "file_input", "radio_buttons", "rich_text_input", *PICKERS, *SELECTS, *MULTI_SELECTS, *TEXT_INPUTS)
