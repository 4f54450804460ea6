"""Members of user groups and who people are, as last read from Slack; what was read too long ago counts as unknown."""

import json
from collections.abc import Collection, Iterable

from pydantic import TypeAdapter

from clients.store import keys
from clients.store.connection import Connection, redis_failures, text
from mesh.people import SlackUser

FRESH_S = 900
USER_FRESH_S = 3600  # what somebody is changes rarely; before a change begins, Slack is asked anyhow
ONCE_S = 30 * 86400
NUMBERED_S, COVERS_S = 3600, 60  # a counter outlives by far what counts by it, or an old answer would cover its first numbers again
_USER: TypeAdapter[SlackUser] = TypeAdapter(SlackUser)


class MemberStore:
    """Fulfils `mesh.ports.Members`."""

    def __init__(self, connection: Connection) -> None:
        self._redis = connection

    def known(self, groups: Collection[str], *, even_old: bool = False) -> dict[str, frozenset[str] | None]:
        if not groups:
            return {}
        with redis_failures(f"the members of {', '.join(groups)} were read"):
            kept = self._redis.mget([keys.members(group) for group in groups])
            once = self._redis.mget([keys.members_once(group) for group in groups]) if even_old else [None] * len(groups)
        either = [raw or old for raw, old in zip(kept, once, strict=True)]
        return {group: frozenset(json.loads(text(raw))) if raw else None for group, raw in zip(groups, either, strict=True)}

    def draw_number(self, of: str) -> int:
        with redis_failures(f"a word about {of} was asked for"), self._redis.pipeline() as pipe:
            pipe.incr(keys.asked(of))
            pipe.expire(keys.asked(of), NUMBERED_S)
            number, _ = pipe.execute()
        return int(number)

    def last_number(self, of: str) -> int:
        with redis_failures(f"who waits for a word about {of} was read"):
            return int(text(self._redis.get(keys.asked(of))) or 0)

    def members_since(self, group: str, number: int) -> frozenset[str] | None:
        raw = self._since(group, keys.members(group), number)
        return frozenset(json.loads(raw)) if raw else None

    def user_since(self, user: str, number: int) -> SlackUser | None:
        raw = self._since(user, keys.user(user), number)
        return _USER.validate_json(raw) if raw else None

    def _since(self, of: str, key: str, number: int) -> str:
        with redis_failures(f"a word about {of} was read"):
            covers, raw = self._redis.mget([keys.covers(of), key])
        return text(raw) if raw and int(text(covers) or 0) >= number else ""

    def keep(self, group: str, members: Iterable[str], covers: int = 0) -> None:
        listed = json.dumps(sorted(members))
        with redis_failures(f"the members of {group} were kept"), self._redis.pipeline() as pipe:
            pipe.set(keys.members(group), listed, ex=FRESH_S)
            pipe.set(keys.members_once(group), listed, ex=ONCE_S)
            pipe.set(keys.covers(group), covers, ex=COVERS_S)
            pipe.delete(keys.unreadable(group))
            pipe.execute()

    def keep_unreadable(self, group: str, why: str, covers: int = 0) -> bool:
        with redis_failures(f"that {group} cannot be read was kept"), self._redis.pipeline() as pipe:
            pipe.set(keys.members(group), "[]", ex=FRESH_S)
            pipe.set(keys.covers(group), covers, ex=COVERS_S)
            pipe.set(keys.unreadable(group), why, ex=ONCE_S, get=True)
            *_, before = pipe.execute()
        return before is None

    def unreadable(self, groups: Collection[str]) -> dict[str, str]:
        in_order = sorted(groups)
        if not in_order:
            return {}
        with redis_failures("which user groups cannot be read was read"):
            kept = self._redis.mget([keys.unreadable(group) for group in in_order])
        return {group: text(why) for group, why in zip(in_order, kept, strict=True) if why}

    def user(self, user: str, *, even_old: bool = False) -> SlackUser | None:
        with redis_failures(f"who {user} is was read"):
            kept = self._redis.get(keys.user_once(user) if even_old else keys.user(user))
        return _USER.validate_json(text(kept)) if kept else None

    def keep_user(self, user: SlackUser, asked: str = "", covers: int = 0) -> None:
        whole = _USER.dump_json(user)
        with redis_failures("who somebody is was kept"), self._redis.pipeline() as pipe:
            for each in user.ids:
                pipe.set(keys.user(each), whole, ex=USER_FRESH_S)
                pipe.set(keys.user_once(each), whole, ex=ONCE_S)
                pipe.set(keys.covers(each), covers if each == asked else 0, ex=COVERS_S)
            pipe.execute()
