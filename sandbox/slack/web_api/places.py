"""Find the channel or message a call names, or refuse as Slack does."""

from sandbox.slack.errors import SlackError
from sandbox.slack.messages import Message
from sandbox.slack.people import Channel
from sandbox.slack.platform import Platform
from sandbox.slack.scopes import POST_UNINVITED
from sandbox.slack.web_api.calls import Call


def named_channel(platform: Platform, call: Call, argument: str = "channel") -> Channel:
    """Find the channel an id or #name names; a user's id means the direct message with them. Raises SlackError channel_not_found."""
    name = call.needed(argument)
    workspace = platform.workspace
    if person := workspace.with_id(name):
        if person.deactivated or person.is_bot:
            raise SlackError("channel_not_found")
        return workspace.direct_message(person.id)
    try:
        return workspace.channel(name)
    except LookupError as unknown:
        raise SlackError("channel_not_found") from unknown


def writable_channel(platform: Platform, call: Call) -> Channel:
    """Find the channel to post in. Raises SlackError: channel_not_found, is_archived, not_in_channel."""
    channel = named_channel(platform, call)
    if channel.is_archived:
        raise SlackError("is_archived")
    uninvited = not platform.workspace.has_bot(channel)
    if uninvited and channel.is_private:
        raise SlackError("channel_not_found")
    if uninvited and POST_UNINVITED not in platform.scopes:
        raise SlackError("not_in_channel")
    return channel


def named_message(platform: Platform, call: Call, ts_argument: str = "ts") -> Message:
    """Find the message a call names, of anybody; only a channel's id will do here.

    Raises SlackError: channel_not_found, message_not_found.
    """
    channel = platform.workspace.channels.get(call.needed("channel"))
    if channel is None:
        raise SlackError("channel_not_found")
    message = platform.messages.find(channel.id, call.needed(ts_argument))
    if message is None:
        raise SlackError("message_not_found")
    return message
