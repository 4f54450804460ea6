"""The process that listens to Slack: the WSGI `app` that gunicorn serves; or, as `python app.py`, Socket Mode."""

import logging
import os
import signal
import sys
import threading
from contextlib import ExitStack, closing
from types import FrameType

from flask import Flask
from slack_bolt import App

from bot.desk import Desk
from bot.listeners import bolt_app
from bot.serving import served
from bot.socket_mode import Socket
from bot.web import flask_app, probe_app
from logs import with_logging
from mesh.errors import PermanentFailure
from mesh_toml import SettingsError
from settings import settings
from wiring import desk, refuse_unsafe_store, socket_client, web_redis

log = logging.getLogger(__name__)


def web_app() -> Flask:
    """Build the web process from the settings. Raises SettingsError with all that is wrong."""
    refuse_unsafe_store(web_redis())
    at_hand = desk()
    return flask_app(bolt(at_hand), at_hand.schedule, settings().environment.slack_signing_secret.get_secret_value())


def bolt(at_hand: Desk) -> App:
    environment = settings().environment
    return bolt_app(at_hand, token=environment.slack_bot_token.get_secret_value(), api_url=environment.slack_api_url)


def listen_by_socket(stop: threading.Event, port: int | None) -> None:
    """Listen until told to stop, and serve the probes where there is a port. Raises SettingsError, also where Slack refuses the token."""
    refuse_unsafe_store(web_redis())
    at_hand = desk()
    with ExitStack() as stack:
        slack = stack.enter_context(closing(socket_client()))
        socket = stack.enter_context(closing(Socket(bolt(at_hand), slack.socket_url)))
        if port is not None:
            stack.enter_context(served(probe_app(at_hand.schedule, socket.is_connected), port))
        try:
            socket.keep_open(stop)
        except PermanentFailure as refused:
            advice = "SLACK_APP_TOKEN is to be an app-level token with the scope connections:write, and Socket Mode to be enabled."
            raise SettingsError(f"{refused} {advice}") from refused


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
except SettingsError as wrong:
    sys.exit(f"meshbot cannot start:\n{wrong}")
