"""files.*: upload in three steps and share. Source: https://docs.slack.dev/messaging/working-with-files#uploading_files."""

from typing import Any

from aiohttp import web

from sandbox.slack.errors import SlackError, bad_arguments
from sandbox.slack.files import File
from sandbox.slack.people import Channel
from sandbox.slack.platform import Platform
from sandbox.slack.web_api.calls import Call, Method

Json = dict[str, Any]


def get_upload_url(platform: Platform, call: Call) -> Json:
    length = call.number("length", 0)
    if length <= 0:
        raise bad_arguments("must be more than 0 [json-pointer:/length]")
    file = platform.files.expect(call.needed("filename"), length)
    return {"upload_url": f"{call.base_url}/upload/v1/{file.ticket}", "file_id": file.id}


def complete_upload(platform: Platform, call: Call) -> Json:
    """Make the uploaded files real and, with `channel_id` or `channels`, share them in one message."""
    wanted = call.json("files", "invalid_arguments")
    if not isinstance(wanted, list) or not wanted:
        raise bad_arguments("missing required field: files")
    channels = [_channel(platform, place) for place in (call.text("channels") or call.text("channel_id")).split(",") if place]
    files = [_completed(platform, entry) for entry in wanted]
    shown = [file.as_api(call.base_url) for file in files]
    for channel in channels:
        for file in files:
            file.shared_in.append(channel.id)
            file.initial_comment, file.thread_ts = call.text("initial_comment"), call.text("thread_ts")
            platform.feed.tell("file_shared", file.as_state(), channel=channel.id)
        shown = [file.as_api(call.base_url) for file in files]
        platform.post(channel, text=call.text("initial_comment"), thread_ts=call.text("thread_ts"), files=shown)
    return {"files": shown}


def _channel(platform: Platform, place: str) -> Channel:
    channel = platform.workspace.channels.get(place)
    if channel is None:
        raise SlackError("channel_not_found")
    if not platform.workspace.has_bot(channel):
        raise SlackError("not_in_channel")
    return channel


def _completed(platform: Platform, entry: object) -> File:
    file = platform.files.by_id.get(str(entry.get("id"))) if isinstance(entry, dict) else None
    if file is None or not isinstance(entry, dict):
        raise SlackError("file_not_found")
    if file.content is None or file.completed:
        raise SlackError("file_update_failed" if file.completed else "file_not_found")
    file.title, file.completed = str(entry.get("title") or file.name), True
    return file


def add_upload_route(app: web.Application, platform: Platform) -> None:
    async def receive(request: web.Request) -> web.Response:
        file = platform.files.awaited(request.match_info["ticket"])
        if file is None:
            return web.Response(status=404, text="Not Found")
        # slack-sdk calls the raw bytes a form, so the body must not be parsed.
        content = await request.read()
        if len(content) != file.length:
            return web.Response(status=400, text=f"expected {file.length} bytes, got {len(content)}")
        file.content = content
        return web.Response(text=f"OK - {file.length}")

    app.router.add_post("/upload/v1/{ticket}", receive)


METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, tier="4"),
    "files.completeUploadExternal": Method(complete_upload, tier="4"),
}
