"""The web process: the WSGI `app` that gunicorn serves."""

import sys

from flask import Flask

from bot.listeners import bolt_app
from bot.web import flask_app
from logs import with_logging
from mesh_toml import SettingsError
from settings import settings
from wiring import desk


def web_app() -> Flask:
    """Build the web process from the settings. Raises SettingsError with all that is wrong."""
    environment, at_hand = settings().environment, desk()
    secret = environment.slack_signing_secret.get_secret_value()
    bolt = bolt_app(at_hand, token=environment.slack_bot_token.get_secret_value(), signing_secret=secret, api_url=environment.slack_api_url)
    return flask_app(bolt, at_hand.schedule, secret)


with_logging()
try:
    app = web_app()
except SettingsError as wrong:
    sys.exit(f"meshbot cannot start:\n{wrong}")
