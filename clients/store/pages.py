"""The pages that a long reading of Kong's table has got already, while it waits for the next minute."""

import zlib
from collections.abc import Mapping, Sequence

from clients.store import keys
from clients.store.connection import Connection, Fields, redis_failures, text

KEPT_S = 1800
"""Counted from when the pages were first kept, so that no reading is made of what is older; a table of 20 pages at 3 a minute takes 7."""


class PageStore:
    """Fulfils `clients.kong.Pages` for one controller. Readers of the same table go on together."""

    def __init__(self, connection: Connection, controller: str) -> None:
        self._redis, self._key = connection, keys.pages(controller)

    def kept(self) -> Mapping[str, Sequence[bytes]]:
        """Return the pages of each list in their order, from the first to before the first that is missing."""
        with redis_failures("the pages of Kong's table were read"):
            raw = self._redis.hgetall(self._key)
        found = {text(name): zlib.decompress(page) for name, page in raw.items() if isinstance(page, bytes)}
        pages: dict[str, list[bytes]] = {}
        for kind in sorted({name.partition(":")[0] for name in found}):
            pages[kind] = []
            while (page := found.get(f"{kind}:{len(pages[kind])}")) is not None:
                pages[kind].append(page)
        return pages

    def keep(self, pages: Mapping[str, Sequence[bytes]]) -> None:
        fields: Fields = {f"{kind}:{number}": zlib.compress(page) for kind, each in pages.items() for number, page in enumerate(each)}
        with redis_failures("the pages of Kong's table were kept"):
            self._redis.hset(self._key, mapping=fields)
            if int(self._redis.ttl(self._key)) < 0:
                self._redis.expire(self._key, KEPT_S)

    def forget(self) -> None:
        with redis_failures("the pages of Kong's table were forgotten"):
            self._redis.delete(self._key)
