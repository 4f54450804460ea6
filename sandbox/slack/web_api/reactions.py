"""reactions.add."""

from typing import Any

from sandbox.slack.errors import SlackError
from sandbox.slack.platform import Platform
from sandbox.slack.web_api.calls import Call, Method
from sandbox.slack.web_api.places import named_message


def add(platform: Platform, call: Call) -> dict[str, Any]:
    message, name = named_message(platform, call, "timestamp"), call.needed("name").strip(":")
    bot_user = platform.workspace.bot.user_id
    reaction = next((r for r in message.reactions if r["name"] == name), None)
    if reaction is None:
        reaction = {"name": name, "users": [], "count": 0}
        message.reactions.append(reaction)
    if bot_user in reaction["users"]:
        raise SlackError("already_reacted")
    reaction["users"].append(bot_user)
    reaction["count"] += 1
    platform.tell("edited", message)
    return {}


METHODS = {"reactions.add": Method(add, tier="3")}
