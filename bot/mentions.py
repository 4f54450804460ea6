"""An `app_mention` as Slack delivers it, read into what somebody typed."""

import re
from collections.abc import Mapping
from typing import Any

from bot.desk import Typed
from bot.words import without_command
from mesh.requests import Way

Json = Mapping[str, Any]


def mention_in(body: Json) -> Typed | None:
    """Return what a mention says behind the bot's name; None where a bot wrote it, or somebody edited what they wrote before."""
    event = body["event"]
    if not event.get("user") or event.get("bot_id") or event.get("subtype") == "bot_message" or event.get("edited"):
        return None
    return Typed(
        person=event["user"],
        channel=event["channel"],
        text=without_command(_name(body).sub("", event.get("text", "").lstrip(), count=1)),
        delivery=body["event_id"],
        thread=event.get("thread_ts", ""),
        way=Way.MENTION,
    )


def begins_with_the_name(body: Json) -> bool:
    """Say whether the message is said to the bot; one that only speaks of it is no order."""
    return _name(body).match(body["event"].get("text", "").lstrip()) is not None


def _name(body: Json) -> re.Pattern[str]:
    """Return what the bot's mention looks like. Slack names the bot's user among those for whom the event was authorized."""
    users = [re.escape(each["user_id"]) for each in body.get("authorizations") or () if each.get("user_id")]
    return re.compile(rf"<@(?:{'|'.join(users) or '[UW][A-Z0-9]+'})(?:\|[^>]*)?>")
