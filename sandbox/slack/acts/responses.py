"""What an app posts to a response_url."""

import json

from aiohttp import web

from sandbox.slack.acts.answers import Reply, reply_from
from sandbox.slack.acts.commands import show_reply
from sandbox.slack.acts.desktop import Desktop
from sandbox.slack.errors import SlackError
from sandbox.slack.interactive import name_blocks
from sandbox.slack.messages import Message, copied
from sandbox.slack.response_urls import ResponseUrl


def add_response_routes(app: web.Application, desktop: Desktop) -> None:
    async def respond(request: web.Request) -> web.Response:
        try:
            url = desktop.platform.response_urls.use(request.path)
            _apply(desktop, url, reply_from(desktop.platform, "response_url", _json(await request.text())))
        except SlackError as refusal:
            status = refusal.status if refusal.status != 200 else 400
            return web.json_response(refusal.body(), status=status)
        return web.Response(text="ok")

    app.router.add_post("/commands/{team}/{number}/{secret}", respond)
    app.router.add_post("/actions/{team}/{number}/{secret}", respond)


def _json(text: str) -> object:
    try:
        parsed: object = json.loads(text)
    except ValueError as wrong:
        raise SlackError("invalid_payload") from wrong
    return parsed


def _apply(desktop: Desktop, url: ResponseUrl, reply: Reply) -> None:
    original = _original(desktop, url)
    if reply.delete_original and original is not None:
        original.deleted = True
        desktop.platform.tell("private_deleted" if original.private_to else "deleted", original)
    elif reply.replace_original and original is not None:
        original.text, original.attachments = reply.text, reply.attachments
        original.blocks = copied(reply.blocks)
        name_blocks(original.blocks)
        original.metadata = reply.metadata or original.metadata
        original.edited = {"user": original.user, "ts": desktop.platform.messages.next_ts()}
        original.edits += 1
        desktop.platform.tell("private_edited" if original.private_to else "edited", original)
    elif not reply.delete_original:
        channel = desktop.platform.workspace.channels[url.channel]
        message = show_reply(desktop, reply, url.user, channel, url.thread_ts)
        url.original_ts = url.original_ts or message.ts


def _original(desktop: Desktop, url: ResponseUrl) -> Message | None:
    if not url.original_ts:
        return None
    messages = desktop.platform.messages
    return messages.find(url.channel, url.original_ts) or messages.find_private(url.channel, url.original_ts)
