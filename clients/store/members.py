"""Members of user groups as last read from Slack; what was read too long ago counts as unknown."""

import json
from collections.abc import Collection, Iterable

from clients.store import keys
from clients.store.connection import Connection, redis_failures, text

FRESH_S = 900


class MemberStore:
    """Fulfils `mesh.ports.Members`."""

    def __init__(self, connection: Connection) -> None:
        self._redis = connection

    def known(self, groups: Collection[str]) -> dict[str, frozenset[str] | None]:
        if not groups:
            return {}
        with redis_failures(f"the members of {', '.join(groups)} were read"):
            kept = self._redis.mget([keys.members(group) for group in groups])
        return {group: frozenset(json.loads(text(raw))) if raw else None for group, raw in zip(groups, kept, strict=True)}

    def keep(self, group: str, members: Iterable[str]) -> None:
        with redis_failures(f"the members of {group} were kept"):
            self._redis.set(keys.members(group), json.dumps(sorted(members)), ex=FRESH_S)
