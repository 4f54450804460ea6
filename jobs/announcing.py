"""Tell everybody in a channel, or one person, what must be known: kept until Slack has taken it."""

import logging
from datetime import timedelta

from jobs.slack_pace import posts, take_turn
from jobs.tools import Tools
from mesh.errors import PermanentFailure, TemporaryFailure
from mesh.ports import Announcement
from messages.blocks import section

log = logging.getLogger(__name__)

AT_ONCE = 20
AGAIN_AFTER = timedelta(seconds=5)


def announce(tools: Tools) -> None:
    """Post every announcement that may be posted now. One that was posted when its worker died is posted twice: it stays true."""
    for each in tools.announcements.due(tools.now(), AT_ONCE):
        if tools.announcements.take(each, tools.now()):
            _told(tools, each)


def _told(tools: Tools, each: Announcement) -> None:
    wait_s = take_turn(tools, posts(each.to))
    if wait_s:
        tools.announcements.postpone(each, tools.now() + timedelta(seconds=wait_s))
        return
    try:
        if each.to.startswith(("U", "W")):
            tools.slack.tell(each.to, each.text)
        else:
            tools.slack.post(each.to, each.text, [section(each.text, "announcement")], {})
    except TemporaryFailure as failure:
        log.warning("slack did not take an announcement", extra={"to": each.to, "why": str(failure)})
        tools.announcements.postpone(each, tools.now() + max(AGAIN_AFTER, timedelta(seconds=failure.retry_after_s or 0)))
        return
    except PermanentFailure as failure:
        log.error("slack refused an announcement", extra={"to": each.to, "why": str(failure), "code": failure.details})  # noqa: TRY400
    tools.announcements.told(each)
