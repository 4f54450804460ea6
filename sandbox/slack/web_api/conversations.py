"""conversations.*: look at channels and read what stands in them."""

from typing import Any

from sandbox.slack.errors import SlackError
from sandbox.slack.messages import Message
from sandbox.slack.people import channel_object
from sandbox.slack.platform import Platform
from sandbox.slack.web_api.calls import Call, Method
from sandbox.slack.web_api.places import named_channel

Json = dict[str, Any]
PAGE = 100


def info(platform: Platform, call: Call) -> Json:
    return {"channel": channel_object(named_channel(platform, call), platform.workspace)}


def open_direct(platform: Platform, call: Call) -> Json:
    users = [user for user in call.needed("users").split(",") if user]
    if len(users) != 1:
        raise SlackError("too_many_users" if users else "users_list_not_supplied")
    person = platform.workspace.people.get(users[0])
    if person is None or person.deactivated:
        raise SlackError("user_not_found" if person is None else "user_disabled")
    return {"channel": {"id": platform.workspace.direct_message(person.id).id}}


def history(platform: Platform, call: Call) -> Json:
    """Read the channel's own messages, newest first; answers in threads are not among them."""
    messages = [m for m in _readable(platform, call) if not m.thread_ts or m.thread_ts == m.ts]
    return _page(platform, call, messages[::-1])


def replies(platform: Platform, call: Call) -> Json:
    """Read a message and the answers in its thread, oldest first."""
    ts = call.needed("ts")
    thread = [m for m in _readable(platform, call) if ts in {m.ts, m.thread_ts}]
    if not thread:
        raise SlackError("thread_not_found")
    return _page(platform, call, thread)


def _readable(platform: Platform, call: Call) -> list[Message]:
    channel = named_channel(platform, call)
    if not platform.workspace.has_bot(channel):
        raise SlackError("not_in_channel")
    oldest, latest = call.text("oldest") or "0", call.text("latest") or "99999999999"
    return [m for m in platform.messages.in_channel(channel.id) if not m.deleted and oldest < m.ts <= latest]


def _page(platform: Platform, call: Call, messages: list[Message]) -> Json:
    start, limit = call.number("cursor", 0), call.number("limit", PAGE)
    shown = messages[start : start + limit]
    more = len(messages) > start + limit
    with_metadata = call.flag("include_all_metadata")
    return {
        "messages": [m.as_api(team_id=platform.workspace.team_id, with_metadata=with_metadata) for m in shown],
        "has_more": more,
        "response_metadata": {"next_cursor": str(start + limit) if more else ""},
    }


METHODS = {
    "conversations.info": Method(info, tier="3"),
    "conversations.open": Method(open_direct, tier="3"),
    "conversations.history": Method(history, tier="3"),
    "conversations.replies": Method(replies, tier="3"),
}
