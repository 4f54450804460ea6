"""What everybody must be told: kept in the transaction of what it tells, until Slack has taken it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from redis.client import Pipeline

from clients.store import keys, scripts
from clients.store.connection import Connection, Scalar, redis_failures, text
from mesh.ports import Announcement

TAKEN_FOR = timedelta(seconds=20)  # longer than one call to Slack, cut off at its time-out
_ANNOUNCEMENT: TypeAdapter[Announcement] = TypeAdapter(Announcement)


def announce(pipe: Pipeline, announcements: Iterable[Announcement]) -> None:
    """Keep announcements with the rest of a transaction."""
    for each in announcements:
        pipe.zadd(keys.ANNOUNCEMENTS, {_member(each): each.at.timestamp()})


class AnnouncementStore:
    """Fulfils `mesh.ports.Announcements`."""

    def __init__(self, connection: Connection) -> None:
        self._redis = connection
        self._take = connection.register_script(scripts.TAKE_DUE)

    def put(self, announcements: Iterable[Announcement]) -> None:
        with redis_failures("an announcement was kept"), self._redis.pipeline() as pipe:
            announce(pipe, announcements)
            pipe.execute()

    def due(self, now: datetime, limit: int) -> tuple[Announcement, ...]:
        with redis_failures("the announcements were read"):
            found = self._redis.zrangebyscore(keys.ANNOUNCEMENTS, "-inf", now.timestamp(), start=0, num=limit)
        return tuple(_ANNOUNCEMENT.validate_json(text(each)) for each in found)

    def take(self, announcement: Announcement, now: datetime) -> bool:
        args: list[Scalar] = [_member(announcement), now.timestamp(), (now + TAKEN_FOR).timestamp()]
        with redis_failures("an announcement was taken up"):
            return bool(self._take(keys=[keys.ANNOUNCEMENTS], args=args))

    def postpone(self, announcement: Announcement, until: datetime) -> None:
        with redis_failures("an announcement was put off"):
            self._redis.zadd(keys.ANNOUNCEMENTS, {_member(announcement): until.timestamp()}, xx=True)

    def told(self, announcement: Announcement) -> None:
        with redis_failures("an announcement was taken off"):
            self._redis.zrem(keys.ANNOUNCEMENTS, _member(announcement))


def _member(announcement: Announcement) -> str:
    return _ANNOUNCEMENT.dump_json(announcement).decode()
