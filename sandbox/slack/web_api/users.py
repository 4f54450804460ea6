"""users.*: who is who."""

from typing import Any

from sandbox.slack.errors import SlackError
from sandbox.slack.people import user_object
from sandbox.slack.platform import Platform
from sandbox.slack.web_api.calls import Call, Method

Json = dict[str, Any]


def info(platform: Platform, call: Call) -> Json:
    person = platform.workspace.people.get(call.needed("user"))
    if person is None:
        raise SlackError("user_not_found")
    return {"user": user_object(person, platform.workspace.team_id)}


def list_users(platform: Platform, _: Call) -> Json:
    team_id = platform.workspace.team_id
    return {"members": [user_object(p, team_id) for p in platform.workspace.people.values()], "response_metadata": {"next_cursor": ""}}


METHODS = {"users.info": Method(info, tier="4"), "users.list": Method(list_users, tier="2")}
