"""Messages and forms as lines for a terminal, so that a channel reads like a transcript, also aloud."""

from typing import Any

from sandbox.slack.reading.blocks import block_lines, text_lines
from sandbox.slack.reading.mrkdwn import plain
from sandbox.slack.reading.names import Names

Json = dict[str, Any]

__all__ = ["Names", "block_lines", "message_lines", "plain", "transcript_lines", "view_lines"]


def message_lines(message: Json, names: Names) -> list[str]:
    """Read the lines of one message, as it stands in `state()` or in the feed: its blocks, or its text where it has none."""
    if message.get("deleted"):
        return ["(deleted)"]
    blocks, text = message.get("blocks") or [], message.get("text") or ""
    lines = block_lines(blocks, names) if blocks else plain(text, names).strip("\n").split("\n") if text else []
    attached = [line for attachment in message.get("attachments") or [] for line in _attachment(attachment, names)]
    return [*lines, *attached, *(f"(file: {file['title']})" for file in message.get("files") or [])]


def transcript_lines(message: Json, names: Names) -> list[str]:
    """Read the same with who speaks before it: `@operator: /mesh add web-ui`; a message of several lines starts below its author."""
    author = names.name_of(message["user"]).replace("USLACKBOT", "slackbot")
    reader = f" (only to @{names.name_of(message['private_to'])})" if message.get("private_to") else ""
    thread = " (in thread)" if message.get("thread_ts") not in {"", None, message["ts"]} else ""
    lines = message_lines(message, names)
    head = f"@{author}{reader}{thread}:"
    return [f"{head} {lines[0]}"] if len(lines) == 1 else [head, *(f"  {line}".rstrip() for line in lines)]


def view_lines(view: Json, names: Names) -> list[str]:
    """Read a modal or home tab: its title, its blocks, its buttons."""
    buttons = "  ".join(f"[ {view[key]['text']} ]" for key in ("submit", "close") if view.get(key))
    return [*text_lines(view.get("title"), names), *block_lines(view["blocks"], names), *([buttons] if buttons else [])]


def _attachment(attachment: Json, names: Names) -> list[str]:
    text = attachment.get("text") or attachment.get("fallback") or ""
    return [f"| {line}" for line in [*(plain(text, names).split("\n") if text else []), *block_lines(attachment.get("blocks", []), names)]]
