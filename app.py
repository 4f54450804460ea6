"""The process that listens to Slack: the WSGI `app` that gunicorn serves; or, as `python app.py`, Socket Mode."""

import logging
import os
import signal
import sys
import threading
from contextlib import ExitStack
from types import FrameType

from flask import Flask
from slack_bolt import App

from bot.desk import Desk
from bot.listeners import bolt_app
from bot.probes import served
from bot.socket_mode import Socket
from bot.web import flask_app, probe_app
from logs import with_logging
from mesh.errors import InvalidRequest
from mesh_toml import SettingsError
from settings import settings
from wiring import desk

log = logging.getLogger(__name__)


def web_app() -> Flask:
    """Build the web process from the settings. Raises SettingsError with all that is wrong."""
    at_hand = desk()
    return flask_app(_bolt(at_hand), at_hand.schedule, settings().environment.slack_signing_secret.get_secret_value())


def _bolt(at_hand: Desk) -> App:
    environment = settings().environment
    secret, token = environment.slack_signing_secret.get_secret_value(), environment.slack_bot_token.get_secret_value()
    return bolt_app(at_hand, token=token, signing_secret=secret, api_url=environment.slack_api_url)


def listen_by_socket(stop: threading.Event, port: int | None) -> None:
    """Listen until told to stop, and serve the probes where there is a port. Raises SettingsError, InvalidRequest for a bad token."""
    environment, at_hand = settings().environment, desk()
    if environment.slack_app_token is None:
        raise SettingsError("SLACK_APP_TOKEN: is not set; Socket Mode needs it. Over HTTP it is `gunicorn app:app`.")
    socket = Socket(_bolt(at_hand), environment.slack_app_token.get_secret_value(), environment.slack_api_url)
    with ExitStack() as stack:
        stack.callback(socket.close)
        if port is not None:
            stack.enter_context(served(probe_app(at_hand.schedule, socket.is_connected), port))
        socket.keep_open(stop)


def main() -> None:
    stop = threading.Event()

    def end(signum: int, _: FrameType | None) -> None:
        log.info("socket process stops", extra={"signal": signum})
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    listen_by_socket(stop, int(os.environ["PORT"]) if os.environ.get("PORT") else None)


with_logging()
try:
    if __name__ == "__main__":
        main()
    else:
        app = web_app()
except (SettingsError, InvalidRequest) as wrong:
    sys.exit(f"meshbot cannot start:\n{wrong}")
