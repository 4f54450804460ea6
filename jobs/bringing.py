"""Bring private answers to clicks and mentions; what Slack does not take now is kept until it does."""

import json
import logging
from dataclasses import replace
from datetime import timedelta

from jobs.people import why_not
from jobs.tools import Tools
from mesh.errors import PermanentFailure, TemporaryFailure
from mesh.ports import Reply
from mesh.requests import Tier
from messages.answers import may_not, may_not_read
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
        _brought(tools, _readable(tools, reply))
    except PermanentFailure as failure:
        log.error("a private answer could not be brought", extra={"person": reply.person, "why": str(failure)})  # noqa: TRY400
    except TemporaryFailure as failure:
        log.warning("a private answer waits for slack", extra={"person": reply.person, "why": str(failure)})
        return
    tools.announcements.told(otherwise)


def _readable(tools: Tools, reply: Reply) -> Reply:
    """Return the answer, or in its place that its person may not read it. Raises TemporaryFailure, PermanentFailure."""
    why = None
    for name in filter(None, reply.readers_of.split(",")):
        mesh = tools.meshes.get(name)
        why = why_not(tools, reply.person, Tier.T0_READ, mesh) if mesh else why
        if mesh and why is None:
            return reply
    if not reply.readers_of:
        return reply
    rendered = may_not_read(why) if why else may_not("I do not know you, so I answer nothing here.")
    kind = str(rendered.blocks[0].get("block_id", ""))
    return replace(reply, text=rendered.text, kind=kind, blocks=json.dumps(rendered.blocks))


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
