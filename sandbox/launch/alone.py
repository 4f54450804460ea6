"""One stand-in alone, for clients of one's own; it stays up until Ctrl-C."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import click

from sandbox.edge.certificates import Certificates
from sandbox.heroku import HerokuStandIn, seed_world
from sandbox.kong import KongStandIn, start_kong
from sandbox.launch.environment import APP_TOKEN, BOT_TOKEN, HEROKU_API_KEY, KONG_ADMIN_KEY, SIGNING_SECRET
from sandbox.launch.ports import HOST, refuse_taken, usual_or_free
from sandbox.launch.signals import Stopped, until_stopped
from sandbox.launch.trouble import CannotStart
from sandbox.launch.wishes import KONG_VERSIONS
from sandbox.slack import SlackStandIn
from sandbox.standin import serve

PORT = click.IntRange(1, 65535)
HEROKUS_OWN_LIMIT = 5  # requests a minute that heroku-kong's own loopback lets through


@click.command()
@click.option("--port", type=PORT, help="Where it listens; 5001 if it is free, else any.")
def heroku(port: int | None) -> None:
    """Run Heroku's Platform API alone, with the controller of the mesh in it."""

    async def open_heroku(stack: AsyncExitStack) -> None:
        listen = usual_or_free(port, 5001)
        refuse_taken(listen, "--port")
        stand_in = HerokuStandIn(token=HEROKU_API_KEY)
        seed_world(stand_in.world, admin_key=KONG_ADMIN_KEY)
        stack.push_async_callback((await serve(stand_in.app, listen)).cleanup)
        click.echo(f"Heroku: http://{HOST}:{listen}   HEROKU_API_KEY={HEROKU_API_KEY}")

    _stay(open_heroku)


@click.command()
@click.option("--admin-port", type=PORT, help="The Admin API; 8001 if it is free, else any.")
@click.option("--proxy-port", type=PORT, help="The proxy, which trusts X-Forwarded-Proto; 8000 if it is free, else any.")
@click.option("--untrusting-port", type=PORT, help="Also a proxy that trusts nobody's X-Forwarded-Proto.")
@click.option("--tls-port", type=PORT, help="Also a proxy by https, which trusts nobody either.")
@click.option("--ca", type=click.Path(dir_okay=False, path_type=Path), help="Write the authority of the https proxy to this file.")
@click.option("--kong", "version", type=click.Choice(KONG_VERSIONS), default=KONG_VERSIONS[0], show_default=True)
@click.option("--kong-limit", type=int, default=HEROKUS_OWN_LIMIT, show_default=True, help="Requests a minute through the loopback.")
@click.option("--apikey", default=KONG_ADMIN_KEY, show_default=True, help="The loopback's key.")
def kong(
    *,
    admin_port: int | None,
    proxy_port: int | None,
    untrusting_port: int | None,
    tls_port: int | None,
    ca: Path | None,
    version: str,
    kong_limit: int,
    apikey: str,
) -> None:
    """Run one Kong alone, seeded as Heroku's controller: the Admin API is also behind the proxy's /kong-admin, by key."""

    async def open_kong(stack: AsyncExitStack) -> None:
        admin, proxy = usual_or_free(admin_port, 8001), usual_or_free(proxy_port, 8000)
        asked = {"--admin-port": admin, "--proxy-port": proxy, "--untrusting-port": untrusting_port, "--tls-port": tls_port}
        for option, port in asked.items():
            refuse_taken(port, option)
        certificates = Certificates()
        if ca is not None:
            certificates.write(ca)
        stand_in = KongStandIn(version, kong_limit, apikey)
        stand_in.seed_loopback()
        tls = certificates.context() if tls_port else None
        running = await start_kong(stand_in, admin, proxy, untrusting_port=untrusting_port, tls=tls, tls_port=tls_port or 0)
        stack.push_async_callback(running.close)
        click.echo(f"Kong {version}: Admin API http://{HOST}:{admin}   proxy http://{HOST}:{proxy}")
        click.echo(f"Heroku's loopback: http://{HOST}:{proxy}/kong-admin   apikey: {apikey}   {kong_limit} requests a minute")
        if untrusting_port:
            click.echo(f"Untrusting proxy: http://{HOST}:{untrusting_port}")
        if tls_port:
            click.echo(f"TLS proxy: https://{HOST}:{tls_port}")

    _stay(open_kong)


@click.command()
@click.option("--port", type=PORT, help="Where it listens; 5002 if it is free, else any.")
@click.option("--app-url", default="http://127.0.0.1:3000", show_default=True, help="Where the app listens; empty for Socket Mode alone.")
def slack(port: int | None, app_url: str) -> None:
    """Run Slack alone: a workspace that brings what is typed to an app."""

    async def open_slack(stack: AsyncExitStack) -> None:
        listen = usual_or_free(port, 5002)
        refuse_taken(listen, "--port")
        stand_in = SlackStandIn(bot_token=BOT_TOKEN, app_token=APP_TOKEN, signing_secret=SIGNING_SECRET, app_url=app_url)
        stack.push_async_callback((await stand_in.start(listen)).cleanup)
        click.echo(f"Slack: SLACK_API_URL=http://{HOST}:{listen}/api/   it brings commands to {app_url or 'a socket'}")
        click.echo(f"SLACK_BOT_TOKEN={BOT_TOKEN} SLACK_APP_TOKEN={APP_TOKEN} SLACK_SIGNING_SECRET={SIGNING_SECRET}")

    _stay(open_slack)


def _stay(open_it: Callable[[AsyncExitStack], Awaitable[None]]) -> None:
    """Open a stand-in, and close it at Ctrl-C."""

    async def run(stack: AsyncExitStack) -> int:
        try:
            await open_it(stack)
        except CannotStart as wrong:
            raise click.ClickException(str(wrong)) from wrong
        except OSError as taken:
            raise click.ClickException(f"It cannot listen: {taken.strerror or taken}") from taken
        await asyncio.Event().wait()
        return 0

    try:
        asyncio.run(until_stopped(run))
    except Stopped:
        return
