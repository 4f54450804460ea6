"""The routes under /_sandbox/ with which a launcher or test drives the workspace."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from aiohttp import web

from sandbox.slack.driver import Driver
from sandbox.slack.people import Person
from sandbox.slack.platform import Platform
from sandbox.slack.sockets import Sockets
from sandbox.standin import Handler

Json = dict[str, Any]
Act = Callable[[Json], Awaitable[Json]]


def add_control_routes(app: web.Application, driver: Driver, platform: Platform, sockets: Sockets) -> None:
    """Serve what a person does (`say`, `click`, …) and what an admin does (`membership`, `groups`, `people`), and the event feed."""
    acts: dict[str, Act] = {**_personal(driver), **_administrative(platform), **_of_sockets(sockets)}
    for name, act in acts.items():
        app.router.add_post(f"/_sandbox/{name}", _route(act))
    app.router.add_get("/_sandbox/events", _events(platform))


def _personal(driver: Driver) -> dict[str, Act]:
    async def say(given: Json) -> Json:
        return (await driver.say(given["as"], given["channel"], given["text"], thread_ts=given.get("thread_ts", ""))).as_json()

    async def click(given: Json) -> Json:
        return (await driver.click(given["as"], given["label"], given.get("channel"), accept=given.get("accept", True))).as_json()

    async def press(given: Json) -> Json:
        accept = given.get("accept", True)
        return (await driver.press(given["as"], given["ts"], given["action_id"], given.get("block_id", ""), accept=accept)).as_json()

    async def choose(given: Json) -> Json:
        return (await driver.choose(given["as"], given["menu"], given["option"], given.get("channel"))).as_json()

    async def submit(given: Json) -> Json:
        return (await driver.submit(given["as"], given.get("values", {}))).as_json()

    async def close(given: Json) -> Json:
        return (await driver.close_form(given["as"])).as_json()

    async def suggest(given: Json) -> Json:
        return (await driver.suggest(given["as"], given["action_id"], given["typed"])).as_json()

    async def home(given: Json) -> Json:
        return (await driver.open_home(given["as"])).as_json()

    return {
        "say": say,
        "click": click,
        "press": press,
        "choose": choose,
        "submit": submit,
        "close": close,
        "suggest": suggest,
        "home": home,
    }


def _administrative(platform: Platform) -> dict[str, Act]:
    workspace = platform.workspace

    async def membership(given: Json) -> Json:
        """`{"channel", "in": true}`; `who` is a person, the bot if it is missing; `archived` archives the channel or brings it back."""
        channel = workspace.channel(given["channel"])
        member = workspace.person(given["who"]).id if "who" in given else workspace.bot.user_id
        if "in" in given:
            (channel.members.add if given["in"] else channel.members.discard)(member)
        channel.is_archived = given.get("archived", channel.is_archived)
        return {"channel": channel.id, "members": sorted(channel.members), "archived": channel.is_archived}

    async def groups(given: Json) -> Json:
        """`{"group", "members": [...]}` sets the members, or `{"group", "add": …}` and `{"group", "remove": …}` change them.

        `{"group", "deleted": true}` deletes the group and `{"group", "disabled": true}` disables it; false brings it back.
        """
        group = workspace.group(given["group"])
        group.is_deleted = bool(given.get("deleted", group.is_deleted))
        group.is_disabled = bool(given.get("disabled", group.is_disabled))
        ids = [_listed(workspace.person(who)) for who in given.get("members", group.members)]
        removed = {_listed(workspace.person(who)) for who in _several(given.get("remove", []))}
        added = [_listed(workspace.person(who)) for who in _several(given.get("add", []))]
        group.members = [user for user in dict.fromkeys([*ids, *added]) if user not in removed]
        return {"group": group.id, "members": group.members}

    async def people(given: Json) -> Json:
        """`{"person"}` with what changes: `deactivated`, `guest` (`multi`, `single` or empty), `team_id` of another workspace, `grid_id`.

        `{"person", "id", "channels": [...]}` lets somebody new join the workspace and these channels.
        """
        if "id" in given:
            workspace.people[given["id"]] = Person(given["id"], given["person"], given["person"].capitalize())
            for name in given.get("channels", ()):
                workspace.channel(name).members.add(given["id"])
        person = workspace.person(given["person"])
        person.deactivated = bool(given.get("deactivated", person.deactivated))
        person.guest, person.team_id = given.get("guest", person.guest), given.get("team_id", person.team_id)
        person.grid_id = given.get("grid_id", person.grid_id)
        if person.grid_id:
            workspace.enterprise_id = workspace.enterprise_id or "E0GRID"
        return {"person": person.id, "deactivated": person.deactivated, "guest": person.guest, "team_id": person.team_id}

    return {"membership": membership, "groups": groups, "people": people}


def _of_sockets(sockets: Sockets) -> dict[str, Act]:
    async def change(given: Json) -> Json:
        """`{"do": "refresh"}` asks the sockets to reconnect, `{"do": "cut"}` cuts them."""
        if given["do"] == "refresh":
            await sockets.refresh()
        elif given["do"] == "cut":
            sockets.cut()
        else:
            raise LookupError("do is refresh or cut")
        return {"open": len(sockets.open)}

    return {"sockets": change}


def _listed(person: Person) -> str:
    """Return the id by which a user group lists somebody."""
    return person.grid_id or person.id


def _several(given: str | Iterable[str]) -> list[str]:
    return [given] if isinstance(given, str) else list(given)


def _route(act: Act) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        try:
            return web.json_response(await act(json.loads(await request.text())))
        except KeyError as absent:
            return web.json_response({"message": f"the request lacks {absent}"}, status=400)
        except LookupError as absent:
            return web.json_response({"message": str(absent)}, status=404)
        except (ValueError, TypeError) as wrong:
            return web.json_response({"message": str(wrong)}, status=400)

    return handle


def _events(platform: Platform) -> Handler:
    async def stream(request: web.Request) -> web.StreamResponse:
        """Server-sent events from now on; from after an event with `?since=SEQ` or Last-Event-ID."""
        since = request.query.get("since") or request.headers.get("Last-Event-ID")
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
        subscription = platform.feed.watch(int(since) if since is not None and since.isdigit() else None)
        await response.prepare(request)
        try:
            await response.write(b": the feed is open\n\n")
            async for event in subscription:
                data = json.dumps(event.as_json())
                await response.write(f"id: {event.seq}\nevent: {event.kind}\ndata: {data}\n\n".encode())
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            subscription.close()
        return response

    return stream
