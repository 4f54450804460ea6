"""response_url: five answers within half an hour, beside or in place of the first."""

from collections.abc import Callable, Coroutine
from typing import Any

import httpx
import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from sandbox.slack import SlackStandIn

Run = Callable[[Coroutine[Any, Any, Any]], Any]
Json = dict[str, Any]


@pytest.fixture
def url(run: Run, slack: SlackStandIn, bolt: App) -> str:
    """The response_url of a command that was acked with a private message."""
    urls: list[str] = []

    @bolt.command("/mesh")
    def listen(ack: Ack, command: Json) -> None:
        urls.append(command["response_url"])
        ack("on it")

    run(slack.say("operator", "mesh", "/mesh status"))
    return urls[0]


def private(slack: SlackStandIn) -> list[str]:
    return [message.text for message in slack.platform.messages.private_to("U0OPERATOR") if not message.deleted]


def public(slack: SlackStandIn) -> list[str]:
    return [message.text for message in slack.platform.messages.in_channel("C0MESH") if not message.deleted]


def test_an_answer_is_private_unless_it_says_otherwise(slack: SlackStandIn, url: str) -> None:
    assert WebhookClient(url).send(text="one").body == "ok"
    WebhookClient(url).send(text="two", response_type="in_channel")
    assert (private(slack), public(slack)) == (["on it", "one"], ["two"])


def test_the_ack_can_be_replaced_and_deleted(slack: SlackStandIn, url: str) -> None:
    WebhookClient(url).send(text="done", replace_original=True)
    assert private(slack) == ["done"]
    WebhookClient(url).send(delete_original=True)
    assert private(slack) == []


def test_a_private_answer_keeps_its_metadata(slack: SlackStandIn, url: str) -> None:
    metadata = {"event_type": "mesh_run", "event_payload": {"run": "r-7k3f", "state": "done"}}
    WebhookClient(url).send_dict({"text": "done", "metadata": metadata})
    assert [message.metadata for message in slack.platform.messages.private_to("U0OPERATOR")] == [{}, metadata]


def test_the_sixth_answer_is_refused(slack: SlackStandIn, url: str) -> None:
    for number in range(5):
        assert WebhookClient(url).send(text=f"{number}").status_code == 200
    answer = WebhookClient(url).send(text="6")
    assert (answer.status_code, answer.body) == (404, '{"ok": false, "error": "used_url"}')


def test_an_answer_after_half_an_hour_is_refused(slack: SlackStandIn, url: str) -> None:
    slack.platform.response_urls.lifetime_s = -1
    answer = WebhookClient(url).send(text="late")
    assert (answer.status_code, answer.body) == (404, '{"ok": false, "error": "expired_url"}')


def test_an_invented_url_is_refused(slack: SlackStandIn) -> None:
    assert WebhookClient(f"{slack.public_url}/commands/T0MESH/1/abc").send(text="x").status_code == 404


@pytest.mark.parametrize(
    ("error", "body"),
    [("no_text", {}), ("invalid_blocks", {"blocks": [{"type": "shout"}]}), ("invalid_payload", {"response_type": "loud", "text": "x"})],
)
def test_a_bad_answer_is_refused_by_its_name(url: str, error: str, body: Json) -> None:
    answer = httpx.post(url, json=body)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_a_visible_answer_keeps_its_metadata_and_goes_to_a_thread(slack: SlackStandIn, web: WebClient, url: str) -> None:
    parent = web.chat_postMessage(channel="C0MESH", text="the run")["ts"]
    metadata = {"event_type": "run", "event_payload": {}}
    httpx.post(url, json={"text": "log", "response_type": "in_channel", "thread_ts": parent, "metadata": metadata})
    message = list(slack.platform.messages.in_channel("C0MESH"))[-1]
    assert (message.thread_ts, message.metadata) == (parent, metadata)


def test_a_clicked_message_can_be_replaced(run: Run, slack: SlackStandIn, bolt: App, web: WebClient) -> None:
    bolt.action("approve")(lambda ack, respond: (ack(), respond(text="approved", replace_original=True)))
    button = {"type": "button", "action_id": "approve", "text": {"type": "plain_text", "text": "Approve"}}
    web.chat_postMessage(channel="C0MESH", text="plan", blocks=[{"type": "actions", "elements": [button]}])
    run(slack.click("approver", "Approve"))
    assert public(slack) == ["approved"]


def test_answers_work_where_the_bot_is_no_member(run: Run, slack: SlackStandIn, bolt: App) -> None:
    bolt.command("/mesh")(lambda ack, respond: (ack(), respond("not here")))
    run(slack.say("operator", "random", "/mesh status"))
    assert private(slack) == ["not here"]
