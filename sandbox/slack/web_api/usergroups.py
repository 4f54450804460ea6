"""usergroups.*: who belongs to a group."""

from typing import Any

from sandbox.slack.errors import SlackError
from sandbox.slack.people import group_object
from sandbox.slack.platform import Platform
from sandbox.slack.web_api.calls import Call, Method

Json = dict[str, Any]


def list_groups(platform: Platform, call: Call) -> Json:
    workspace = platform.workspace
    return {
        "usergroups": [group_object(g, workspace.team_id, with_users=call.flag("include_users")) for g in workspace.groups.values()],
    }


def list_users(platform: Platform, call: Call) -> Json:
    group = platform.workspace.groups.get(call.needed("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    people = platform.workspace.people
    return {"users": [user for user in group.members if not people[user].deactivated]}


METHODS = {"usergroups.list": Method(list_groups, tier="2"), "usergroups.users.list": Method(list_users, tier="2")}
