"""What the page asks for: itself, its parts again when something changed, and what a person does."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.launch.channel import Channel
from sandbox.launch.world import World
from sandbox.page.render import Templates
from sandbox.page.shown import channels_of, mesh, talks

STATIC = Path(__file__).parent / "static"
WATCH_S = 0.5
# Nothing from elsewhere, and no script but the page's own file: what a message says can never run.
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'"


def add_page(app: web.Application, world: World, channel: Channel) -> None:
    """Serve the page at / and what it asks for below /page/."""
    page = Page(world, channel)
    app.router.add_get("/", page.whole)
    app.router.add_get("/page/talk", page.talk)
    app.router.add_get("/page/mesh", page.mesh)
    app.router.add_get("/page/changes", page.changes)
    for name, act in (("say", page.say), ("click", page.click), ("choose", page.choose), ("submit", page.submit), ("close", page.close)):
        app.router.add_post(f"/page/{name}", _act(act))
    app.router.add_static("/page/static", STATIC)


class Page:
    """Answers for one world."""

    def __init__(self, world: World, channel: Channel) -> None:
        self._world = world
        self._slack = world.slack
        self._hands = channel.hands
        self._templates = Templates(world.slack)

    async def whole(self, request: web.Request) -> web.Response:
        return self._html("page.html", people=list(self._slack.workspace.everybody()), mesh=mesh(self._world), **self._place(request))

    async def talk(self, request: web.Request) -> web.Response:
        return self._html("talk.html", **self._place(request))

    async def mesh(self, _: web.Request) -> web.Response:
        return self._html("mesh.html", mesh=mesh(self._world))

    async def changes(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events, `talk` and `mesh`, each time that part is no longer what it was."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
        await response.prepare(request)
        last: dict[str, str] = {}
        with suppress(ConnectionError):
            while request.transport is not None:
                events = self._slack.platform.feed.events
                now = {"talk": str(events[-1].seq if events else 0), "mesh": json.dumps(mesh(self._world), default=str)}
                for part, value in now.items():
                    if value != last.get(part):
                        await response.write(f"event: {part}\ndata: changed\n\n".encode())
                last = now
                await asyncio.sleep(WATCH_S)
        return response

    async def say(self, given: dict[str, Any]) -> None:
        await self._hands.say(given["as"], given["channel"], given["text"])

    async def click(self, given: dict[str, Any]) -> None:
        await self._hands.press(given["as"], given["channel"], given["ts"], given["block"], given["action"])

    async def choose(self, given: dict[str, Any]) -> None:
        await self._slack.choose(given["as"], given["action"], given["option"], given["channel"] or None)

    async def submit(self, given: dict[str, Any]) -> dict[str, str]:
        """Return what is wrong with the form, by block."""
        return (await self._slack.submit(given["as"], given["values"])).errors

    async def close(self, given: dict[str, Any]) -> None:
        await self._slack.close_form(given["as"])

    def _place(self, request: web.Request) -> dict[str, Any]:
        """Return who looks at which channel: `?as=…&channel=…`, the operator in the first one if nothing is said."""
        workspace = self._slack.workspace
        try:
            person = workspace.person(request.query.get("as", "operator"))
            mine = channels_of(self._slack, person)
            channel = workspace.channel(request.query.get("channel", mine[0].id))
        except LookupError as missing:
            raise web.HTTPNotFound(text=str(missing)) from missing
        view = self._slack.platform.views.top(person.id)
        return {"me": person, "here": channel, "channels": mine, "talks": talks(self._slack, person, channel), "view": view}

    def _html(self, template: str, **values: Any) -> web.Response:  # noqa: ANN401 - what a template shows
        text = self._templates.page(template, **values)
        return web.Response(text=text, content_type="text/html", headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-store"})


def _act(act: Callable[[dict[str, Any]], Awaitable[dict[str, str] | None]]) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        # A form on another site cannot send JSON without asking first, so nobody clicks here behind a person's back.
        if request.content_type != "application/json":
            return web.json_response({"message": "send JSON"}, status=415)
        try:
            errors = await act(await request.json())
        except KeyError as absent:
            return web.json_response({"message": f"the request lacks {absent}"}, status=400)
        except (LookupError, ValueError) as wrong:
            return web.json_response({"message": str(wrong)}, status=400)
        return web.json_response({"errors": errors or {}})

    return handle
