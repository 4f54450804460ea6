"""An `app_mention` as Slack delivers it, read into what somebody typed."""

import re
from collections.abc import Mapping
from typing import Any

from bot.desk import Typed
from bot.words import unwrapped, without_command
from mesh.requests import Way

Json = Mapping[str, Any]
MENTION = re.compile(r"<@(?P<user>[UW][A-Z0-9]+)(?:\|[^<>]*)?>")


def mention_in(body: Json) -> Typed | None:
    """Return what a mention says behind the bot's name; None where a bot wrote it, or somebody edited what they wrote before."""
    event = body["event"]
    if not event.get("user") or event.get("bot_id") or event.get("subtype") == "bot_message" or event.get("edited"):
        return None
    return Typed(
        person=event["user"],
        channel=event["channel"],
        text=without_command(_without_name(_said(event), _names(body)).lstrip(" \t\n:,;")),
        delivery=body["event_id"],
        thread=event.get("thread_ts", ""),
        way=Way.MENTION,
    )


def begins_with_the_name(body: Json) -> bool:
    """Say whether the message is said to the bot; one that only speaks of it is no order."""
    text, names = _said(body["event"]), _names(body)
    first = MENTION.match(text)
    return first is not None and (not names or first["user"] in names)


def _said(event: Json) -> str:
    """Return the text without marks around the whole of it."""
    return unwrapped(str(event.get("text", "")).strip())


def _without_name(text: str, names: frozenset[str]) -> str:
    """Take out the first mention of the bot."""
    own = next((each for each in MENTION.finditer(text) if not names or each["user"] in names), None)
    return text[: own.start()] + text[own.end() :] if own else text


def _names(body: Json) -> frozenset[str]:
    """Return the bot's user ids; none where any may be it. Slack names the bot's user among those for whom the event was authorized."""
    return frozenset(each["user_id"] for each in body.get("authorizations") or () if each.get("user_id"))
