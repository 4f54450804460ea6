"""chat.*: post, edit and delete messages."""

from typing import Any

from sandbox.slack.errors import SlackError
from sandbox.slack.interactive import name_blocks
from sandbox.slack.messages import Message, copied
from sandbox.slack.people import Channel
from sandbox.slack.platform import Platform
from sandbox.slack.web_api.calls import Call, Method
from sandbox.slack.web_api.places import named_message, writable_channel

Json = dict[str, Any]
MAX_TEXT = 40_000
MAX_UPDATED_TEXT = 4_000


def post_message(platform: Platform, call: Call) -> Json:
    channel = writable_channel(platform, call)
    content = _content(platform, call, MAX_TEXT)
    _wait_for_turn(platform, channel)
    message = platform.post(channel, **content, metadata=_metadata(call) or {}, thread_ts=_thread(platform, call, channel))
    return {"channel": channel.id, "ts": message.ts, "message": _shown(platform, message)}


def post_ephemeral(platform: Platform, call: Call) -> Json:
    """Show a message to one person of the channel. It has a tier, and takes no turn among the channel's messages.

    Source: https://docs.slack.dev/reference/methods/chat.postEphemeral ("Tier 4"; the special limit is chat.postMessage's).
    """
    channel, user = writable_channel(platform, call), call.needed("user")
    person = platform.workspace.with_id(user)
    if person is None or person.id not in channel.members or person.deactivated:
        raise SlackError("user_not_in_channel")
    content = _content(platform, call, MAX_TEXT)
    message = platform.post(channel, **content, private_to=person.id, thread_ts=call.text("thread_ts"))
    return {"message_ts": message.ts}


def update(platform: Platform, call: Call) -> Json:
    """Edit one's own message.

    Text without `blocks` takes the old blocks away; metadata stays unless given ({} takes it away).
    Source: https://docs.slack.dev/reference/methods/chat.update.
    """
    message = named_message(platform, call)
    if message.user != platform.workspace.bot.user_id:
        raise SlackError("cant_update_message")
    if platform.workspace.channels[message.channel].is_archived:
        raise SlackError("is_inactive")
    content, metadata = _content(platform, call, MAX_UPDATED_TEXT), _metadata(call)
    if content["text"] or content["blocks"]:
        message.text, message.blocks = content["text"], copied(content["blocks"])
        name_blocks(message.blocks)
    message.attachments = content["attachments"] or message.attachments
    message.metadata = message.metadata if metadata is None else metadata
    # Slack shows "(edited)" only on messages without blocks, but the API says it of all.
    message.edited = {"user": message.user, "ts": platform.messages.next_ts()}
    message.edits += 1
    platform.tell("edited", message)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": _shown(platform, message)}


def delete(platform: Platform, call: Call) -> Json:
    message = named_message(platform, call)
    if message.user != platform.workspace.bot.user_id:
        raise SlackError("cant_delete_message")
    message.deleted = True
    platform.tell("deleted", message)
    return {"channel": message.channel, "ts": message.ts}


def get_permalink(platform: Platform, call: Call) -> Json:
    message = named_message(platform, call, "message_ts")
    link = f"https://{platform.workspace.domain}.slack.com/archives/{message.channel}/p{message.ts.replace('.', '')}"
    return {"channel": message.channel, "permalink": link}


def _content(platform: Platform, call: Call, max_text: int) -> Json:
    """Text, blocks and attachments. Raises SlackError: no_text, msg_too_long, invalid_blocks, msg_blocks_too_long."""
    text = call.text("text")
    blocks = call.json("blocks", "invalid_blocks_format") or []
    attachments = call.json("attachments", "invalid_attachments") or []
    if blocks:
        platform.refuse_invalid_blocks(call.method, blocks)
    if not (text.strip() or blocks or attachments):
        raise SlackError("no_text")
    if len(text) > max_text:
        raise SlackError("msg_too_long")
    return {"text": text, "blocks": blocks, "attachments": attachments}


def _metadata(call: Call) -> Json | None:
    """Read the message's metadata, None if the call has none. Raises SlackError invalid_metadata_format."""
    given = call.json("metadata", "invalid_metadata_format")
    if given is None or given == {}:
        return None if given is None else {}
    well_formed = isinstance(given, dict) and isinstance(given.get("event_type"), str) and isinstance(given.get("event_payload"), dict)
    if not well_formed or given.keys() - {"event_type", "event_payload", "entities"}:
        raise SlackError("invalid_metadata_format")
    metadata: Json = given
    return metadata


def _thread(platform: Platform, call: Call, channel: Channel) -> str:
    """Find the thread to answer in; an answer to an answer goes to its thread. Raises SlackError for a parent that is not there."""
    parent_ts = call.text("thread_ts")
    if not parent_ts:
        return ""
    parent = platform.messages.find(channel.id, parent_ts)
    if parent is None:
        raise SlackError("thread_not_found")
    parent.thread_ts = parent.thread_ts or parent.ts
    return parent.thread_ts


def _wait_for_turn(platform: Platform, channel: Channel) -> None:
    wait_s = platform.rates.wait_for_post(channel.id)
    if wait_s:
        raise SlackError("ratelimited", status=429, retry_after_s=wait_s)


def _shown(platform: Platform, message: Message) -> Json:
    return message.as_api(team_id=platform.workspace.team_id, with_metadata=True)


METHODS = {
    "chat.postMessage": Method(post_message),
    "chat.postEphemeral": Method(post_ephemeral, tier="4"),
    "chat.update": Method(update, tier="3"),
    "chat.delete": Method(delete, tier="3"),
    "chat.getPermalink": Method(get_permalink),
}
