"""The page and the combined control, on the page's port."""

import socket
from contextlib import AsyncExitStack

from aiohttp import web

from sandbox.breaking.breaking import Breaking
from sandbox.launch.channel import Channel
from sandbox.launch.control import add_control
from sandbox.launch.ports import HOST
from sandbox.launch.world import World
from sandbox.page import add_page


async def open_page(stack: AsyncExitStack, claimed: socket.socket, world: World, channel: Channel, breaking: Breaking) -> str:
    """Serve both on a socket that listens already; return the page's address."""
    app = web.Application()
    add_control(app, world.stand_ins, world.addresses)
    add_page(app, world, channel, breaking)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.SockSite(runner, claimed).start()
    return f"http://{HOST}:{claimed.getsockname()[1]}"
