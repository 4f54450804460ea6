"""A view as Slack shows it in answers and payloads."""

from typing import Any

from sandbox.slack.people import Workspace
from sandbox.slack.views import View

OPTIONAL = {"title": None, "submit": None, "close": None, "callback_id": "", "external_id": "", "private_metadata": ""}


def view_object(view: View, workspace: Workspace) -> dict[str, Any]:
    """All keys that Slack sends; what the app left out is null or empty."""
    return {
        "id": view.id,
        "team_id": workspace.team_id,
        "type": view.given["type"],
        "blocks": view.blocks,
        **{key: view.given.get(key, empty) for key, empty in OPTIONAL.items()},
        "state": {"values": view.values},
        "hash": view.hash,
        "clear_on_close": bool(view.given.get("clear_on_close")),
        "notify_on_close": bool(view.given.get("notify_on_close")),
        "previous_view_id": view.previous_id or None,
        "root_view_id": view.root_id,
        "app_id": workspace.bot.app_id,
        "bot_id": workspace.bot.bot_id,
        "app_installed_team_id": workspace.team_id,
    }
