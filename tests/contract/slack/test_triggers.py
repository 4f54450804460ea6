"""The right to open a form: once, and within three seconds."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack import SlackStandIn

Run = Callable[[Coroutine[Any, Any, Any]], Any]
VIEW = {"type": "modal", "title": {"type": "plain_text", "text": "A form"}, "blocks": [{"type": "divider"}]}


def trigger(run: Run, slack: SlackStandIn, bolt: App) -> str:
    bolt.command("/mesh")(lambda ack: ack())
    return str(run(slack.say("operator", "mesh", "/mesh add")).trigger_id)


def test_a_trigger_opens_one_form_for_the_person_who_typed(run: Run, slack: SlackStandIn, bolt: App, web: WebClient) -> None:
    web.views_open(trigger_id=trigger(run, slack, bolt), view=VIEW)
    assert [view.given["title"]["text"] for view in slack.platform.views.stacks["U0OPERATOR"]] == ["A form"]


def test_a_trigger_works_once(run: Run, slack: SlackStandIn, bolt: App, web: WebClient) -> None:
    trigger_id = trigger(run, slack, bolt)
    web.views_open(trigger_id=trigger_id, view=VIEW)
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        web.views_open(trigger_id=trigger_id, view=VIEW)


def test_a_trigger_expires(run: Run, slack: SlackStandIn, bolt: App, web: WebClient) -> None:
    slack.platform.triggers.lifetime_s = -1
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        web.views_open(trigger_id=trigger(run, slack, bolt), view=VIEW)


def test_an_invented_trigger_is_invalid(web: WebClient) -> None:
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        web.views_open(trigger_id="1.2.abc", view=VIEW)


def test_an_invalid_view_is_refused_with_pointers_and_leaves_the_trigger_good(
    run: Run, slack: SlackStandIn, bolt: App, web: WebClient
) -> None:
    trigger_id = trigger(run, slack, bolt)
    with pytest.raises(SlackApiError) as refused:
        web.views_open(trigger_id=trigger_id, view={**VIEW, "title": {"type": "plain_text", "text": "x" * 25}})
    assert refused.value.response["error"] == "invalid_arguments"
    assert refused.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]
    web.views_open(trigger_id=trigger_id, view=VIEW)
