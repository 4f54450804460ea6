"""Everything the stand-in holds, as JSON."""

from typing import Any

from sandbox.slack.acts.desktop import Desktop
from sandbox.slack.people import group_object, user_object
from sandbox.slack.sockets import Sockets
from sandbox.slack.view_objects import view_object

Json = dict[str, Any]


def whole_state(desktop: Desktop, sockets: Sockets) -> Json:
    """List channels with their messages (oldest first, deleted ones marked), what single people see, files, and what was counted."""
    platform = desktop.platform
    workspace = platform.workspace
    return {
        "team": {"id": workspace.team_id, "domain": workspace.domain},
        "channels": [
            {
                "id": channel.id,
                "name": channel.name,
                "members": sorted(channel.members),
                "bot_is_member": workspace.has_bot(channel),
                "archived": channel.is_archived,
                "direct_message_with": channel.person,
                "messages": [message.as_state() for message in platform.messages.in_channel(channel.id)],
            }
            for channel in workspace.channels.values()
        ],
        "private": {person.id: [m.as_state() for m in platform.messages.private_to(person.id)] for person in workspace.everybody()},
        "views": {
            person.id: {
                "open": [view_object(view, workspace) for view in platform.views.stacks.get(person.id, [])],
                "home": view_object(platform.views.homes[person.id], workspace) if person.id in platform.views.homes else None,
            }
            for person in workspace.everybody()
        },
        "files": [file.as_state() for file in platform.files.by_id.values()],
        "people": [user_object(person, workspace) for person in workspace.people.values()],
        "groups": [group_object(group, workspace.team_id, with_users=True) for group in workspace.groups.values()],
        "calls": dict(platform.calls),
        "ratelimited": platform.rates.refused,
        "accepted": platform.accepted,
        "invalid": list(platform.invalid),
        "deliveries": [delivery.as_json() for delivery in desktop.done],
        "sockets": len(sockets.open),
    }
