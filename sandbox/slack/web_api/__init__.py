"""The Web API under /api/."""

from sandbox.slack.web_api import apps, auth, blocks, chat, conversations, files, reactions, usergroups, users, views
from sandbox.slack.web_api.calls import Call, Method, add_routes

METHODS: dict[str, Method] = {
    **apps.METHODS,
    **auth.METHODS,
    **blocks.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **reactions.METHODS,
    **usergroups.METHODS,
    **users.METHODS,
    **views.METHODS,
}

__all__ = ["METHODS", "Call", "Method", "add_routes"]
