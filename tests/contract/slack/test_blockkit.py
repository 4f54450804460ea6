"""Block Kit's rules: what Slack refuses is refused here, with the pointer and the code; what it takes is taken."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import Block

from sandbox.slack.blockkit import message_problems, option_problems, view_problems

Json = dict[str, Any]
CONSTRAINT, MISSING, UNKNOWN, TYPE = "failed_constraint", "missing_required_field", "unknown_field", "invalid_type"


def plain(text: str = "x") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "x") -> Json:
    return {"type": "mrkdwn", "text": text}


def button(**more: object) -> Json:
    return {"type": "button", "text": plain(), "action_id": "a", **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def option(text: str = "x", value: str = "x", **more: object) -> Json:
    return {"text": plain(text), "value": value, **more}


def select(**more: object) -> Json:
    return {"type": "static_select", "action_id": "s", "options": [option()], **more}


def an_input(element: Json, **more: object) -> Json:
    return {"type": "input", "label": plain(), "element": element, **more}


def rich(*words: Json) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(words)}]}


def table(rows: int = 1, columns: int = 1, **more: object) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * columns] * rows, **more}


def task(**more: object) -> Json:
    return {"type": "task_card", "task_id": "t", "title": "Build", "status": "pending", **more}


def container(*children: Json, **more: object) -> Json:
    return {"type": "container", "title": plain(), "child_blocks": list(children), **more}


DIVIDER: Json = {"type": "divider"}
IMAGE = {"type": "image", "image_url": "https://x.org/a.png", "alt_text": "x"}
CONFIRM = {"title": plain(), "text": mrkdwn()}
TYPED = {"type": "plain_text_input", "action_id": "i"}

WRONG_BLOCKS = [
    ("/0/type", CONSTRAINT, {"type": "shout"}),
    ("/0", MISSING, {"text": mrkdwn()}),
    ("/0", TYPE, "divider"),
    ("/0", UNKNOWN, {"type": "divider", "colour": "red"}),
    ("/0/block_id", CONSTRAINT, {"type": "divider", "block_id": "x" * 256}),
    ("/0", MISSING, {"type": "section"}),
    ("/0/text/text", CONSTRAINT, {"type": "section", "text": mrkdwn("")}),
    ("/0/text/text", CONSTRAINT, {"type": "section", "text": mrkdwn("x" * 3001)}),
    ("/0/text/text", TYPE, {"type": "section", "text": {"type": "mrkdwn", "text": 5}}),
    ("/0/text", TYPE, {"type": "section", "text": "hello"}),
    ("/0/text/type", CONSTRAINT, {"type": "section", "text": {"type": "invalid", "text": "x"}}),
    ("/0/text", UNKNOWN, {"type": "section", "text": {**mrkdwn(), "emoji": True}}),
    ("/0/fields", CONSTRAINT, {"type": "section", "fields": [mrkdwn()] * 11}),
    ("/0/fields/1/text", CONSTRAINT, {"type": "section", "fields": [mrkdwn(), mrkdwn("x" * 2001)]}),
    ("/0/accessory/type", CONSTRAINT, {"type": "section", "text": mrkdwn(), "accessory": TYPED}),
    ("/0/text/type", CONSTRAINT, {"type": "header", "text": mrkdwn()}),
    ("/0/text/text", CONSTRAINT, {"type": "header", "text": plain("x" * 151)}),
    ("/0/elements", CONSTRAINT, actions()),
    ("/0/elements", CONSTRAINT, actions(*(button(action_id=f"{n}") for n in range(26)))),
    ("/0/elements/0/type", CONSTRAINT, actions(TYPED)),
    ("/0/elements/0/type", CONSTRAINT, actions(DIVIDER)),
    ("/0/elements/1/action_id", CONSTRAINT, actions(button(), button())),
    ("/0/elements/0/action_id", CONSTRAINT, actions(button(action_id="x" * 256))),
    ("/0/elements/0/text/type", CONSTRAINT, actions(button(text=mrkdwn()))),
    ("/0/elements/0/text/text", CONSTRAINT, actions(button(text=plain("x" * 76)))),
    ("/0/elements/0/value", CONSTRAINT, actions(button(value="x" * 2001))),
    ("/0/elements/0/value", TYPE, actions(button(value=5))),
    ("/0/elements/0/url", CONSTRAINT, actions(button(url="https://" + "x" * 3000))),
    ("/0/elements/0/url", CONSTRAINT, actions(button(url="javascript:alert(1)"))),
    ("/0/elements/0/style", CONSTRAINT, actions(button(style="default"))),
    ("/0/elements/0/accessibility_label", CONSTRAINT, actions(button(accessibility_label="x" * 76))),
    ("/0/elements/0/confirm", MISSING, actions(button(confirm={"title": plain()}))),
    ("/0/elements/0/confirm/title/text", CONSTRAINT, actions(button(confirm={**CONFIRM, "title": plain("x" * 101)}))),
    ("/0/elements/0/confirm/text/text", CONSTRAINT, actions(button(confirm={**CONFIRM, "text": mrkdwn("x" * 301)}))),
    ("/0/elements/0/confirm/deny/text", CONSTRAINT, actions(button(confirm={**CONFIRM, "deny": plain("x" * 31)}))),
    ("/0/elements/0", MISSING, actions({"type": "static_select", "action_id": "s"})),
    ("/0/elements/0/options", CONSTRAINT, actions(select(options=[option(value=f"{n}") for n in range(101)]))),
    ("/0/elements/0", CONSTRAINT, actions(select(option_groups=[{"label": plain(), "options": [option()]}]))),
    ("/0/elements/0/options/0/text/text", CONSTRAINT, actions(select(options=[option("x" * 76)]))),
    ("/0/elements/0/options/0/value", CONSTRAINT, actions(select(options=[option(value="x" * 151)]))),
    ("/0/elements/0/options/1/value", CONSTRAINT, actions(select(options=[option(), option()]))),
    ("/0/elements/0/options/0/text/type", CONSTRAINT, actions(select(options=[{"text": mrkdwn(), "value": "x"}]))),
    ("/0/elements/0/initial_option", CONSTRAINT, actions(select(initial_option=option("other", "other")))),
    ("/0/elements/0/placeholder/text", CONSTRAINT, actions(select(placeholder=plain("x" * 151)))),
    ("/0/elements/0/options", CONSTRAINT, actions({"type": "overflow", "options": [option(value=f"{n}") for n in range(6)]})),
    ("/0/elements/0/options", CONSTRAINT, actions({"type": "radio_buttons", "options": [option(value=f"{n}") for n in range(11)]})),
    ("/0/elements/0/options", CONSTRAINT, actions({"type": "checkboxes", "options": []})),
    ("/0/element/type", CONSTRAINT, an_input(button())),
    ("/0/label/text", CONSTRAINT, an_input(TYPED, label=plain("x" * 2001))),
    ("/0/hint/type", CONSTRAINT, an_input(TYPED, hint=mrkdwn())),
    ("/0/element/min_length", CONSTRAINT, an_input({**TYPED, "min_length": 3001})),
    ("/0/element/min_length", CONSTRAINT, an_input({**TYPED, "min_length": 9, "max_length": 8})),
    ("/0/element", MISSING, an_input({"type": "number_input", "action_id": "n"})),
    ("/0/elements", CONSTRAINT, {"type": "context", "elements": [mrkdwn()] * 11}),
    ("/0/elements/0/type", CONSTRAINT, {"type": "context", "elements": [button()]}),
    ("/0", MISSING, {"type": "image", "image_url": "https://x.org/a.png"}),
    ("/0", MISSING, {"type": "image", "alt_text": "x"}),
    ("/0/alt_text", CONSTRAINT, {**IMAGE, "alt_text": "x" * 2001}),
    ("/0/title/text", CONSTRAINT, {**IMAGE, "title": plain("x" * 2001)}),
    ("/0/text", CONSTRAINT, {"type": "markdown", "text": "x" * 12_001}),
    ("/0/rows", CONSTRAINT, table(rows=101)),
    ("/0/rows/0", CONSTRAINT, table(columns=21)),
    ("/0/column_settings", CONSTRAINT, table(column_settings=[{}] * 21)),
    ("/0/column_settings/0/align", CONSTRAINT, table(column_settings=[{"align": "middle"}])),
    ("/0/rows/0/0/type", CONSTRAINT, {"type": "table", "rows": [[mrkdwn()]]}),
    ("/0/rows", CONSTRAINT, {"type": "table", "rows": [[{"type": "raw_text", "text": "x" * 10_001}]]}),
    ("/0", MISSING, {"type": "alert", "level": "info"}),
    ("/0/level", CONSTRAINT, {"type": "alert", "text": mrkdwn(), "level": "fatal"}),
    ("/0/text/text", CONSTRAINT, {"type": "alert", "text": mrkdwn("x" * 201)}),
    ("/0", MISSING, {"type": "plan", "tasks": []}),
    ("/0/title", TYPE, {"type": "plan", "title": plain(), "tasks": []}),
    ("/0/tasks/0/status", CONSTRAINT, {"type": "plan", "title": "Add", "tasks": [task(status="done")]}),
    ("/0/tasks/0/type", CONSTRAINT, {"type": "plan", "title": "Add", "tasks": [DIVIDER]}),
    ("/0/details/type", CONSTRAINT, task(details=mrkdwn())),
    ("/0", MISSING, {"type": "task_card", "title": "Build", "status": "pending"}),
    ("/0/title/text", CONSTRAINT, {"type": "card", "title": mrkdwn("x" * 151)}),
    ("/0/body/text", CONSTRAINT, {"type": "card", "title": mrkdwn(), "body": mrkdwn("x" * 201)}),
    ("/0", MISSING, {"type": "card", "subtitle": mrkdwn()}),
    ("/0/elements", CONSTRAINT, {"type": "carousel", "elements": []}),
    ("/0/elements", CONSTRAINT, {"type": "carousel", "elements": [{"type": "card", "title": mrkdwn()}] * 11}),
    ("/0/elements/0/type", CONSTRAINT, {"type": "carousel", "elements": [DIVIDER]}),
    ("/0/child_blocks", CONSTRAINT, container(*[DIVIDER] * 11)),
    ("/0/child_blocks/0/type", CONSTRAINT, container({"type": "markdown", "text": "x"})),
    ("/0/child_blocks/0/type", CONSTRAINT, container(container(DIVIDER))),
    ("/0/has_header_divider", CONSTRAINT, container(DIVIDER, is_collapsible=True, has_header_divider=True)),
    ("/0", MISSING, {"type": "container", "child_blocks": [DIVIDER]}),
    ("/0/elements/0/type", CONSTRAINT, {"type": "context_actions", "elements": [button()]}),
    ("/0/elements/0/elements/0/type", CONSTRAINT, rich({"type": "shout"})),
    ("/0/elements/0/elements/0/text", CONSTRAINT, rich({"type": "text", "text": ""})),
    ("/0/elements/0/elements/0/style", UNKNOWN, rich({"type": "text", "text": "x", "style": {"loud": True}})),
    ("/0/elements/0/style", CONSTRAINT, {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "dash", "elements": []}]}),
]


@pytest.mark.parametrize(("pointer", "code", "block"), WRONG_BLOCKS)
def test_a_wrong_block_is_refused_at_its_pointer(pointer: str, code: str, block: object) -> None:
    assert [(problem.pointer, problem.code) for problem in message_problems([block], at="")] == [(pointer, code)]


WRONG_MESSAGES = [
    ("", TYPE, {"type": "divider"}),
    ("", CONSTRAINT, [DIVIDER] * 51),
    ("/1/block_id", CONSTRAINT, [{**DIVIDER, "block_id": "b"}, {**DIVIDER, "block_id": "b"}]),
    ("/1/child_blocks/0/block_id", CONSTRAINT, [{**DIVIDER, "block_id": "b"}, container({**DIVIDER, "block_id": "b"})]),
    ("/1", CONSTRAINT, [table(), table()]),
    ("/1/text", CONSTRAINT, [{"type": "markdown", "text": "x" * 6_001}] * 2),
]


@pytest.mark.parametrize(("pointer", "code", "blocks"), WRONG_MESSAGES)
def test_rules_over_a_whole_message_are_held(pointer: str, code: str, blocks: object) -> None:
    assert [(problem.pointer, problem.code) for problem in message_problems(blocks, at="")] == [(pointer, code)]


def modal(**more: object) -> Json:
    return {"type": "modal", "title": plain(), "submit": plain(), "blocks": [DIVIDER], **more}


WRONG_VIEWS = [
    ("/type", CONSTRAINT, modal(type="dialog")),
    ("/title/text", CONSTRAINT, modal(title=plain("x" * 25))),
    ("/title/type", CONSTRAINT, modal(title=mrkdwn())),
    ("/submit/text", CONSTRAINT, modal(submit=plain("x" * 25))),
    ("/close/text", CONSTRAINT, modal(close=plain("x" * 25))),
    ("", MISSING, {"type": "modal", "title": plain(), "blocks": [an_input(TYPED)]}),
    ("", MISSING, {"type": "modal", "blocks": [DIVIDER]}),
    ("/blocks", CONSTRAINT, modal(blocks=[])),
    ("/blocks", CONSTRAINT, modal(blocks=[DIVIDER] * 101)),
    ("/blocks/0/type", CONSTRAINT, modal(blocks=[table()])),
    ("/private_metadata", CONSTRAINT, modal(private_metadata="x" * 3001)),
    ("/private_metadata", TYPE, modal(private_metadata={"run": "r-7k3f"})),
    ("/callback_id", CONSTRAINT, modal(callback_id="x" * 256)),
    ("", UNKNOWN, {"type": "home", "blocks": [DIVIDER], "submit": plain()}),
    (
        "/blocks/1/element/focus_on_load",
        CONSTRAINT,
        modal(blocks=[an_input({**TYPED, "focus_on_load": True})] * 2),
    ),
]


@pytest.mark.parametrize(("pointer", "code", "view"), WRONG_VIEWS)
def test_a_wrong_view_is_refused_at_its_pointer(pointer: str, code: str, view: object) -> None:
    assert [(problem.pointer, problem.code) for problem in view_problems(view)] == [(pointer, code)]


RIGHT_BLOCKS = [
    {"type": "section", "text": mrkdwn("x" * 3000), "fields": [plain()] * 10, "accessory": select(), "expand": True},
    {"type": "header", "text": {**plain("x" * 150), "emoji": True}},
    {"type": "context", "elements": [IMAGE, plain(), mrkdwn()]},
    actions(button(style="danger", confirm={**CONFIRM, "confirm": plain("Yes"), "deny": plain("No"), "style": "danger"}), select()),
    {"type": "context_actions", "elements": [{"type": "icon_button", "icon": "trash", "text": plain(), "action_id": "i"}]},
    an_input({**TYPED, "multiline": True, "max_length": 3000, "placeholder": plain()}, hint=plain(), optional=True),
    {**IMAGE, "title": plain()},
    {"type": "markdown", "text": "# x"},
    rich(
        {"type": "text", "text": "x", "style": {"bold": True}}, {"type": "link", "url": "https://x.org"}, {"type": "user", "user_id": "U1"}
    ),
    table(rows=100, columns=20, column_settings=[{"align": "right", "is_wrapped": True}, None]),
    {"type": "alert", "text": mrkdwn("x" * 200), "level": "success"},
    {"type": "plan", "title": "Add web-ui", "tasks": [task(details=rich()), {"task_id": "u", "title": "Scale", "status": "error"}]},
    task(output=rich(), sources=[{"type": "url", "url": "https://x.org", "text": "x"}]),
    {"type": "card", "title": mrkdwn(), "body": mrkdwn("x" * 200), "icon": IMAGE, "actions": [button()]},
    {"type": "carousel", "elements": [{"type": "card", "title": mrkdwn()}] * 10},
    container(DIVIDER, {"type": "section", "text": mrkdwn()}, is_collapsible=True, default_collapsed=True, width="full"),
]


@pytest.mark.parametrize("block", RIGHT_BLOCKS, ids=lambda block: str(block["type"]))
def test_a_right_block_is_taken_here_and_by_slack_sdk(block: Json) -> None:
    assert message_problems([block]) == []
    parsed = Block.parse(block)
    assert parsed is not None
    parsed.validate_json()


def test_a_right_modal_and_home_tab_are_taken() -> None:
    assert view_problems(modal(blocks=[an_input(TYPED)], private_metadata="", notify_on_close=True, clear_on_close=False)) == []
    assert view_problems({"type": "home", "blocks": [actions(button())], "callback_id": "home"}) == []


def test_the_options_of_a_typed_search_are_checked() -> None:
    assert option_problems({"options": [option()]}) == []
    assert [problem.pointer for problem in option_problems({"options": [{"text": "x", "value": "x"}]})] == ["/options/0/text"]
    assert [problem.code for problem in option_problems({})] == [MISSING]


def test_blocks_validate_answers_as_slack_documents_it(web: WebClient) -> None:
    wrong = [{"type": "section", "text": {"type": "invalid", "text": "x"}}]
    with pytest.raises(SlackApiError) as refused:
        web.api_call("blocks.validate", json={"blocks": wrong})
    answer = refused.value.response
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"] == [
        {
            "pointer": "/0/text/type",
            "code": "failed_constraint",
            "message": "unsupported type: invalid",
            "constraint": {"type": "enum", "expected": ["mrkdwn", "plain_text"], "got": "invalid"},
        }
    ]


@pytest.mark.parametrize(
    ("error", "arguments"),
    [
        ("invalid_message", {"message": {"blocks": [{"type": "shout"}]}}),
        ("invalid_view", {"view": modal(blocks=[])}),
        ("invalid_arguments", {}),
        ("invalid_arguments", {"blocks": [], "view": {}}),
    ],
)
def test_blocks_validate_takes_one_of_three(web: WebClient, error: str, arguments: Json) -> None:
    with pytest.raises(SlackApiError, match=error):
        web.api_call("blocks.validate", json=arguments)


def test_blocks_validate_says_ok_to_what_is_right(web: WebClient) -> None:
    assert web.api_call("blocks.validate", json={"message": {"blocks": RIGHT_BLOCKS[:9]}})["ok"]
