"""The product's web server with a command's listener that only acks: what acks are measured against. Served as `bench.served_empty:app`."""

from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult

from app import web_app
from bot.web import flask_app
from settings import settings
from wiring import schedule


def _empty() -> App:
    secret = settings().environment.slack_signing_secret.get_secret_value()
    bolt = App(
        signing_secret=secret,
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id=None, bot_token="xoxb-none"),  # noqa: S106 - no token is used
        process_before_response=True,
        token_verification_enabled=False,
    )

    @bolt.command("/mesh")
    def acked(ack: Ack) -> None:
        ack("")

    return bolt


web_app()  # so that both servers have everything imported
app = flask_app(_empty(), schedule(), settings().environment.slack_signing_secret.get_secret_value())
