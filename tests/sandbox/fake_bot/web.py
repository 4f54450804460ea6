"""A bot that answers a few words at once and plays what becomes of its runs by itself."""

import asyncio
import json
import os
import sys
from collections.abc import Coroutine
from typing import Any

import httpx
import redis.asyncio
from aiohttp import web

Json = dict[str, Any]
ANSWERS = {"help": "help:all", "nonsense": "invalid:verb", "forbidden": "refused:policy", "broken": "trouble:redis"}
URL = "https://tinyrobot-science-mesh-{name}.herokuapp.com/"
PACE_S = 0.02


class Bot:
    """Knows runs by their id; each has a message."""

    def __init__(self) -> None:
        headers = {"Authorization": f"Bearer {os.environ['SLACK_BOT_TOKEN']}"}
        self.slack = httpx.AsyncClient(base_url=os.environ["SLACK_API_URL"], headers=headers, trust_env=False)
        self.messages: dict[str, Json] = {}
        self.playing: set[asyncio.Task[None]] = set()

    def play(self, story: Coroutine[None, None, None]) -> None:
        self.playing.add(asyncio.create_task(story))

    async def show(self, run: str, channel: str, state: str, lines: list[str], *buttons: str) -> None:
        blocks: list[Json] = [{"type": "section", "text": {"type": "mrkdwn", "text": "\n".join(lines)}}]
        if buttons:
            elements = [
                {"type": "button", "action_id": label.lower(), "value": run, "text": {"type": "plain_text", "text": label}}
                for label in buttons
            ]
            blocks.append({"type": "actions", "elements": elements})
        content = {
            "text": lines[0],
            "blocks": blocks,
            "metadata": {"event_type": "mesh_run", "event_payload": {"run": run, "state": state}},
        }
        known = self.messages.get(run)
        method, place = ("chat.update", known) if known else ("chat.postMessage", {"channel": channel})
        answer = (await self.slack.post(method, json={**(place or {}), **content})).json()
        if not answer["ok"]:
            sys.exit(f"Slack refused {method}: {answer}")
        self.messages[run] = {"channel": answer["channel"], "ts": answer["ts"]}

    async def add(self, run: str, channel: str, name: str, outcome: str) -> None:
        title = f"Add {name} ({run})"
        await self.show(run, channel, "running", [title, "… create app", "… build"])
        await asyncio.sleep(PACE_S)
        await self.show(run, channel, "running", [title, "✓ create app", "… build"])
        await asyncio.sleep(PACE_S)
        last = URL.format(name=name) if outcome == "done" else "The build failed."
        await self.show(run, channel, outcome, [title, "✓ create app", "✓ build", last])

    async def ask(self, run: str, channel: str) -> None:
        await asyncio.sleep(PACE_S)
        await self.show(run, channel, "awaiting", [f"Remove web-ui ({run})?"], "Approve", "Decline")


async def heard(request: web.Request) -> web.Response:
    bot, form = request.app[BOT], await request.post()
    if "payload" in form:
        return clicked(bot, json.loads(str(form["payload"])))
    verb, _, name = str(form["text"]).partition(" ")
    channel = str(form["channel_id"])
    if verb in ANSWERS:
        return private(ANSWERS[verb], f"{verb}, you say?")
    if verb == "silent":
        await asyncio.sleep(30)
    run = f"r-{name.replace('-', '')}0000"
    if verb == "add":
        bot.play(bot.add(run, channel, name, "done"))
    elif verb == "fail":
        bot.play(bot.add(run, channel, name, "failed"))
    elif verb == "ask":
        bot.play(bot.ask(run, channel))
    elif verb == "die":
        asyncio.get_running_loop().call_later(PACE_S, os._exit, 7)
    return private(f"run:{run}", f"`/mesh {verb} {name}` is run {run}")


def clicked(bot: Bot, payload: Json) -> web.Response:
    action, channel = payload["actions"][0], payload["channel"]["id"]
    run = action["value"]
    if action["action_id"] == "decline":
        bot.play(bot.show(run, channel, "declined", [f"{run} was declined by {payload['user']['username']}"]))
    else:
        bot.play(bot.add(run, channel, "web-ui", "done"))
    return web.Response()


def private(block_id: str, text: str) -> web.Response:
    block = {"type": "section", "block_id": block_id, "text": {"type": "mrkdwn", "text": text}}
    return web.json_response({"response_type": "ephemeral", "text": text, "blocks": [block]})


async def ready(_: web.Request) -> web.Response:
    async with redis.asyncio.from_url(os.environ["REDIS_URL"]) as client:
        consumes = await client.get("consumes")
    return web.Response(status=200 if consumes else 503)


async def alive(_: web.Request) -> web.Response:
    return web.Response()


BOT = web.AppKey("bot", Bot)


async def application() -> web.Application:
    app = web.Application()
    app[BOT] = Bot()
    app.router.add_get("/healthz", alive)
    app.router.add_get("/readyz", ready)
    app.router.add_post("/slack/events", heard)
    return app


if __name__ == "__main__":
    if os.environ.get("FAKE_BOT_DIES"):
        sys.exit("mesh.toml, meshes.main: no such controller")
    web.run_app(application(), host="127.0.0.1", port=int(sys.argv[-1]), print=None)
