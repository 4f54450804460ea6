"""The event feed, the state, and the HTTP side of the driver."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

import httpx
import pytest
from slack_bolt import App
from slack_sdk import WebClient

from sandbox.slack import Happening, SlackStandIn, Subscription

Run = Callable[[Coroutine[Any, Any, Any]], Any]
Json = dict[str, Any]
METADATA = {"event_type": "run", "event_payload": {"run": "r-7k3f"}}


async def next_of(subscription: Subscription, count: int) -> list[Happening]:
    return [await asyncio.wait_for(anext(subscription), 5) for _ in range(count)]


def post(slack: SlackStandIn, act: str, **body: object) -> httpx.Response:
    return httpx.post(f"{slack.public_url}/_sandbox/{act}", json=body)


def test_the_feed_tells_every_change_of_a_message_in_order(run: Run, slack: SlackStandIn, web: WebClient) -> None:
    async def subscribed() -> Subscription:
        return slack.watch()

    feed = run(subscribed())
    ts = web.chat_postMessage(channel="C0MESH", text="one", metadata=METADATA)["ts"]
    web.chat_update(channel="C0MESH", ts=ts, text="two")
    web.chat_postEphemeral(channel="C0MESH", user="U0OPERATOR", text="psst")
    web.chat_delete(channel="C0MESH", ts=ts)
    events = run(next_of(feed, 4))
    assert [event.kind for event in events] == ["posted", "edited", "private", "deleted"]
    assert [event.seq for event in events] == sorted(event.seq for event in events)
    assert events[0].what["metadata"] == METADATA
    assert events[2].user == "U0OPERATOR"


def test_a_message_in_the_feed_stays_as_it_was_then(run: Run, slack: SlackStandIn, web: WebClient) -> None:
    ts = web.chat_postMessage(channel="C0MESH", text="one")["ts"]
    web.chat_update(channel="C0MESH", ts=ts, text="two")
    assert [event.what["text"] for event in slack.platform.feed.events] == ["one", "two"]


def test_a_closed_subscription_ends(run: Run, slack: SlackStandIn) -> None:
    async def drained() -> list[Any]:
        feed = slack.watch()
        feed.close()
        return [event async for event in feed]

    assert run(drained()) == []


def test_the_feed_is_a_stream_of_server_sent_events(slack: SlackStandIn, web: WebClient) -> None:
    web.chat_postMessage(channel="C0MESH", text="before")
    with httpx.stream("GET", f"{slack.public_url}/_sandbox/events?since=0", timeout=5) as stream:
        lines = stream.iter_lines()
        first = json.loads(next(line for line in lines if line.startswith("data: "))[6:])
        web.chat_postMessage(channel="C0MESH", text="after")
        second = json.loads(next(line for line in lines if line.startswith("data: "))[6:])
    assert [(e["kind"], e["channel"], e["what"]["text"]) for e in (first, second)] == [
        ("posted", "C0MESH", "before"),
        ("posted", "C0MESH", "after"),
    ]


def test_a_person_speaks_and_clicks_over_http(slack: SlackStandIn, bolt: App, web: WebClient) -> None:
    bolt.command("/mesh")(lambda ack: ack("on it"))
    bolt.action("approve")(lambda ack: ack())
    button = {"type": "button", "action_id": "approve", "text": {"type": "plain_text", "text": "Approve"}}
    web.chat_postMessage(channel="C0MESH", text="plan", blocks=[{"type": "actions", "elements": [button]}])
    said = post(slack, "say", **{"as": "operator", "channel": "mesh", "text": "/mesh status"}).json()
    clicked = post(slack, "click", **{"as": "approver", "label": "Approve", "channel": "mesh"}).json()
    assert (said["status"], said["private"]["text"], clicked["status"]) == (200, "on it", 200)


def test_a_form_is_submitted_over_http(slack: SlackStandIn, bolt: App, web: WebClient) -> None:
    box = {"type": "plain_text_input", "action_id": "why"}
    field = {"type": "input", "block_id": "reason", "label": {"type": "plain_text", "text": "Reason"}, "element": box}
    words = {key: {"type": "plain_text", "text": key} for key in ("title", "submit")}
    view = {"type": "modal", "callback_id": "form", "blocks": [field], **words}
    bolt.command("/mesh")(lambda ack, command, client: (client.views_open(trigger_id=command["trigger_id"], view=view), ack()))
    bolt.view("form")(lambda ack: ack())
    post(slack, "say", **{"as": "operator", "channel": "mesh", "text": "/mesh decline"})
    assert post(slack, "submit", **{"as": "operator", "values": {"Reason": "too many"}}).json()["status"] == 200


@pytest.mark.parametrize(
    ("status", "act", "body", "sentence"),
    [
        (404, "click", {"as": "operator", "label": "Approve"}, "operator sees no button 'Approve'; there are []"),
        (404, "submit", {"as": "operator", "values": {}}, "operator has no form open"),
        (400, "say", {"as": "operator", "channel": "mesh"}, "the request lacks 'text'"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(slack: SlackStandIn, status: int, act: str, body: Json, sentence: str) -> None:
    answer = post(slack, act, **body)
    assert (answer.status_code, answer.json()["message"]) == (status, sentence)


def test_the_bot_is_put_out_of_a_channel_and_in_again(slack: SlackStandIn, web: WebClient) -> None:
    post(slack, "membership", channel="mesh", **{"in": False})
    assert web.conversations_info(channel="C0MESH")["channel"]["is_member"] is False
    post(slack, "membership", channel="mesh", **{"in": True})
    assert web.chat_postMessage(channel="C0MESH", text="back")["ok"]


def test_groups_and_people_change(slack: SlackStandIn, web: WebClient) -> None:
    post(slack, "groups", group="approvers", add="admin", remove=["approver2"])
    assert web.usergroups_users_list(usergroup="S0APPROVERS")["users"] == ["U0APPROVER", "U0ADMIN"]
    post(slack, "groups", group="S0APPROVERS", members=["approver"])
    assert web.usergroups_users_list(usergroup="S0APPROVERS")["users"] == ["U0APPROVER"]
    post(slack, "people", person="approver", deactivated=True)
    assert web.usergroups_users_list(usergroup="S0APPROVERS")["users"] == []


def test_the_state_counts_calls_and_shows_everything_that_is_held(slack: SlackStandIn, web: WebClient) -> None:
    web.chat_postMessage(channel="C0MESH", text="one", metadata=METADATA)
    state = httpx.get(f"{slack.public_url}/_sandbox/state").json()
    assert state["calls"] == {"chat.postMessage": 1}
    assert [channel["name"] for channel in state["channels"]] == ["mesh", "general", "random"]
    assert state["channels"][0]["messages"][0]["metadata"] == METADATA
    assert {"private", "views", "files", "people", "groups", "ratelimited", "invalid", "deliveries"} <= state.keys()


def test_settings_are_read_and_changed_over_http(slack: SlackStandIn) -> None:
    url = f"{slack.public_url}/_sandbox/settings"
    changed = httpx.patch(url, json={"smart_typing": True, "ack_timeout_s": 1, "scopes": ["commands"]}).json()
    assert (changed["smart_typing"], changed["ack_timeout_s"], changed["scopes"]) == (True, 1.0, ["commands"])
    assert httpx.patch(url, json={"colour": "red"}).status_code == 400
