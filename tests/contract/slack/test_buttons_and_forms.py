"""Clicks, forms, menus and home tabs, from the person's hand to the listener and back."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack import SlackStandIn

Run = Callable[[Coroutine[Any, Any, Any]], Any]
Json = dict[str, Any]


def button(label: str, action_id: str = "approve", **more: object) -> Json:
    return {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": label}, **more}


def asks(*elements: Json) -> list[Json]:
    return [{"type": "actions", "block_id": "decision", "elements": list(elements)}]


def modal(callback_id: str = "reason", **more: object) -> Json:
    box = {"type": "plain_text_input", "action_id": "why", "min_length": 3}
    why = {"type": "input", "block_id": "reason", "label": {"type": "plain_text", "text": "Reason"}, "element": box}
    title, submit = {"type": "plain_text", "text": "Why not?"}, {"type": "plain_text", "text": "Decline"}
    return {"type": "modal", "callback_id": callback_id, "title": title, "submit": submit, "blocks": [why], **more}


def acked(kept: list[Any], part: Callable[[Json], object]) -> Callable[[Ack, Json], None]:
    """Make a listener that keeps a part of the body and acks."""

    def listen(ack: Ack, body: Json) -> None:
        kept.append(part(body))
        ack()

    return listen


def opens(bolt: App, view: Json, action_id: str = "approve") -> None:
    @bolt.action(action_id)
    def listen(ack: Ack, body: Json, client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()


def opened(run: Run, slack: SlackStandIn, bolt: App, web: WebClient, view: Json) -> None:
    opens(bolt, view)
    web.chat_postMessage(channel="C0MESH", text="plan", blocks=asks(button("Why")))
    assert run(slack.click("approver", "Why")).view["title"]["text"] == "Why not?"


def test_a_click_carries_the_button_its_message_and_its_metadata(run: Run, slack: SlackStandIn, bolt: App, web: WebClient) -> None:
    clicks: list[Json] = []
    bolt.action("approve")(acked(clicks, lambda body: body))
    metadata = {"event_type": "run", "event_payload": {"run": "r-7k3f"}}
    posted = web.chat_postMessage(
        channel="C0MESH", text="plan", metadata=metadata, blocks=asks(button("Approve", value="r-7k3f", style="primary"))
    )
    delivery = run(slack.click("approver", "approve"))
    body, action = clicks[0], clicks[0]["actions"][0]
    assert delivery.status == 200
    assert (body["user"]["id"], body["channel"], body["trigger_id"]) == (
        "U0APPROVER",
        {"id": "C0MESH", "name": "mesh"},
        delivery.trigger_id,
    )
    assert body["container"] == {"type": "message", "message_ts": posted["ts"], "channel_id": "C0MESH", "is_ephemeral": False}
    assert (body["message"]["ts"], body["message"]["metadata"]) == (posted["ts"], metadata)
    assert (action["action_id"], action["block_id"], action["value"], action["style"]) == ("approve", "decision", "r-7k3f", "primary")


def test_the_newest_button_of_that_label_is_the_one_clicked(run: Run, slack: SlackStandIn, bolt: App, web: WebClient) -> None:
    values: list[str] = []
    bolt.action("approve")(acked(values, lambda body: body["actions"][0]["value"]))
    for value in ("old", "new"):
        web.chat_postMessage(channel="C0MESH", text="plan", blocks=asks(button("Approve", value=value)))
    run(slack.click("approver", "Approve"))
    assert values == ["new"]


def test_one_button_can_be_pressed_by_its_message_and_action(run: Run, slack: SlackStandIn, bolt: App, web: WebClient) -> None:
    values: list[str] = []
    bolt.action("approve")(acked(values, lambda body: body["actions"][0]["value"]))
    old = web.chat_postMessage(channel="C0MESH", text="plan", blocks=asks(button("Approve", value="old")))["ts"]
    web.chat_postMessage(channel="C0MESH", text="plan", blocks=asks(button("Approve", value="new")))
    delivery = run(slack.press("approver", old, "approve", "decision"))
    assert (values, delivery.clicked_in["ts"]) == (["old"], old)


def test_a_button_that_was_edited_away_cannot_be_clicked(run: Run, slack: SlackStandIn, web: WebClient) -> None:
    posted = web.chat_postMessage(channel="C0MESH", text="plan", blocks=asks(button("Approve")))
    web.chat_update(channel="C0MESH", ts=posted["ts"], text="approved")
    with pytest.raises(LookupError, match=r"approver sees no button 'Approve'; there are \[\]"):
        run(slack.click("approver", "Approve"))


def test_a_private_buttons_click_has_no_message_and_nobody_else_sees_it(run: Run, slack: SlackStandIn, bolt: App, web: WebClient) -> None:
    clicks: list[Json] = []
    bolt.action("approve")(acked(clicks, lambda body: body))
    web.chat_postEphemeral(channel="C0MESH", user="U0OPERATOR", text="sure?", blocks=asks(button("Yes")))
    run(slack.click("operator", "Yes"))
    assert clicks[0]["container"]["is_ephemeral"]
    assert "message" not in clicks[0]
    with pytest.raises(LookupError):
        run(slack.click("approver", "Yes"))


def test_a_confirmation_is_shown_and_can_be_declined(run: Run, slack: SlackStandIn, bolt: App, web: WebClient) -> None:
    clicks: list[Json] = []
    bolt.action("approve")(acked(clicks, lambda body: body))
    words = {"title": {"type": "plain_text", "text": "Remove web-ui?"}, "text": {"type": "mrkdwn", "text": "It cannot be undone."}}
    web.chat_postMessage(channel="C0MESH", text="plan", blocks=asks(button("Remove", confirm=words)))
    declined = run(slack.click("approver", "Remove", accept=False))
    assert declined.confirm == {"title": "Remove web-ui?", "text": "It cannot be undone."}
    assert clicks == []
    assert run(slack.click("approver", "Remove")).confirm == declined.confirm
    assert len(clicks) == 1


def test_a_click_nobody_listens_to_shows_the_status(run: Run, slack: SlackStandIn, bolt: App, web: WebClient) -> None:
    web.chat_postMessage(channel="C0MESH", text="plan", blocks=asks(button("Approve")))
    assert run(slack.click("approver", "Approve")).seen == "This app responded with Status Code 404."


def test_a_choice_in_a_menu_arrives_as_selected_option(run: Run, slack: SlackStandIn, bolt: App, web: WebClient) -> None:
    chosen: list[Json] = []
    bolt.action("size")(acked(chosen, lambda body: body["actions"][0]["selected_option"]))
    options = [{"text": {"type": "plain_text", "text": size}, "value": size.lower()} for size in ("Basic", "Standard-1X")]
    web.chat_postMessage(channel="C0MESH", text="size", blocks=asks({"type": "static_select", "action_id": "size", "options": options}))
    run(slack.choose("operator", "size", "Standard-1X"))
    assert chosen == [options[1]]


def test_a_form_sends_what_was_typed_and_closes(run: Run, slack: SlackStandIn, bolt: App, web: WebClient) -> None:
    reasons: list[Json] = []
    bolt.view("reason")(acked(reasons, lambda body: body["view"]["state"]["values"]))
    opened(run, slack, bolt, web, modal())
    delivery = run(slack.submit("approver", {"Reason": "too many dynos"}))
    assert reasons == [{"reason": {"why": {"type": "plain_text_input", "value": "too many dynos"}}}]
    assert delivery.view is None


def test_slack_itself_complains_of_an_incomplete_form(run: Run, slack: SlackStandIn, bolt: App, web: WebClient) -> None:
    opened(run, slack, bolt, web, modal())
    empty, short = run(slack.submit("approver", {})), run(slack.submit("approver", {"reason": "no"}))
    assert (empty.status, empty.errors) == (0, {"reason": "Please complete this required field."})
    assert (short.status, short.errors) == (0, {"reason": "Please enter at least 3 characters."})


def test_errors_of_the_app_keep_the_form_open(run: Run, slack: SlackStandIn, bolt: App, web: WebClient) -> None:
    bolt.view("reason")(lambda ack: ack(response_action="errors", errors={"reason": "say more"}))
    opened(run, slack, bolt, web, modal())
    delivery = run(slack.submit("approver", {"why": "because"}))
    assert delivery.errors == {"reason": "say more"}
    assert delivery.view is not None


def test_errors_for_a_block_that_is_not_there_are_trouble(run: Run, slack: SlackStandIn, bolt: App, web: WebClient) -> None:
    bolt.view("reason")(lambda ack: ack(response_action="errors", errors={"other": "say more"}))
    opened(run, slack, bolt, web, modal())
    delivery = run(slack.submit("approver", {"why": "because"}))
    assert (delivery.error, delivery.seen) == ("invalid_errors", "We had some trouble connecting. Try again?")


def test_an_ack_can_update_push_and_clear(run: Run, slack: SlackStandIn, bolt: App, web: WebClient) -> None:
    bolt.view("reason")(lambda ack: ack(response_action="update", view=modal("second")))
    bolt.view("second")(lambda ack: ack(response_action="push", view=modal("third")))
    bolt.view("third")(lambda ack: ack(response_action="clear"))
    opened(run, slack, bolt, web, modal())
    assert run(slack.submit("approver", {"why": "because"})).view["callback_id"] == "second"
    assert run(slack.submit("approver", {"why": "because"})).view["callback_id"] == "third"
    assert run(slack.submit("approver", {"why": "because"})).view is None


def test_a_form_that_the_app_closed_meanwhile_stays_closed(run: Run, slack: SlackStandIn, bolt: App, web: WebClient) -> None:
    @bolt.view("reason")
    def listen(ack: Ack) -> None:
        slack.platform.views.clear("U0APPROVER")
        ack()

    opened(run, slack, bolt, web, modal())
    delivery = run(slack.submit("approver", {"why": "because"}))
    assert (delivery.error, delivery.view) == ("", None)


def test_a_third_form_fits_on_the_stack_and_a_fourth_does_not(run: Run, slack: SlackStandIn, bolt: App, web: WebClient) -> None:
    bolt.view("reason")(lambda ack: ack(response_action="push", view=modal()))
    opened(run, slack, bolt, web, modal())
    run(slack.submit("approver", {"why": "because"}))
    assert run(slack.submit("approver", {"why": "because"})).error == ""
    assert run(slack.submit("approver", {"why": "because"})).error == "push_limit_reached"


def test_closing_is_told_only_to_apps_that_ask(run: Run, slack: SlackStandIn, bolt: App, web: WebClient) -> None:
    closed: list[bool] = []
    bolt.view_closed("reason")(acked(closed, lambda body: body["is_cleared"]))
    opened(run, slack, bolt, web, modal(notify_on_close=True))
    assert run(slack.close_form("approver")).status == 200
    assert closed == [False]


def test_a_stale_hash_is_a_conflict(run: Run, slack: SlackStandIn, bolt: App, web: WebClient) -> None:
    opened(run, slack, bolt, web, modal())
    view = slack.platform.views.top("U0APPROVER")
    assert view is not None
    old = view.hash
    web.views_update(view_id=view.id, hash=old, view=modal())
    with pytest.raises(SlackApiError, match="hash_conflict"):
        web.views_update(view_id=view.id, hash=old, view=modal())


def test_options_are_looked_up_while_typing(run: Run, slack: SlackStandIn, bolt: App, web: WebClient) -> None:
    found = [{"text": {"type": "plain_text", "text": "web-ui"}, "value": "web-ui"}]
    bolt.options("app")(lambda ack, payload: ack(options=found if payload["value"] == "web" else []))
    menu = {"type": "external_select", "action_id": "app", "min_query_length": 1}
    web.chat_postMessage(channel="C0MESH", text="which?", blocks=asks(menu))
    assert run(slack.suggest("operator", "app", "web")).options == found


def test_the_home_tab_is_published_when_it_is_opened(run: Run, slack: SlackStandIn, bolt: App) -> None:
    home = {"type": "home", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "Nothing waits for you."}}]}

    @bolt.event("app_home_opened")
    def listen(event: Json, client: WebClient) -> None:
        client.views_publish(user_id=event["user"], view=home)

    assert run(slack.open_home("approver")).status == 200
    assert slack.platform.views.homes["U0APPROVER"].given["blocks"][0]["text"]["text"] == "Nothing waits for you."


def test_a_button_on_the_home_tab_can_be_clicked(run: Run, slack: SlackStandIn, bolt: App, web: WebClient) -> None:
    clicks: list[Json] = []
    bolt.action("approve")(acked(clicks, lambda body: body))
    web.views_publish(user_id="U0APPROVER", view={"type": "home", "blocks": asks(button("Approve"))})
    run(slack.click("approver", "Approve"))
    assert clicks[0]["container"] == {"type": "view", "view_id": slack.platform.views.homes["U0APPROVER"].id}
