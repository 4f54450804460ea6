"""Run something until it ends or somebody asks the sandbox to stop, and clean up undisturbed either way."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """Somebody asked to stop; `number` is the signal that did."""

    def __init__(self, number: int) -> None:
        super().__init__(f"stopped by {signal.Signals(number).name}")
        self.number = number


async def until_stopped(body: Callable[[AsyncExitStack], Awaitable[int]]) -> int:
    """Await `body` with an exit stack for what it opens, and close that stack whatever happens.

    The first signal cancels the body. A later one changes nothing: the closing runs outside of what signals can cancel.
    Raises Stopped after the closing if the body was cancelled by a signal.
    """
    loop = asyncio.get_running_loop()
    stop: asyncio.Future[int] = loop.create_future()
    for number in STOPPING:
        loop.add_signal_handler(number, _ask, stop, number)
    async with AsyncExitStack() as stack:
        running = asyncio.ensure_future(body(stack))
        await asyncio.wait({running, stop}, return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            running.cancel()
            await asyncio.wait({running})
        if not running.cancelled():
            return await running
    raise Stopped(stop.result())


def _ask(stop: asyncio.Future[int], number: int) -> None:
    if not stop.done():
        stop.set_result(number)
