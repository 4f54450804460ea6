"""Show runs in Slack: one message each, edited in place, its details in the thread. Slack's troubles stay here."""

import logging
from dataclasses import replace
from datetime import timedelta
from enum import Enum, auto

from jobs.tools import Tools
from mesh.errors import PermanentFailure, TemporaryFailure
from mesh.run import Message, Run, RunState
from messages.details import details_message
from messages.run import metadata, run_message

log = logging.getLogger(__name__)

AT_ONCE = 20
AGAIN_AFTER = timedelta(seconds=5)
MAY_NOT_POST = frozenset({"not_in_channel", "channel_not_found", "is_archived", "restricted_action", "restricted_action_read_only_channel"})


class Shown(Enum):
    """What became of an attempt to show a run."""

    SHOWN = auto()
    LATER = auto()
    MAY_NOT_POST = auto()


def report(tools: Tools) -> None:
    """Show every run whose message is behind and may be edited now."""
    for run_id in tools.board.behind(tools.now(), AT_ONCE):
        run = tools.store.get(run_id)
        if run is None:
            tools.board.give_up(run_id)
        else:
            show(tools, run)


def show(tools: Tools, run: Run) -> Shown:
    """Post or edit the run's message; a run whose channel is closed to us is told to its requester once it has ended."""
    begun = tools.board.begin_report(run.id)
    if begun is None:
        return Shown.LATER
    changes, message = begun
    try:
        fresh = tools.store.get(run.id) or run
        _send(tools, fresh, message)
        tools.board.reported(run.id, changes, tools.now())
    except TemporaryFailure as failure:
        log.warning("slack did not take a message", extra={"run": run.id, "why": str(failure)})
        tools.board.postpone(run.id, tools.now() + max(AGAIN_AFTER, timedelta(seconds=failure.retry_after_s or 0)))
        return Shown.LATER
    except PermanentFailure as failure:
        return _refused(tools, run, failure)
    finally:
        tools.board.end_report(run.id)
    return Shown.SHOWN


def _send(tools: Tools, run: Run, message: Message | None) -> None:
    rendered = run_message(run, tools.now())
    if message is None and run.state is RunState.REFUSED:
        _tell(tools, run)
        return
    if message is None:
        message = tools.slack.post(run.asking.channel, rendered.text, rendered.blocks, metadata(run))
        tools.board.keep_message(run.id, message)
    else:
        tools.slack.update(message, rendered.text, rendered.blocks, metadata(run))
    if run.has_ended and run.details and not message.has_details:
        details = details_message(run)
        tools.slack.post(message.channel, details.text, details.blocks, metadata(run), thread=message.ts)
        tools.board.keep_message(run.id, replace(message, has_details=True))


def _refused(tools: Tools, run: Run, failure: PermanentFailure) -> Shown:
    """Slack will not take this message: where the channel is closed the requester is told, else the log is all that is left."""
    closed = failure.details in MAY_NOT_POST
    log.error("slack refused a message", extra={"run": run.id, "why": str(failure), "code": failure.details})
    if run.has_ended:
        try:
            _tell(tools, run)
        except (TemporaryFailure, PermanentFailure) as also:
            log.error("the outcome could not be delivered", extra={"run": run.id, "state": run.state, "why": str(also)})  # noqa: TRY400
        tools.board.give_up(run.id)
    else:
        tools.board.postpone(run.id, tools.now() + AGAIN_AFTER)
    return Shown.MAY_NOT_POST if closed else Shown.LATER


def _tell(tools: Tools, run: Run) -> None:
    """Tell the requester alone: by the command's response URL while it is good, else by a direct message."""
    rendered, url = run_message(run, tools.now()), tools.store.response_url(run.id)
    if url:
        try:
            tools.slack.respond(url, rendered.text, rendered.blocks, metadata(run))
        except PermanentFailure:
            log.warning("the response URL was not taken", extra={"run": run.id})
        else:
            return
    tools.slack.tell(run.asking.person, rendered.text)
