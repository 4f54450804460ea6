"""What of Slack the stand-in covers, held to the routes it really serves by a test."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Covered:
    """One method, route or delivery: `level` is supported, partly or missing; `gap` says what is not there."""

    kind: str
    name: str
    level: str = "supported"
    gap: str = ""


METHODS = (
    Covered("method", "apps.connections.open"),
    Covered("method", "auth.test"),
    Covered("method", "blocks.validate", "partly", "codes other than failed_constraint are our own names"),
    Covered("method", "chat.delete"),
    Covered("method", "chat.getPermalink", "partly", "no thread_ts in the link"),
    Covered("method", "chat.postEphemeral"),
    Covered(
        "method", "chat.postMessage", "partly", "no unfurls, username, icon, reply_broadcast, markdown_text; attachments are kept unchecked"
    ),
    Covered("method", "chat.update", "partly", "no edit window, reply_broadcast, file_ids"),
    Covered("method", "chat.scheduleMessage", "missing"),
    Covered("method", "chat.startStream", "missing"),
    Covered("method", "conversations.history", "partly", "no inclusive; cursors are offsets"),
    Covered("method", "conversations.info", "partly", "the keys that apps read"),
    Covered("method", "conversations.list", "missing"),
    Covered("method", "conversations.members", "missing"),
    Covered("method", "conversations.open", "partly", "one person only"),
    Covered("method", "conversations.replies", "partly", "no inclusive; cursors are offsets"),
    Covered("method", "files.completeUploadExternal", "partly", "no blocks"),
    Covered("method", "files.getUploadURLExternal"),
    Covered("method", "oauth.v2.access", "missing", "one workspace, one token"),
    Covered("method", "reactions.add", "partly", "any name is an emoji"),
    Covered("method", "usergroups.list"),
    Covered("method", "usergroups.users.list"),
    Covered("method", "users.info", "partly", "the keys that apps read"),
    Covered("method", "users.list", "partly", "one page"),
    Covered("method", "users.lookupByEmail", "missing"),
    Covered("method", "views.open", "partly", "no interactivity_pointer"),
    Covered("method", "views.publish"),
    Covered("method", "views.push", "partly", "no interactivity_pointer"),
    Covered("method", "views.update"),
)

ROUTES = (
    Covered("route", "GET /api/{method}"),
    Covered("route", "POST /api/{method}"),
    Covered("route", "GET /link/"),
    Covered("route", "POST /upload/v1/{ticket}"),
    Covered("route", "POST /commands/{team}/{number}/{secret}"),
    Covered("route", "POST /actions/{team}/{number}/{secret}"),
    Covered("route", "GET /_sandbox/events"),
    Covered("route", "POST /_sandbox/say"),
    Covered("route", "POST /_sandbox/click"),
    Covered("route", "POST /_sandbox/press"),
    Covered("route", "POST /_sandbox/choose"),
    Covered("route", "POST /_sandbox/submit"),
    Covered("route", "POST /_sandbox/close"),
    Covered("route", "POST /_sandbox/suggest"),
    Covered("route", "POST /_sandbox/home"),
    Covered("route", "POST /_sandbox/membership"),
    Covered("route", "POST /_sandbox/groups"),
    Covered("route", "POST /_sandbox/people"),
    Covered("route", "POST /_sandbox/sockets"),
)

DELIVERIES = (
    Covered("delivery", "slash_command"),
    Covered("delivery", "block_actions", "partly", "inputs with dispatch_action do not dispatch while a person types"),
    Covered("delivery", "view_submission", "partly", "no check of what e-mail, URL and number inputs hold"),
    Covered("delivery", "view_closed"),
    Covered("delivery", "block_suggestion"),
    Covered("delivery", "app_mention"),
    Covered("delivery", "app_home_opened"),
    Covered("delivery", "message.im", "partly", "only if subscribed to"),
    Covered("delivery", "shortcut", "missing"),
    Covered("delivery", "message_action", "missing"),
    Covered("delivery", "url_verification", "missing"),
    Covered("delivery", "ssl_check", "missing"),
)

COVERAGE = (*METHODS, *ROUTES, *DELIVERIES)
