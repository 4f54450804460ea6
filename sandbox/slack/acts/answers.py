"""Read what an app answers with a message: the ack of a command, or a post to a response_url."""

import json
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.delivery import Answer
from sandbox.slack.errors import SlackError
from sandbox.slack.platform import Platform

Json = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """A message an app answers with; private (ephemeral) unless `in_channel`."""

    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json = field(default_factory=dict)
    thread_ts: str = ""
    in_channel: bool = False
    replace_original: bool = False
    delete_original: bool = False

    @property
    def content(self) -> Json:
        return {"text": self.text, "blocks": self.blocks, "attachments": self.attachments}


def reply_in_ack(platform: Platform, where: str, answer: Answer) -> Reply | None:
    """Read the reply in the body of an ack: JSON or plain text; None if the body is empty. Raises SlackError if Slack would not show it."""
    if not answer.body.strip():
        return None
    if answer.content_type != "application/json":
        return Reply(text=answer.body)
    try:
        given = json.loads(answer.body)
    except ValueError as wrong:
        raise SlackError("invalid_json") from wrong
    # Bolt acks with {} where a listener passes nothing at all but asks for JSON.
    return reply_from(platform, where, given) if given else None


def reply_from(platform: Platform, where: str, given: object) -> Reply:
    """Read and check a reply. Raises SlackError: invalid_payload, no_text, invalid_blocks, msg_blocks_too_long."""
    if not isinstance(given, dict) or given.get("response_type", "ephemeral") not in {"ephemeral", "in_channel"}:
        raise SlackError("invalid_payload")
    blocks = given.get("blocks") or []
    if blocks:
        platform.refuse_invalid_blocks(where, blocks)
    text, attachments = str(given.get("text") or ""), given.get("attachments") or []
    if not (text or blocks or attachments or given.get("delete_original")):
        raise SlackError("no_text")
    return Reply(
        text=text,
        blocks=blocks,
        attachments=attachments,
        metadata=given.get("metadata") or {},
        thread_ts=str(given.get("thread_ts") or ""),
        in_channel=given.get("response_type") == "in_channel",
        replace_original=given.get("replace_original") is True,
        delete_original=given.get("delete_original") is True,
    )
