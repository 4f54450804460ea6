"""Posting, editing, deleting and reading messages with the real WebClient."""

from collections.abc import Callable, Coroutine
from typing import Any, cast

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from sandbox.slack import SlackStandIn

Run = Callable[[Coroutine[Any, Any, Any]], Any]
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*hello*"}}
METADATA = {"event_type": "run", "event_payload": {"run": "r-7k3f"}}


def refusal(call: Callable[..., object], **arguments: object) -> SlackResponse:
    with pytest.raises(SlackApiError) as refused:
        call(**arguments)
    return cast("SlackResponse", refused.value.response)


def texts(slack: SlackStandIn, channel: str = "C0MESH") -> list[str]:
    return [message.text for message in slack.platform.messages.in_channel(channel) if not message.deleted]


def test_the_token_says_who_the_bot_is(web: WebClient) -> None:
    answer = web.auth_test()
    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == ("U0MESHBOT", "B0MESHBOT", "T0MESH")


def test_a_message_keeps_its_blocks_and_metadata(slack: SlackStandIn, web: WebClient) -> None:
    posted = web.chat_postMessage(channel="C0MESH", text="hello", blocks=[SECTION], metadata=METADATA)
    message = slack.platform.messages.find("C0MESH", posted["ts"])
    assert message is not None
    assert (message.blocks[0]["text"], message.metadata) == (SECTION["text"], METADATA)
    assert posted["message"]["blocks"][0]["block_id"]


def test_blocks_come_as_text_in_a_form_too(slack: SlackStandIn) -> None:
    answer = httpx.post(
        f"{slack.public_url}/api/chat.postMessage",
        data={"channel": "C0MESH", "blocks": '[{"type": "divider"}]', "token": slack.platform.tokens.bot},
    )
    assert answer.json()["message"]["blocks"][0]["type"] == "divider"


def test_a_persons_id_means_the_direct_message_with_them(web: WebClient) -> None:
    assert web.chat_postMessage(channel="U0OPERATOR", text="psst")["channel"] == "D0OPERATOR"
    assert web.conversations_open(users="U0OPERATOR")["channel"]["id"] == "D0OPERATOR"


def test_text_alone_takes_the_blocks_away_and_leaves_the_metadata(slack: SlackStandIn, web: WebClient) -> None:
    posted = web.chat_postMessage(channel="C0MESH", text="hello", blocks=[SECTION], metadata=METADATA)
    web.chat_update(channel="C0MESH", ts=posted["ts"], text="done")
    message = slack.platform.messages.find("C0MESH", posted["ts"])
    assert message is not None
    assert (message.text, message.blocks, message.metadata) == ("done", [], METADATA)
    assert message.edited["user"] == "U0MESHBOT"


def test_timestamps_only_grow(web: WebClient) -> None:
    stamps = [web.chat_postMessage(channel="C0MESH", text=f"{n}")["ts"] for n in range(3)]
    assert stamps == sorted(set(stamps))


def test_a_deleted_message_is_gone_for_the_api(slack: SlackStandIn, web: WebClient) -> None:
    posted = web.chat_postMessage(channel="C0MESH", text="oops")
    web.chat_delete(channel="C0MESH", ts=posted["ts"])
    assert texts(slack) == []
    assert refusal(web.chat_update, channel="C0MESH", ts=posted["ts"], text="again")["error"] == "message_not_found"


def test_history_is_newest_first_and_threads_are_read_on_their_own(web: WebClient) -> None:
    parent = web.chat_postMessage(channel="C0MESH", text="one")["ts"]
    web.chat_postMessage(channel="C0MESH", text="an answer", thread_ts=parent)
    web.chat_postMessage(channel="C0MESH", text="two")
    assert [m["text"] for m in web.conversations_history(channel="C0MESH")["messages"]] == ["two", "one"]
    assert [m["text"] for m in web.conversations_replies(channel="C0MESH", ts=parent)["messages"]] == ["one", "an answer"]


def test_history_shows_metadata_only_to_those_who_ask(web: WebClient) -> None:
    web.chat_postMessage(channel="C0MESH", text="one", metadata=METADATA)
    assert "metadata" not in web.conversations_history(channel="C0MESH")["messages"][0]
    assert web.conversations_history(channel="C0MESH", include_all_metadata=True)["messages"][0]["metadata"] == METADATA


def test_a_page_has_a_cursor_for_the_next(web: WebClient) -> None:
    for text in ("one", "two", "three"):
        web.chat_postMessage(channel="C0MESH", text=text)
    first = web.conversations_history(channel="C0MESH", limit=2)
    second = web.conversations_history(channel="C0MESH", limit=2, cursor=first["response_metadata"]["next_cursor"])
    assert [m["text"] for m in first["messages"]] + [m["text"] for m in second["messages"]] == ["three", "two", "one"]
    assert (first["has_more"], second["has_more"]) == (True, False)


def test_a_private_message_is_for_one_person_and_cannot_be_edited(slack: SlackStandIn, web: WebClient) -> None:
    ts = web.chat_postEphemeral(channel="C0MESH", user="U0OPERATOR", text="psst")["message_ts"]
    assert [m.text for m in slack.platform.messages.private_to("U0OPERATOR")] == ["psst"]
    assert refusal(web.chat_update, channel="C0MESH", ts=ts, text="x")["error"] == "message_not_found"


def test_a_permalink_names_channel_and_timestamp(web: WebClient) -> None:
    ts = web.chat_postMessage(channel="C0MESH", text="one")["ts"]
    link = web.chat_getPermalink(channel="C0MESH", message_ts=ts)["permalink"]
    assert link == f"https://mesh-sandbox.slack.com/archives/C0MESH/p{ts.replace('.', '')}"


def test_the_members_of_a_group_are_those_who_are_still_here(slack: SlackStandIn, web: WebClient) -> None:
    slack.workspace.person("approver2").deactivated = True
    assert web.usergroups_users_list(usergroup="S0APPROVERS")["users"] == ["U0APPROVER"]
    assert [g["handle"] for g in web.usergroups_list()["usergroups"]] == ["operators", "approvers"]


def test_people_and_channels_are_looked_up_by_id(web: WebClient) -> None:
    assert web.users_info(user="U0OUTSIDER")["user"]["name"] == "outsider"
    assert web.conversations_info(channel="C0RANDOM")["channel"]["is_member"] is False
    assert len(web.users_list()["members"]) == 7


def test_a_reaction_is_added_once(slack: SlackStandIn, web: WebClient) -> None:
    ts = web.chat_postMessage(channel="C0MESH", text="one")["ts"]
    web.reactions_add(channel="C0MESH", timestamp=ts, name="eyes")
    assert refusal(web.reactions_add, channel="C0MESH", timestamp=ts, name="eyes")["error"] == "already_reacted"


@pytest.mark.parametrize(
    ("error", "arguments"),
    [
        ("channel_not_found", {"channel": "C0NOWHERE", "text": "x"}),
        ("not_in_channel", {"channel": "C0RANDOM", "text": "x"}),
        ("is_archived", {"channel": "C0GENERAL", "text": "x"}),
        ("no_text", {"channel": "C0MESH", "text": " "}),
        ("no_text", {"channel": "C0MESH"}),
        ("msg_too_long", {"channel": "C0MESH", "text": "x" * 40_001}),
        ("invalid_blocks_format", {"channel": "C0MESH", "text": "x", "blocks": "{"}),
        ("invalid_blocks_format", {"channel": "C0MESH", "text": "x", "blocks": {"type": "divider"}}),
        ("invalid_metadata_format", {"channel": "C0MESH", "text": "x", "metadata": {"event_type": "run"}}),
        ("thread_not_found", {"channel": "C0MESH", "text": "x", "thread_ts": "1.000001"}),
        ("invalid_arguments", {"text": "x"}),
    ],
)
def test_a_bad_message_is_refused_by_its_name(slack: SlackStandIn, web: WebClient, error: str, arguments: dict[str, Any]) -> None:
    slack.workspace.channels["C0GENERAL"].is_archived = True
    assert refusal(web.api_call, api_method="chat.postMessage", json=arguments)["error"] == error


def test_invalid_blocks_are_named_with_pointers(slack: SlackStandIn, web: WebClient) -> None:
    answer = refusal(web.chat_postMessage, channel="C0MESH", text="x", blocks=[{"type": "actions", "elements": []}])
    assert (answer["error"], answer["errors"]) == ("invalid_blocks", ["no less than 1 items required [json-pointer:/blocks/0/elements]"])
    assert answer["response_metadata"]["messages"] == ["[ERROR] no less than 1 items required [json-pointer:/blocks/0/elements]"]


def test_all_blocks_together_have_a_limit_too(web: WebClient) -> None:
    long = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2_700}}
    assert refusal(web.chat_postMessage, channel="C0MESH", text="x", blocks=[long] * 5)["error"] == "msg_blocks_too_long"


def test_an_edit_takes_less_text_than_a_post(web: WebClient) -> None:
    ts = web.chat_postMessage(channel="C0MESH", text="x" * 4_001)["ts"]
    assert refusal(web.chat_update, channel="C0MESH", ts=ts, text="x" * 4_001)["error"] == "msg_too_long"


def test_a_persons_message_cannot_be_edited_or_deleted(run: Run, slack: SlackStandIn, web: WebClient) -> None:
    ts = run(slack.say("operator", "mesh", "hello")).message["ts"]
    assert refusal(web.chat_update, channel="C0MESH", ts=ts, text="bye")["error"] == "cant_update_message"
    assert refusal(web.chat_delete, channel="C0MESH", ts=ts)["error"] == "cant_delete_message"


def test_a_private_message_needs_a_person_in_the_channel(slack: SlackStandIn, web: WebClient) -> None:
    slack.workspace.channels["C0MESH"].members.discard("U0OUTSIDER")
    assert refusal(web.chat_postEphemeral, channel="C0MESH", user="U0OUTSIDER", text="x")["error"] == "user_not_in_channel"


def test_no_token_and_a_wrong_token_are_told_apart(slack: SlackStandIn) -> None:
    url = f"{slack.public_url}/api/auth.test"
    assert httpx.post(url).json() == {"ok": False, "error": "not_authed"}
    assert httpx.post(url, headers={"Authorization": "Bearer xoxb-other"}).json() == {"ok": False, "error": "invalid_auth"}


def test_the_app_token_opens_sockets_and_nothing_else(slack: SlackStandIn, web: WebClient) -> None:
    assert refusal(web.apps_connections_open, app_token=slack.platform.tokens.bot)["error"] == "not_allowed_token_type"
    assert refusal(web.auth_test, token=slack.platform.tokens.app)["error"] == "not_allowed_token_type"


def test_a_missing_scope_is_named_beside_those_that_are_there(slack: SlackStandIn, web: WebClient) -> None:
    slack.grant({"commands", "users:read"})
    answer = refusal(web.chat_postMessage, channel="C0MESH", text="x")
    assert (answer["error"], answer["needed"], answer["provided"]) == ("missing_scope", "chat:write", "commands,users:read")


def test_with_chat_write_public_the_bot_may_post_uninvited(slack: SlackStandIn, web: WebClient) -> None:
    slack.grant({"chat:write", "chat:write.public"})
    assert web.chat_postMessage(channel="C0RANDOM", text="hello")["ok"]


def test_a_method_that_slack_has_not_is_unknown(web: WebClient) -> None:
    assert refusal(web.api_call, api_method="chat.shout")["error"] == "unknown_method"
