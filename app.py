"""The web process: the WSGI `app` that gunicorn serves."""

import secrets
import sys

from flask import Flask

from bot.desk import Desk
from bot.listeners import bolt_app
from bot.web import flask_app
from clients.store.due import RedisSchedule
from clients.store.members import MemberStore
from clients.store.queues import Queues
from clients.store.replies import ReplyStore
from clients.store.runs import RunStore
from logs import with_logging
from mesh_toml import SettingsError
from settings import settings
from wiring import new_run_id, now, web_redis


def web_app() -> Flask:
    """Build the web process from the settings. Raises SettingsError with all that is wrong."""
    environment, redis = settings().environment, web_redis()
    schedule = RedisSchedule(redis, Queues(redis), now)
    desk = Desk(
        store=RunStore(redis, Queues(redis), now),
        members=MemberStore(redis),
        schedule=schedule,
        replies=ReplyStore(redis, Queues(redis)),
        meshes=settings().meshes,
        now=now,
        new_id=new_run_id,
        new_key=lambda: secrets.token_hex(8),
    )
    secret = environment.slack_signing_secret.get_secret_value()
    bolt = bolt_app(desk, token=environment.slack_bot_token.get_secret_value(), signing_secret=secret, api_url=environment.slack_api_url)
    return flask_app(bolt, schedule, secret)


with_logging()
try:
    app = web_app()
except SettingsError as wrong:
    sys.exit(f"meshbot cannot start:\n{wrong}")
