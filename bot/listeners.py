"""Bolt's listeners: the only code that knows slack_bolt."""

import logging
import re

from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk import WebClient

from bot.desk import Desk, Typed
from messages import answers
from messages.blocks import Rendered

log = logging.getLogger(__name__)

ANYTHING = re.compile(".*")
NO_BUTTONS = "That button is not one of mine any more; nothing was done."


def bolt_app(desk: Desk, *, token: str, signing_secret: str, api_url: str) -> App:
    """Build the Bolt app. It asks Slack nothing: neither when it is made nor before an ack.

    `process_before_response` makes Slack's 200 wait for the listener, so that what was acked is stored.
    """

    def authorize(team_id: str | None, enterprise_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

    app = App(
        client=WebClient(base_url=api_url),
        signing_secret=signing_secret,
        authorize=authorize,
        process_before_response=True,
        token_verification_enabled=False,
        raise_error_for_unhandled_request=False,
    )

    @app.command(ANYTHING)
    def command(ack: Ack, body: dict[str, str]) -> None:
        _acked(ack, desk.answer(_typed(body)))

    @app.action(ANYTHING)
    def action(ack: Ack) -> None:
        ack()
        log.warning("a button that is none of ours", extra={"answer": NO_BUTTONS})

    @app.error
    def broken(error: Exception, body: dict[str, str]) -> BoltResponse:
        log.error("a listener broke", exc_info=error)
        rendered = answers.broken()
        return BoltResponse(status=200, body={"text": rendered.text, "response_type": "ephemeral"} if "command" in body else "")

    return app


def _typed(body: dict[str, str]) -> Typed:
    return Typed(body["user_id"], body["channel_id"], body.get("text", ""), body["trigger_id"], body.get("response_url", ""))


def _acked(ack: Ack, rendered: Rendered) -> None:
    ack(text=rendered.text, blocks=list(rendered.blocks), response_type="ephemeral")
