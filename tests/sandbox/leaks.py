"""Where a secret may have got to: messages, log lines, entries of the record and values in Redis.

Every secret that a stand-in hands out has the word `canary` in it: tokens, keys, database passwords, the signatures of URLs.
"""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from redis import Redis

CANARY = "canary"
AROUND = 40


def leaks(place: str, texts: Iterable[str]) -> Iterator[str]:
    """Yield a sentence for each text that holds a secret, with what stands around it."""
    for text in texts:
        at = text.find(CANARY)
        if at >= 0:
            yield f"a secret in {place}: …{text[max(at - AROUND, 0) : at + AROUND]}…"


def in_redis(client: Redis) -> Iterator[str]:
    """Yield every value with its key; the data of RQ's jobs unpacked."""
    for key in client.scan_iter(count=1000):
        for value in _values(client, key):
            yield f"{_text(key)} {_text(value)}"


def _values(client: Redis, key: bytes) -> Iterable[Any]:
    match _text(client.type(key)):
        case "string":
            return [client.get(key)]
        case "hash":
            return [part for pair in (client.hgetall(key) or {}).items() for part in pair]
        case "list":
            return client.lrange(key, 0, -1)
        case "set":
            return client.smembers(key)
        case "zset":
            return client.zrange(key, 0, -1)
        case "stream":
            return [
                json.dumps({_text(name): _text(value) for name, value in (fields or {}).items()}) for _, fields in client.xrange(key) or []
            ]
        case "none":  # it expired meanwhile
            return []
        case other:
            raise AssertionError(f"{key!r} is a {other}, which is not looked through")


def _text(value: object) -> str:
    if not isinstance(value, bytes):
        return str(value)
    with suppress(zlib.error):
        value = zlib.decompress(value)
    return value.decode("utf8", "replace")


def in_slack(state: Mapping[str, Any]) -> Iterator[str]:
    """Yield everything that a workspace shows to anybody (its state)."""
    for part in ("channels", "private", "views", "homes", "files"):
        if part in state:
            yield json.dumps(state[part], ensure_ascii=False)
