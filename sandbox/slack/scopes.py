"""OAuth scopes: which method and which delivery needs which. Source: https://docs.slack.dev/reference/scopes."""

METHOD_SCOPES = {
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write",
    "conversations.info": "channels:read",
    "conversations.history": "channels:history",
    "conversations.replies": "channels:history",
    "conversations.open": "im:write",
    "usergroups.list": "usergroups:read",
    "usergroups.users.list": "usergroups:read",
    "users.info": "users:read",
    "users.list": "users:read",
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
    "reactions.add": "reactions:write",
    "apps.connections.open": "connections:write",
}
POST_UNINVITED = "chat:write.public"
COMMANDS = "commands"
EVENT_SCOPES = {"app_mention": "app_mentions:read", "message.im": "im:history"}

DEFAULT_SCOPES = frozenset(METHOD_SCOPES.values()) | {COMMANDS, *EVENT_SCOPES.values()}
