"""Composition objects: text, options, confirmation dialogs and what else elements are made of.

Source: https://docs.slack.dev/reference/block-kit/composition-objects.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.slack.blockkit.problem import Problem, failed
from sandbox.slack.blockkit.rules import Boolean, Fields, ListOf, Rule, String, Typed, Url


def text(max_length: int, *, min_length: int = 1) -> Rule:
    """plain_text or mrkdwn."""
    return Typed(text_schemas(max_length, min_length), ("plain_text", "mrkdwn"))


def plain_text(max_length: int, *, min_length: int = 1) -> Rule:
    return Typed(text_schemas(max_length, min_length), ("plain_text",))


def text_schemas(max_length: int, min_length: int = 1) -> dict[str, Rule]:
    """Return the schemas of both kinds of text object, for places that take other things beside them."""
    content = {"text": String(max_length, min_length)}
    return {
        "plain_text": Fields(required=content, optional={"emoji": Boolean()}),
        "mrkdwn": Fields(required=content, optional={"verbatim": Boolean()}),
    }


def _option_fields(text_rule: Rule, **more: Rule) -> Fields:
    # 150 stands in slack_sdk, 75 in @slack/types; the documentation says 150.
    return Fields(required={"text": text_rule, "value": String(150)}, optional={"description": text(75), **more})


OPTION = _option_fields(plain_text(75))
MARKED_OPTION = _option_fields(text(75))  # radio buttons and checkboxes take mrkdwn
OVERFLOW_OPTION = _option_fields(plain_text(75), url=Url())
OPTION_GROUP = Fields(required={"label": plain_text(75), "options": ListOf(OPTION, 100)})

STYLE = String(one_of=("primary", "danger"))
CONFIRM = Fields(
    required={"title": plain_text(100), "text": text(300)},
    optional={"confirm": plain_text(30), "deny": plain_text(30), "style": STYLE},
)
SLACK_FILE = Fields(optional={"id": String(), "url": Url()}, any_of=(("id", "url"),))
DISPATCH = Fields(required={"trigger_actions_on": ListOf(String(one_of=("on_enter_pressed", "on_character_entered")), 2)})
FILTER = Fields(
    optional={
        "include": ListOf(String(one_of=("im", "mpim", "private", "public"))),
        "exclude_bot_users": Boolean(),
        "exclude_external_shared_channels": Boolean(),
    },
    any_of=(("include", "exclude_bot_users", "exclude_external_shared_channels"),),
)
INPUT_PARAMETER = Fields(required={"name": String(), "value": String()})
WORKFLOW = Fields(
    required={"trigger": Fields(required={"url": Url()}, optional={"customizable_input_parameters": ListOf(INPUT_PARAMETER)})},
)
FEEDBACK = Fields(required={"text": plain_text(75), "value": String(2000)}, optional={"accessibility_label": String(75)})


def initial_among_options(value: Mapping[str, Any], at: str) -> Iterator[Problem]:
    """Refuse an initial option that is not one of the options, key for key."""
    offered = list(value.get("options") or [])
    for group in value.get("option_groups") or []:
        offered += group.get("options", []) if isinstance(group, dict) else []
    for key, chosen in (("initial_option", [value.get("initial_option")]), ("initial_options", value.get("initial_options") or [])):
        if key in value and any(option not in offered for option in chosen):
            yield failed(f"{at}/{key}", "must match one of the options", type="options")


def option_values_unique(value: Mapping[str, Any], at: str) -> Iterator[Problem]:
    seen: set[object] = set()
    for number, option in enumerate(value.get("options") or []):
        chosen = option.get("value") if isinstance(option, dict) else None
        if isinstance(chosen, str) and chosen in seen:
            yield failed(f"{at}/options/{number}/value", f"duplicate option value: {chosen}", type="unique", got=chosen)
        seen.add(chosen if isinstance(chosen, str) else None)
