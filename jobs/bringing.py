"""Bring private answers to clicks and mentions; what Slack does not take now is kept until it does."""

import json
import logging
from datetime import timedelta

from jobs.tools import Tools
from mesh.errors import PermanentFailure, TemporaryFailure
from mesh.ports import Reply
from messages.blocks import section

log = logging.getLogger(__name__)

BROUGHT_WITHIN = timedelta(seconds=30)  # longer than the two calls to Slack that an answer may take


def bring(tools: Tools, reply_id: str) -> None:
    """Bring a private answer to where it was asked for, or else by a direct message, at once or when Slack takes one."""
    taken = tools.replies.take(reply_id, tools.now() + BROUGHT_WITHIN)
    if taken is None:
        return
    reply, otherwise = taken
    try:
        _brought(tools, reply)
    except PermanentFailure as failure:
        log.error("a private answer could not be brought", extra={"person": reply.person, "why": str(failure)})  # noqa: TRY400
    except TemporaryFailure as failure:
        log.warning("a private answer waits for slack", extra={"person": reply.person, "why": str(failure)})
        return
    tools.announcements.told(otherwise)


def _brought(tools: Tools, reply: Reply) -> None:
    blocks = json.loads(reply.blocks) if reply.blocks else [section(reply.text, reply.kind)]
    try:
        if reply.response_url:
            tools.slack.respond(reply.response_url, reply.text, blocks, {})
            return
        if reply.channel:
            tools.slack.whisper(reply.channel, reply.person, reply.text, blocks, reply.thread)
            return
    except (TemporaryFailure, PermanentFailure) as failure:
        log.warning("a private answer went by direct message", extra={"person": reply.person, "why": str(failure)})
    tools.slack.tell(reply.person, reply.text)
