"""Bolt's listeners: the only code that knows slack_bolt."""

import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError, SlackRequestError
from slack_sdk.webhook import WebhookClient

from bot.desk import Clicked, Desk, Typed, Untold
from bot.mentions import begins_with_the_name, mention_in
from mesh.errors import InvalidRequest, TemporaryFailure
from mesh.quoting import on_one_line
from messages import answers
from messages.blocks import Rendered
from messages.buttons import DECLINE, clicked_run
from messages.decline import CALLBACK as DECLINE_FORM
from messages.decline import REASON, decline_form
from messages.route_form import CALLBACK as ROUTE_FORM
from messages.route_form import NAME

log = logging.getLogger(__name__)

ANYTHING = re.compile(".*")
READ_BY_BOLT = ("SLACK_BOT_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_VERIFICATION_TOKEN")
"""Bolt takes these for its own by itself: the token it then warns of at each start, the client's two turn it to OAuth."""


def bolt_app(desk: Desk, *, token: str, api_url: str) -> App:
    """Build the Bolt app. It asks Slack nothing: neither when it is made nor before an ack.

    `process_before_response` makes Slack's 200 wait for the listener, so that what was acked is stored.
    """

    def authorize(team_id: str | None, enterprise_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

    with _unset(*READ_BY_BOLT):
        app = App(
            client=WebClient(base_url=api_url),
            request_verification_enabled=False,  # `bot/gate.py` has verified it
            authorize=authorize,
            process_before_response=True,
            token_verification_enabled=False,
            raise_error_for_unhandled_request=False,
        )

    forms = WebClient(token=token, base_url=api_url, timeout=1)
    _listen_to_commands(app, desk, forms)
    _listen_to_mentions(app, desk, forms)
    _listen_to_the_home_tab(app, desk, forms)
    _listen_to_buttons(app, desk, forms)
    _listen_to_forms(app, desk, forms)

    @app.error
    def broken(error: Exception, body: dict[str, Any]) -> BoltResponse:
        """Tell a person who typed; a click that was not carried out is a failure, which Slack shows beside the button."""
        log.error("a listener broke", exc_info=error)
        if "command" in body:
            rendered = answers.broken()
            said = {"text": rendered.text, "blocks": list(rendered.blocks), "response_type": "ephemeral"}
            return BoltResponse(status=200, body=said, headers={"Content-Type": ["application/json"]})
        return BoltResponse(status=500)

    return app


@contextmanager
def _unset(*names: str) -> Iterator[None]:
    """Take variables out of the environment for as long as its block runs."""
    taken = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(taken)


def _listen_to_commands(app: App, desk: Desk, forms: WebClient) -> None:
    @app.command(ANYTHING)
    def command(ack: Ack, body: dict[str, str]) -> None:
        typed = _typed(body)
        form = desk.form_for(typed)
        if form is None:
            _acked(ack, desk.answer(typed))
        elif _opened(forms, body["trigger_id"], form):
            ack()
        else:
            _acked(ack, answers.form_not_opened("route add APP NAME path=/…"))


def _listen_to_mentions(app: App, desk: Desk, forms: WebClient) -> None:
    @app.event("app_mention")
    def mentioned(body: dict[str, Any]) -> None:
        """Do what a person's mention asks for. What raises is no 200, so that Slack brings the event again."""
        typed = mention_in(body)
        if typed:
            with _refusals() as refused:
                desk.mentioned(typed, is_addressed=begins_with_the_name(body))
            for rendered in refused:
                _say(forms, rendered, typed.person, channel=typed.channel, thread=typed.thread)


def _listen_to_the_home_tab(app: App, desk: Desk, forms: WebClient) -> None:
    @app.event("app_home_opened")
    def opened(body: dict[str, Any]) -> None:
        """Have the tab shown. The event also comes when somebody opens the direct message with the bot, where there is nothing to do."""
        if body["event"].get("tab") == "home":
            person = body["event"]["user"]
            with _refusals() as refused:
                desk.home_opened(person)
            for rendered in refused:
                forms.views_publish(user_id=person, view={"type": "home", "blocks": list(rendered.blocks)})


def _listen_to_buttons(app: App, desk: Desk, forms: WebClient) -> None:
    @app.action(DECLINE)
    def ask_why(ack: Ack, body: dict[str, Any]) -> None:
        """Open the form at once: its trigger is good for three seconds. It is static, and Slack has one second to take it."""
        clicked = _clicked(body)
        with _refusals() as refused:
            why_not = desk.may_open_form(clicked)
            if why_not is None and not _opened(forms, body["trigger_id"], decline_form(*clicked_run(clicked.value), clicked.channel)):
                why_not = answers.form_not_opened(f"decline {clicked_run(clicked.value)[0]} WHY")
            if why_not:
                desk.bring(clicked, why_not)
        for rendered in refused:
            _say(forms, rendered, clicked.person, response_url=clicked.response_url)
        ack()

    @app.action(ANYTHING)
    def action(ack: Ack, body: dict[str, Any]) -> None:
        clicked = _clicked(body)
        with _refusals() as refused:
            desk.decide(clicked)
        for rendered in refused:
            _say(forms, rendered, clicked.person, response_url=clicked.response_url)
        ack()


def _listen_to_forms(app: App, desk: Desk, forms: WebClient) -> None:
    @app.view(ROUTE_FORM)
    def route_asked_for(ack: Ack, body: dict[str, Any]) -> None:
        view = body["view"]
        person = body["user"]["id"]
        errors: dict[str, str] = {}
        with _refusals() as refused:
            errors, answer = desk.file_form(person, view["private_metadata"], view["state"]["values"], view["id"])
            if answer:
                desk.tell(person, answer, view["id"])
        errors |= _in_form(NAME, refused)
        if errors:
            ack(response_action="errors", errors=errors)
            return
        for rendered in refused:
            _say(forms, rendered, person)
        ack()

    @app.view(DECLINE_FORM)
    def declined(ack: Ack, body: dict[str, Any]) -> None:
        view = body["view"]
        reason = on_one_line(view["state"]["values"].get(REASON, {}).get(REASON, {}).get("value") or "")
        if not reason:
            ack(response_action="errors", errors={REASON: "Say why in a few words."})
            return
        try:
            with _refusals() as refused:
                desk.decline(body["user"]["id"], view["private_metadata"], reason, view["id"])
        except InvalidRequest as wrong:
            ack(response_action="errors", errors={REASON: str(wrong)})
            return
        if errors := _in_form(REASON, refused):
            ack(response_action="errors", errors=errors)
            return
        for rendered in refused:
            _say(forms, rendered, body["user"]["id"])
        ack()


@contextmanager
def _refusals() -> Iterator[list[Rendered]]:
    """Yield a list that holds, after the block, what is to be said at once because the store refused to note it or the answer to it."""
    refused: list[Rendered] = []
    try:
        yield refused
    except Untold as untold:
        refused.append(untold.rendered)
    except TemporaryFailure as failure:
        if not failure.refusal:
            raise
        log.exception("the store refuses")
        refused.append(answers.store_refuses(failure.refusal))


def _in_form(field: str, refused: list[Rendered]) -> dict[str, str]:
    """Return errors for a form, which stays open: only where nothing of it was done."""
    said = [each.text.removeprefix(":warning: ") for each in refused if each.blocks[0].get("block_id") == answers.NOTHING_DONE]
    return {field: said[0]} if said else {}


def _typed(body: dict[str, str]) -> Typed:
    return Typed(body["user_id"], body["channel_id"], body.get("text", ""), body["trigger_id"], body.get("response_url", ""))


def _opened(forms: WebClient, trigger_id: str, view: dict[str, Any]) -> bool:
    try:
        forms.views_open(trigger_id=trigger_id, view=view)
    except (SlackClientError, OSError) as failure:
        log.warning("a form was not opened", extra={"why": type(failure).__name__})
        return False
    return True


def _clicked(body: dict[str, Any]) -> Clicked:
    action = body["actions"][0]
    channel = (body.get("channel") or {}).get("id") or (body.get("container") or {}).get("channel_id") or ""
    person, url = body["user"]["id"], body.get("response_url", "")
    return Clicked(person, action["action_id"], action.get("value", ""), url, body["trigger_id"], channel)


def _say(forms: WebClient, rendered: Rendered, person: str, *, response_url: str = "", channel: str = "", thread: str = "") -> None:
    """Say at once what the store does not keep for a worker. Raises SlackClientError or OSError within a second."""
    said: dict[str, Any] = {"text": rendered.text, "blocks": list(rendered.blocks)}
    if response_url:
        answer = WebhookClient(response_url, timeout=1).send(**said, response_type="ephemeral", replace_original=False)
        if answer.status_code != HTTPStatus.OK:
            raise SlackRequestError(f"a response_url was answered {answer.status_code}")
    elif channel:
        forms.chat_postEphemeral(channel=channel, user=person, thread_ts=thread or None, **said)
    else:
        forms.chat_postMessage(channel=person, **said)


def _acked(ack: Ack, rendered: Rendered) -> None:
    ack(text=rendered.text, blocks=list(rendered.blocks), response_type="ephemeral")
