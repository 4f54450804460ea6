"""The pages that a long reading of Kong's table has got already, while it waits for the next minute.

They are Kong's answers as they came, the secrets in them too: a plugin's configuration, a header that is a key. So they are sealed.
"""

import zlib
from collections.abc import Mapping, Sequence

from clients.store import keys
from clients.store.connection import Connection, Fields, redis_failures, text
from clients.store.sealing import opened_bytes, sealed_bytes

KEPT_S = 1800
"""Counted from when the pages were first kept, so that no reading is made of what is older; a table of 20 pages at 3 a minute takes 7."""


class PageStore:
    """Fulfils `clients.kong.Pages` for one controller. Readers of the same table go on together."""

    def __init__(self, connection: Connection, controller: str) -> None:
        self._redis, self._key = connection, keys.pages(controller)

    def kept(self) -> Mapping[str, Sequence[bytes]]:
        """Return the pages of each list in their order, from the first to before the first that is missing or cannot be opened."""
        with redis_failures("the pages of Kong's table were read"):
            raw = self._redis.hgetall(self._key)
        opened = ((text(name), opened_bytes(page)) for name, page in raw.items() if isinstance(page, bytes))
        found = {name: zlib.decompress(page) for name, page in opened if page is not None}
        pages: dict[str, list[bytes]] = {}
        for kind in sorted({name.partition(":")[0] for name in found}):
            pages[kind] = []
            while (page := found.get(f"{kind}:{len(pages[kind])}")) is not None:
                pages[kind].append(page)
        return pages

    def keep(self, pages: Mapping[str, Sequence[bytes]]) -> None:
        numbered = {f"{kind}:{number}": page for kind, each in pages.items() for number, page in enumerate(each)}
        sealed = ((name, sealed_bytes(zlib.compress(page))) for name, page in numbered.items())
        fields: Fields = {name: page for name, page in sealed if page is not None}
        if not fields:
            return
        with redis_failures("the pages of Kong's table were kept"):
            self._redis.hset(self._key, mapping=fields)
            if int(self._redis.ttl(self._key)) < 0:
                self._redis.expire(self._key, KEPT_S)

    def forget(self) -> None:
        with redis_failures("the pages of Kong's table were forgotten"):
            self._redis.delete(self._key)
