"""apps.connections.open: ask for a Socket Mode WebSocket."""

from typing import Any

from sandbox.slack.platform import Platform
from sandbox.slack.web_api.calls import Call, Method


def open_connection(platform: Platform, call: Call) -> dict[str, Any]:
    """Answer a URL that works once; its query names the ticket and the app, as Slack's does."""
    ticket = platform.tickets.issue()
    host = call.base_url.replace("http", "ws", 1)
    return {"url": f"{host}/link/?ticket={ticket}&app_id={platform.workspace.bot.app_id}"}


# The documents disagree between tier 1 and 3; with tier 1 a client could not reconnect within a minute.
METHODS = {"apps.connections.open": Method(open_connection, tier="3", by_app=True)}
