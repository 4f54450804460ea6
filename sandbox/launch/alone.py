"""One stand-in alone, for clients of one's own; it stays up until Ctrl-C."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

import click

from sandbox.heroku import HerokuStandIn, seed_world
from sandbox.kong import KongStandIn, start_kong
from sandbox.launch.environment import APP_TOKEN, BOT_TOKEN, HEROKU_API_KEY, KONG_ADMIN_KEY, SIGNING_SECRET
from sandbox.launch.ports import HOST
from sandbox.launch.signals import Stopped, until_stopped
from sandbox.launch.wishes import KONG_VERSIONS
from sandbox.slack import SlackStandIn
from sandbox.standin import serve

PORT = click.IntRange(1, 65535)


@click.command()
@click.option("--port", type=PORT, default=5001, show_default=True)
def heroku(port: int) -> None:
    """Run Heroku's Platform API alone, with the controller of the mesh in it."""

    async def open_heroku(stack: AsyncExitStack) -> None:
        stand_in = HerokuStandIn(token=HEROKU_API_KEY)
        seed_world(stand_in.world, admin_key=KONG_ADMIN_KEY)
        stack.push_async_callback((await serve(stand_in.app, port)).cleanup)
        click.echo(f"Heroku: http://{HOST}:{port}   HEROKU_API_KEY={HEROKU_API_KEY}")

    _stay(open_heroku)


@click.command()
@click.option("--admin-port", type=PORT, default=8001, show_default=True)
@click.option("--proxy-port", type=PORT, default=8000, show_default=True)
@click.option("--kong", "version", type=click.Choice(KONG_VERSIONS), default=KONG_VERSIONS[0], show_default=True)
def kong(admin_port: int, proxy_port: int, version: str) -> None:
    """Run one Kong alone, empty, with its Admin API and a proxy that forwards to real backends."""

    async def open_kong(stack: AsyncExitStack) -> None:
        running = await start_kong(KongStandIn(version), admin_port, proxy_port)
        stack.push_async_callback(running.close)
        click.echo(f"Kong {version}: Admin API http://{HOST}:{admin_port}   proxy http://{HOST}:{proxy_port}")

    _stay(open_kong)


@click.command()
@click.option("--port", type=PORT, default=5002, show_default=True)
@click.option("--app-url", default="http://127.0.0.1:3000", show_default=True, help="Where the app listens; empty for Socket Mode alone.")
def slack(port: int, app_url: str) -> None:
    """Run Slack alone: a workspace that brings what is typed to an app."""

    async def open_slack(stack: AsyncExitStack) -> None:
        stand_in = SlackStandIn(bot_token=BOT_TOKEN, app_token=APP_TOKEN, signing_secret=SIGNING_SECRET, app_url=app_url)
        stack.push_async_callback((await stand_in.start(port)).cleanup)
        click.echo(f"Slack: SLACK_API_URL=http://{HOST}:{port}/api/   it brings commands to {app_url or 'a socket'}")
        click.echo(f"SLACK_BOT_TOKEN={BOT_TOKEN} SLACK_APP_TOKEN={APP_TOKEN} SLACK_SIGNING_SECRET={SIGNING_SECRET}")

    _stay(open_slack)


def _stay(open_it: Callable[[AsyncExitStack], Awaitable[None]]) -> None:
    """Open a stand-in, and close it at Ctrl-C."""

    async def run(stack: AsyncExitStack) -> int:
        try:
            await open_it(stack)
        except OSError as taken:
            raise click.ClickException(f"It cannot listen: {taken.strerror or taken}") from taken
        await asyncio.Event().wait()
        return 0

    try:
        asyncio.run(until_stopped(run))
    except Stopped:
        return
