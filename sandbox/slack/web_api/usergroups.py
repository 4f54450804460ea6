"""usergroups.*: who belongs to a group."""

from typing import Any

from sandbox.slack.errors import SlackError
from sandbox.slack.people import UserGroup, group_object
from sandbox.slack.platform import Platform
from sandbox.slack.web_api.calls import Call, Method

Json = dict[str, Any]


def list_groups(platform: Platform, call: Call) -> Json:
    workspace = platform.workspace
    shown = [group for group in workspace.groups.values() if _is_shown(group, call)]
    return {"usergroups": [group_object(group, workspace.team_id, with_users=call.flag("include_users")) for group in shown]}


def list_users(platform: Platform, call: Call) -> Json:
    """List who is in a group and was not deactivated; a deleted one is not there, a disabled one only where it is asked for.

    That Slack names both `no_such_subteam` is not measured.
    """
    workspace = platform.workspace
    group = workspace.groups.get(call.needed("usergroup"))
    if group is None or not _is_shown(group, call):
        raise SlackError("no_such_subteam")
    return {"users": [user for user in group.members if (person := workspace.with_id(user)) and not person.deactivated]}


def _is_shown(group: UserGroup, call: Call) -> bool:
    return not group.is_deleted and (not group.is_disabled or call.flag("include_disabled"))


METHODS = {"usergroups.list": Method(list_groups, tier="2"), "usergroups.users.list": Method(list_users, tier="2")}
