"""The Slack stand-in: all its parts on one aiohttp application."""

import time
from collections.abc import Callable, Iterable
from typing import Any

from aiohttp import web

from sandbox.slack.acts.desktop import Desktop
from sandbox.slack.acts.responses import add_response_routes
from sandbox.slack.control import add_control_routes
from sandbox.slack.delivery import Carrier
from sandbox.slack.driver import Driver
from sandbox.slack.feed import Subscription
from sandbox.slack.people import Workspace
from sandbox.slack.platform import Platform, Tokens
from sandbox.slack.seed import seeded_workspace
from sandbox.slack.settings import SETTINGS
from sandbox.slack.sockets import Sockets
from sandbox.slack.state import whole_state
from sandbox.slack.web_api import METHODS, add_routes
from sandbox.slack.web_api.files import add_upload_route
from sandbox.standin import Handler, StandIn, port_of, serve


class SlackStandIn(Driver, StandIn):
    """One Slack workspace with one app in it.

    `app_url` is where the app listens (its `/slack/events`); while it is empty, deliveries go to a Socket Mode connection. `public_url` is
    where this stand-in is served, for response_urls; `start` sets it, and without it the first request's Host header does. `clock` is
    seconds since the epoch, for limits and lifetimes.
    """

    name = "slack"

    def __init__(
        self,
        *,
        bot_token: str,
        app_token: str,
        signing_secret: str,
        app_url: str = "",
        public_url: str = "",
        workspace: Workspace | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        StandIn.__init__(self)
        self.platform = Platform(Tokens(bot_token, app_token, signing_secret), workspace or seeded_workspace(), clock)
        self.sockets = Sockets(self.platform.tickets, self.workspace.bot.app_id)
        self.carrier = Carrier(signing_secret, self.sockets)
        self.desktop = Desktop(self.platform, self.carrier, public_url)
        self.app_url = app_url
        Driver.__init__(self, self.desktop)
        self._add_routes()

    @property
    def workspace(self) -> Workspace:
        """The people, groups and channels; change them as you like."""
        return self.platform.workspace

    @property
    def app_url(self) -> str:
        return self.carrier.app_url

    @app_url.setter
    def app_url(self, url: str) -> None:
        self.carrier.app_url = url

    @property
    def public_url(self) -> str:
        return self.desktop.public_url

    @public_url.setter
    def public_url(self, url: str) -> None:
        self.desktop.public_url = url

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> web.AppRunner:
        """Serve on a port (0: any free one) of the running loop and set `public_url`; `await runner.cleanup()` ends it."""
        runner = await serve(self.app, port, host)
        self.public_url = f"http://{host}:{port_of(runner)}"
        return runner

    def watch(self, since: int | None = None) -> Subscription:
        """Subscribe to what happens from now on (or from after event `since`): an async iterator of `Happening`."""
        return self.platform.feed.watch(since)

    def grant(self, scopes: Iterable[str]) -> None:
        """Let the app have exactly these OAuth scopes."""
        self.platform.scopes = set(scopes)

    def state(self) -> dict[str, Any]:
        return whole_state(self.desktop, self.sockets)

    def settings(self) -> dict[str, Any]:
        return {name: setting.get(self) for name, setting in SETTINGS.items()}

    def apply_setting(self, name: str, value: Any) -> None:  # noqa: ANN401 - JSON
        SETTINGS[name].set(self, value)

    def _add_routes(self) -> None:
        self.app.middlewares.append(self._learn_address)
        add_routes(self.app, self.platform, METHODS)
        add_upload_route(self.app, self.platform)
        add_response_routes(self.app, self.desktop)
        add_control_routes(self.app, self, self.platform, self.sockets)
        self.app.router.add_get("/link/", self.sockets.accept)
        self.app.on_shutdown.append(self._shut_down)

    @web.middleware
    async def _learn_address(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.public_url = self.public_url or f"{request.scheme}://{request.host}"
        return await handler(request)

    async def _shut_down(self, _: web.Application) -> None:
        self.platform.feed.close()
        await self.sockets.close()
        await self.desktop.close()
