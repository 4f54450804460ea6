"""What Slack makes of the words a person types: escapes, links, mentions, and a keyboard's smart quotes and dashes.

Source: https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages and
https://docs.slack.dev/interactivity/implementing-slash-commands#creating_commands ("Escape channels, users, and links sent to your app").
"""

import re
from collections.abc import Iterator

from sandbox.slack.people import Workspace

# A bare host becomes a link only under a top-level domain that Slack knows; this is the part of the list people meet.
KNOWN_TLDS = "com|org|net|io|dev|app|co|ai|edu|gov|info|biz|me|eu|uk|de|fr|nl|cloud|tech|sh"
TOKEN = re.compile(
    rf"""(?P<url>https?://[^\s<>|]*[^\s<>|.,;:!?'")\]”’])
    |(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.(?:{KNOWN_TLDS})\b)
    |(?P<host>(?<![\w@./:-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:{KNOWN_TLDS})\b(?::\d+)?(?:/[^\s<>|]*[^\s<>|.,;:!?'")\]”’])?)
    |(?P<person>(?<!\w)@[a-z0-9][a-z0-9._-]*)
    |(?P<channel>(?<!\w)\#[a-z0-9][a-z0-9_-]*)""",
    re.VERBOSE | re.IGNORECASE,
)
BROADCASTS = ("here", "channel", "everyone")


def smart_typing(text: str) -> str:
    """Type as a desktop keyboard with smart punctuation does: curly quotes, an em dash for --, an ellipsis for three points."""
    text = re.sub(r'(^|[\s(\[{=])"', r"\1“", text).replace('"', "”")
    text = re.sub(r"(^|[\s(\[{=])'", r"\1‘", text).replace("'", "’")
    return text.replace("--", "—").replace("...", "…")


def escaped(text: str, workspace: Workspace, *, with_names: bool) -> str:
    """Turn typed text into what apps receive.

    `with_names` for slash commands with should_escape (`<@U1|name>`, `<#C1|name>`); messages carry `<@U1>` alone.
    """
    return "".join(_pieces(text, workspace, with_names=with_names))


def _pieces(text: str, workspace: Workspace, *, with_names: bool) -> Iterator[str]:
    position = 0
    for found in TOKEN.finditer(text):
        yield _plain(text[position : found.start()])
        position = found.end()
        kind, typed = str(found.lastgroup), found.group()
        yield _linked(kind, typed) or _mentioned(kind, typed, workspace, with_names=with_names) or _plain(typed)
    yield _plain(text[position:])


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _linked(kind: str, typed: str) -> str:
    if kind == "url":
        return f"<{_plain(typed)}>"
    if kind == "host":
        return f"<http://{_plain(typed)}|{_plain(typed)}>"
    return f"<mailto:{typed}|{typed}>" if kind == "email" else ""


def _mentioned(kind: str, typed: str, workspace: Workspace, *, with_names: bool) -> str:
    name = typed[1:].rstrip(".-_")
    rest = typed[1 + len(name) :]
    if kind == "channel":
        channels = {channel.name: channel for channel in workspace.channels.values() if not channel.is_im}
        return f"<#{channels[name].id}|{name}>{rest}" if name in channels else ""
    if name in BROADCASTS:
        return f"<!{name}>{rest}"
    groups = {group.handle: group for group in workspace.groups.values()}
    if name in groups:
        return f"<!subteam^{groups[name].id}|@{name}>{rest}"
    people = {person.name: person for person in workspace.people.values()}
    if name not in people:
        return ""
    return (f"<@{people[name].id}|{name}>" if with_names else f"<@{people[name].id}>") + rest
