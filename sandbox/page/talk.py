"""The workspace as one person sees it: places to go to, messages with their threads, the open form, the app's home."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.slack import Channel, Person, SlackStandIn

Json = dict[str, Any]
HOME = "home"
FIRST_LINES = 12


@dataclass(frozen=True)
class Talk:
    """A message and the replies in its thread, oldest first."""

    message: Json
    replies: Sequence[Json]


@dataclass(frozen=True)
class Place:
    """Who looks at what: a channel, or the app's home tab (`channel` is None then). `name` is the heading, `key` the part of the URL."""

    person: Person
    channel: Channel | None
    key: str
    name: str


def place_of(slack: SlackStandIn, who: str, where: str) -> Place:
    """Find a place by a person's handle and a channel's id, `home`, or @ with the bot's name for the direct message with it.

    Raises LookupError with a sentence for strangers, and for channels that the person is not in.
    """
    workspace = slack.workspace
    person = workspace.person(who)
    if where == HOME:
        return Place(person, None, HOME, "meshbot’s home")
    if where == f"@{workspace.bot.name}":
        channel = workspace.direct_message(person.id)
        return Place(person, channel, where, "meshbot")
    channel = workspace.channel(where) if where else channels_of(slack, person)[0]
    if person.id not in channel.members:
        raise LookupError(f"{person.name} is not in #{channel.name}")
    return Place(person, channel, channel.id, channel.name)


def channels_of(slack: SlackStandIn, person: Person) -> list[Channel]:
    """Return the channels the person is in."""
    return [channel for channel in slack.workspace.channels.values() if person.id in channel.members and not channel.is_im]


def groups_of(slack: SlackStandIn, person: Person) -> list[str]:
    """Return the handles of the person's user groups."""
    return [group.handle for group in slack.workspace.groups.values() if person.id in group.members]


def talks(slack: SlackStandIn, place: Place) -> list[Talk]:
    """Return what the person sees in the channel, oldest first."""
    if place.channel is None:
        return []
    seen = [_with_texts(slack, message.as_state()) for message in slack.platform.messages.seen_by(place.person.id, {place.channel.id})][
        ::-1
    ]
    first = [message for message in seen if message["thread_ts"] in {"", message["ts"]}]
    known = {message["ts"] for message in first}
    replies = [message for message in seen if message["thread_ts"] not in {"", message["ts"]}]
    orphans = [reply for reply in replies if reply["thread_ts"] not in known]
    return [Talk(m, [r for r in replies if r["thread_ts"] == m["ts"]]) for m in (*first, *orphans)]


def _with_texts(slack: SlackStandIn, message: Json) -> Json:
    """Add to each file the first lines of what is in it."""
    files = []
    for shown in message["files"]:
        file = slack.platform.files.by_id.get(shown["id"])
        lines = file.content.decode("utf8", "replace").splitlines() if file and file.content else []
        files.append({**shown, "first_lines": lines[:FIRST_LINES], "more_lines": max(0, len(lines) - FIRST_LINES)})
    return {**message, "files": files}
