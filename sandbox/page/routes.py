"""What the page asks for: itself, its parts again when something changed, and what a person does."""

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.breaking.breaking import Breaking
from sandbox.launch.channel import Channel
from sandbox.launch.wishes import ROOT
from sandbox.launch.world import World
from sandbox.page.acts import Act, Acts
from sandbox.page.addresses import AppAddresses
from sandbox.page.hints import Hints
from sandbox.page.mesh import apps, kong, services_in
from sandbox.page.out_of_order import out_of_order
from sandbox.page.render import Templates
from sandbox.page.requests import latest_requests
from sandbox.page.talk import Place, channels_of, groups_of, place_of, talks
from sandbox.standin import Handler

Json = dict[str, Any]
STATIC = Path(__file__).parent / "static"
WATCH_S = 0.25
# Nothing from elsewhere, and no script but the page's own files: what a message says can never run.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
GUARDS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def add_page(app: web.Application, world: World, channel: Channel, breaking: Breaking) -> None:
    """Serve the page at / and what it asks for below /page/."""
    page = Page(world, channel, breaking)
    app.router.add_get("/", page.whole)
    app.router.add_get("/page/part/{part}", page.part)
    app.router.add_get("/page/changes", page.changes)
    app.router.add_get("/page/hints", page.hints)
    app.router.add_get("/page/file/{id}", page.file)
    for name, act in page.acts.by_name.items():
        app.router.add_post(f"/page/{name}", _act(act))
    app.router.add_static("/page/static", STATIC)


class Page:
    """Answers for one world."""

    def __init__(self, world: World, channel: Channel, breaking: Breaking) -> None:
        self._world = world
        self._slack = world.slack
        self._addresses = AppAddresses(world.heroku, int(world.addresses.edge_http.rpartition(":")[2]))
        self._hints = Hints(world.slack, ROOT / "manifest.json")
        self._templates = Templates(world.slack, self._addresses)
        self.acts = Acts(world, channel, breaking)
        self._of_mesh: Mapping[str, Callable[[], object]] = {
            "apps": lambda: apps(world, self._addresses),
            "kong": lambda: kong(world, self._addresses),
            "requests": lambda: latest_requests(world),
            "breaking": lambda: out_of_order(world, breaking),
        }

    async def whole(self, request: web.Request) -> web.Response:
        place = self._place(request)
        people = [{"person": person, "groups": groups_of(self._slack, person)} for person in self._slack.workspace.everybody()]
        mesh = {name: read() for name, read in self._of_mesh.items()}
        return self._html("page.html", people=people, channels=channels_of(self._slack, place.person), **mesh, **self._talk(place))

    async def part(self, request: web.Request) -> web.Response:
        name = request.match_info["part"]
        if name in self._of_mesh:
            return self._html(f"{name}.html", **{name: self._of_mesh[name]()})
        if name in {"talk", "form"}:
            return self._html(f"{name}.html", **self._talk(self._place(request)))
        raise web.HTTPNotFound(text=f"there is no part {name}")

    async def changes(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events, each with the name of a part that is no longer what it was."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
        await response.prepare(request)
        last: dict[str, str] = {}
        with suppress(ConnectionError):
            while request.transport is not None:
                now = self._now()
                for part, value in now.items():
                    if value != last.get(part):
                        await response.write(f"event: {part}\ndata: changed\n\n".encode())
                last = now
                await asyncio.sleep(WATCH_S)
        return response

    async def hints(self, request: web.Request) -> web.Response:
        """Return what can be typed: commands, verbs and their words, apps, people and channels."""
        person = self._place(request).person
        workspace = self._slack.workspace
        names = [
            f"@{workspace.bot.name}",
            *(f"@{p.name}" for p in workspace.everybody()),
            *(f"#{c.name}" for c in channels_of(self._slack, person)),
        ]
        return web.json_response({**await self._hints.read(person), "apps": services_in(self._world), "names": names}, headers=GUARDS)

    async def file(self, request: web.Request) -> web.Response:
        """Hand out an uploaded file, as text, which no browser runs."""
        file = self._slack.platform.files.by_id.get(request.match_info["id"])
        if file is None or file.content is None:
            raise web.HTTPNotFound(text="there is no such file")
        return web.Response(body=file.content, content_type="text/plain", charset="utf-8", headers=GUARDS)

    def _now(self) -> dict[str, str]:
        events = self._slack.platform.feed.events
        seen = str(events[-1].seq if events else 0)
        return {"talk": seen, "form": seen} | {name: json.dumps(read(), default=str) for name, read in self._of_mesh.items()}

    def _place(self, request: web.Request) -> Place:
        """Return who looks at what: `?as=…&channel=…`, the operator in the first channel if nothing is said."""
        try:
            return place_of(self._slack, request.query.get("as", "operator"), request.query.get("channel", ""))
        except LookupError as missing:
            raise web.HTTPNotFound(text=str(missing)) from missing

    def _talk(self, place: Place) -> Json:
        views = self._slack.platform.views
        person = place.person
        seen = {"talks": talks(self._slack, place), "view": views.top(person.id), "home": views.homes.get(person.id)}
        return {"place": place, "me": person, "bot": self._slack.workspace.bot, **seen}

    def _html(self, template: str, **values: Any) -> web.Response:  # noqa: ANN401 - what a template shows
        return web.Response(text=self._templates.page(template, **values), content_type="text/html", headers=GUARDS)


def _act(act: Act) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        # A form on another site cannot send JSON without asking first, so nobody clicks here behind a person's back.
        if request.content_type != "application/json":
            return web.json_response({"message": "send JSON"}, status=415)
        try:
            return web.json_response(await act(await request.json()))
        except KeyError as absent:
            return web.json_response({"message": f"the request lacks {absent}"}, status=400)
        except (LookupError, ValueError, TypeError) as wrong:
            return web.json_response({"message": str(wrong)}, status=400)

    return handle
