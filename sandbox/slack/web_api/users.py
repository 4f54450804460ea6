"""users.*: who is who."""

from typing import Any

from sandbox.slack.errors import SlackError
from sandbox.slack.people import user_object
from sandbox.slack.platform import Platform
from sandbox.slack.web_api.calls import Call, Method

Json = dict[str, Any]


def info(platform: Platform, call: Call) -> Json:
    person = platform.workspace.with_id(call.needed("user"))
    if person is None:
        raise SlackError("user_not_found")
    return {"user": user_object(person, platform.workspace)}


def list_users(platform: Platform, _: Call) -> Json:
    """List the workspace's own people; strangers of shared channels are not among them."""
    workspace = platform.workspace
    own = [user_object(person, workspace) for person in workspace.people.values() if not person.team_id]
    return {"members": own, "response_metadata": {"next_cursor": ""}}


METHODS = {"users.info": Method(info, tier="4"), "users.list": Method(list_users, tier="2")}
