"""Members of user groups as last read from Slack; what was read too long ago counts as unknown."""

import json
from collections.abc import Iterable

from clients.store import keys
from clients.store.connection import Connection, redis_failures

FRESH_S = 900


class MemberStore:
    """Fulfils `mesh.ports.Members`."""

    def __init__(self, connection: Connection) -> None:
        self._redis = connection

    def known(self, group: str) -> frozenset[str] | None:
        with redis_failures(f"the members of {group} were read"):
            raw = self._redis.get(keys.members(group))
        return frozenset(json.loads(raw)) if raw else None

    def keep(self, group: str, members: Iterable[str]) -> None:
        with redis_failures(f"the members of {group} were kept"):
            self._redis.set(keys.members(group), json.dumps(sorted(members)), ex=FRESH_S)
