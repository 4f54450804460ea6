"""Build the real clients from the settings; nothing else does. Nothing here opens a connection before it is used."""

import logging
import random
import secrets
from datetime import UTC, datetime
from functools import cache

from redis import Redis

from bot.desk import Desk
from bot.once import Once
from clients.connect import transport_to
from clients.door import Doors
from clients.edge import EdgeClient
from clients.heroku import HerokuClient
from clients.kong import KongClient
from clients.slack import SlackClient
from clients.store.announcements import AnnouncementStore
from clients.store.board import BoardStore
from clients.store.connection import refuse_eviction, web_connection, worker_connection
from clients.store.deliveries import DeliveryStore
from clients.store.due import RedisSchedule
from clients.store.leases import LeaseStore
from clients.store.locks import LockStore
from clients.store.members import MemberStore
from clients.store.pace import Pacer
from clients.store.pages import PageStore
from clients.store.queues import Queues
from clients.store.record import RecordStore
from clients.store.replies import ReplyStore
from clients.store.runs import RunStore
from clients.store.sealing import seal_with
from clients.store.sightings import SightingStore
from jobs.tools import Tools
from mesh.errors import PermanentFailure, TemporaryFailure
from mesh.ports import Kong
from mesh_toml import SettingsError
from settings import Environment, settings

log = logging.getLogger(__name__)

ID_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without what is mistaken for another when read aloud


def now() -> datetime:
    return datetime.now(UTC)


def new_run_id() -> str:
    return "r-" + "".join(secrets.choice(ID_ALPHABET) for _ in range(5))


@cache
def tools() -> Tools:
    """Return what jobs work with."""
    environment, redis = settings().environment, worker_redis()
    seal_with(environment.heroku_api_key.get_secret_value())
    pacer = Pacer(redis, now)
    heroku = HerokuClient(environment.heroku_api_key.get_secret_value(), environment.heroku_api_url, on_budget=pacer.learn_budget)
    return Tools(
        heroku=heroku,
        controllers=Doors(
            heroku, redis, environment.heroku_api_key.get_secret_value(), lambda doors, name: _kong(environment, pacer, doors, name)
        ),
        edge=EdgeClient(environment.edge_connect_to),
        slack=SlackClient(environment.slack_bot_token.get_secret_value(), environment.slack_api_url),
        store=RunStore(redis, Queues(redis), now),
        leases=LeaseStore(redis, now),
        board=BoardStore(redis),
        locks=LockStore(redis, now),
        announcements=AnnouncementStore(redis),
        members=MemberStore(redis),
        record=RecordStore(redis),
        replies=ReplyStore(redis, Queues(redis)),
        sightings=SightingStore(redis),
        pace=pacer,
        meshes=settings().meshes,
        now=now,
        jitter=random.SystemRandom().random,
        own_app=environment.heroku_app_name or "",
        own_app_id=environment.heroku_app_id or "",
    )


def _kong(environment: Environment, pacer: Pacer, doors: Doors, controller: str) -> Kong:
    return KongClient(
        lambda: environment.kong_admin_url or f"https://{doors.host(controller)}/kong-admin",
        lambda: doors.door(controller).key,
        transport=transport_to(environment.edge_connect_to),
        forget_key=lambda: doors.forget(controller),
        enter=lambda is_write: pacer.enter(controller, is_write=is_write),
        on_limit=lambda limit, _: pacer.learn_door_limit(controller, limit),
        on_no_limit=lambda refused: pacer.learn_no_door_limit(controller, refused=refused),
        pages=PageStore(worker_redis(), controller),
    )


@cache
def worker_redis() -> Redis:
    return worker_connection(settings().environment.redis_url)


@cache
def web_redis() -> Redis:
    return web_connection(settings().environment.redis_url)


def refuse_unsafe_store(redis: Redis) -> None:
    """Raise SettingsError where Redis may drop keys. One that does not answer yet is waited for elsewhere."""
    try:
        refuse_eviction(redis)
    except PermanentFailure as wrong:
        raise SettingsError(f"REDIS_URL: {wrong} {wrong.advice}") from wrong
    except TemporaryFailure as failure:
        log.warning("the store's eviction policy is not known yet", extra={"why": str(failure)})


def schedule() -> RedisSchedule:
    """Return the schedule for workers and the ticker."""
    return RedisSchedule(worker_redis(), Queues(worker_redis()), now)


def desk() -> Desk:
    """Return the desk for those who ask: the web process, the socket process and the shell."""
    redis = web_redis()
    seal_with(settings().environment.heroku_api_key.get_secret_value())
    return Desk(
        store=RunStore(redis, Queues(redis), now),
        locks=LockStore(redis, now),
        members=MemberStore(redis),
        schedule=RedisSchedule(redis, Queues(redis), now),
        replies=ReplyStore(redis, Queues(redis)),
        meshes=settings().meshes,
        now=now,
        new_id=new_run_id,
        new_key=lambda: secrets.token_hex(8),
        once=Once(DeliveryStore(redis)),
    )


def socket_client() -> SlackClient:
    """Return what asks Slack for sockets. Raises SettingsError where there is no token for that."""
    environment = settings().environment
    if environment.slack_app_token is None:
        raise SettingsError("SLACK_APP_TOKEN: is not set; Socket Mode needs it. Over HTTP it is `gunicorn app:app`.")
    return SlackClient(environment.slack_app_token.get_secret_value(), environment.slack_api_url)


def queues() -> Queues:
    return Queues(worker_redis())
