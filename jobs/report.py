"""Show runs in Slack: one message each, edited in place, its details in the thread. Slack's troubles stay here."""

import logging
from dataclasses import replace
from datetime import timedelta
from enum import Enum, auto
from hashlib import sha256

from jobs.draining import PROGRESS, OutOfTime
from jobs.slack_pace import UPDATES, Pace, not_our_turn, posts, take_turn
from jobs.tools import Tools
from mesh.errors import PermanentFailure, TemporaryFailure
from mesh.requests import Question, Way
from mesh.run import READING, Message, Run, RunState
from messages.answer import answer_pages, names_people
from messages.blocks import Rendered, section
from messages.details import details_message
from messages.plan_pages import mark_of, pages_to_post, waits_to_be_shown
from messages.run import metadata, run_message
from messages.words import escaped

log = logging.getLogger(__name__)

AT_ONCE = 20
AT_MOST = timedelta(seconds=15)
STILL_BEHIND = -1  # no count of changes: the message is edited again as soon as that may be
AGAIN_AFTER = timedelta(seconds=1)
BROKEN_AGAIN_AFTER = timedelta(minutes=1)
TOO_MUCH = frozenset({"msg_too_long", "msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format"})
MAY_NOT_POST = frozenset(
    {"not_in_channel", "channel_not_found", "is_archived", "is_inactive", "restricted_action", "restricted_action_read_only_channel"}
)


class Shown(Enum):
    """What became of an attempt to show a run."""

    SHOWN = auto()
    LATER = auto()
    MAY_NOT_POST = auto()


def report(tools: Tools) -> None:
    """Show every run whose message is behind and may be edited now."""
    began = tools.now()
    for run_id in tools.board.behind(began, AT_ONCE):
        if tools.now() - began > AT_MOST:  # Slack is slow: what is left is behind still, and the next job's
            return
        PROGRESS.note()
        try:
            run = tools.store.get(run_id)
            if run is None:
                tools.board.give_up(run_id)
            else:
                show(tools, run)
        except TemporaryFailure:
            raise
        except OutOfTime:
            log.error("a message took too long", extra={"run": run_id})  # noqa: TRY400 - where it was is in RQ's own line
            raise
        except (
            Exception
        ):  # an error of ours, or a run that this version cannot read: the edge of the job; the others are shown all the same
            log.exception("a message broke", extra={"run": run_id})
            tools.board.postpone(run_id, tools.now() + BROKEN_AGAIN_AFTER)


def show(tools: Tools, run: Run) -> Shown:
    """Post or edit the run's message; a run whose channel is closed to us is told to its requester once it has ended."""
    begun = tools.board.begin_report(run.id, tools.now())
    if begun is None:
        return Shown.LATER
    changes, message = begun
    try:
        fresh = tools.store.get(run.id) or run
        if _has_nothing_to_say(fresh, message):
            pass
        elif message is None and (not fresh.has_ended or _would_notify(fresh)):
            tools.board.keep_message(run.id, _post(tools, _bare(fresh), run_message(_bare(fresh), tools.now())))
            changes = changes if fresh.state is RunState.PROPOSED else STILL_BEHIND
        else:
            _send(tools, fresh, message)
        tools.board.reported(run.id, changes, tools.now())
    except TemporaryFailure as failure:
        if not failure.is_our_pace:
            log.warning("slack did not take a message", extra={"run": run.id, "why": str(failure)})
        tools.board.postpone(run.id, tools.now() + max(AGAIN_AFTER, timedelta(seconds=failure.retry_after_s or 0)))
        return Shown.LATER
    except PermanentFailure as failure:
        return _refused(tools, run, failure)
    finally:
        tools.board.end_report(run.id)
    return Shown.SHOWN


def _has_nothing_to_say(run: Run, message: Message | None) -> bool:
    """Say whether a question is still being answered where that is nobody's business, or where the message shows an older answer."""
    if run.has_ended or not isinstance(run.request, Question):
        return False
    return run.asking.quiet or (message is not None and run.note(READING) is None)


def _would_notify(run: Run) -> bool:
    """Say whether an answer, posted as it is, would notify those whom it names; as an edit it does not."""
    return run.answer is not None and names_people(run.answer) and not run.asking.quiet


def _bare(run: Run) -> Run:
    """Return a run as it was asked for: what a first post shows, because it stays true where its answer is lost and it is posted again."""
    return replace(run, state=RunState.PROPOSED, plan=None, notes={}, approval=None, why="", started_at=None, answer=None)


def _send(tools: Tools, run: Run, message: Message | None) -> None:
    is_unseen = waits_to_be_shown(run, message)
    rendered = run_message(run, tools.now(), is_shown=not is_unseen)
    is_refused = run.state is RunState.REFUSED and (message is None or isinstance(run.request, Question))
    if is_refused or (message is None and run.asking.quiet):  # a question's message is an earlier answer, which stays for who may read it
        _tell(tools, run)
        return
    message = _updated(tools, run, message, rendered) if message else _posted(tools, run, rendered)
    is_unseen = waits_to_be_shown(run, message)  # where it was posted anew, its thread is new too
    message = _with_pages(tools, run, message)
    if is_unseen:
        message = _updated(tools, run, message, run_message(run, tools.now()))
    message = _noticed(tools, run, message)
    message = _with_file(tools, run, message)
    if run.has_ended and run.details and not message.has_details:
        details = details_message(run)
        _turn(tools, posts(message.channel))
        tools.slack.post(message.channel, details.text, details.blocks, {}, thread=_thread(run, message))
        tools.board.keep_message(run.id, replace(message, has_details=True))


def _thread(run: Run, message: Message) -> str:
    """Return the thread for what belongs below the message: its own, or the one in which it stands, because threads do not nest."""
    return run.asking.thread or message.ts


def _noticed(tools: Tools, run: Run, message: Message) -> Message:
    """Post what the thread has not been told yet."""
    for notice in run.notices[message.notices :]:
        _turn(tools, posts(message.channel))
        tools.slack.post(message.channel, notice, [section(notice)], {}, thread=_thread(run, message))
        message = replace(message, notices=message.notices + 1)
        tools.board.keep_message(run.id, message)
    return message


def _with_pages(tools: Tools, run: Run, message: Message) -> Message:
    """Post all of a plan or an answer that the message has no room for: to be decided on, or to be read."""
    mark, pages = _pages(run, message)
    posted = message.effects_posted if message.effects_of == mark else 0
    for rendered in pages[posted:]:
        _turn(tools, posts(message.channel))
        tools.slack.post(message.channel, rendered.text, rendered.blocks, {}, thread=_thread(run, message))
        posted += 1
        message = replace(message, effects_of=mark, effects_posted=posted)
        tools.board.keep_message(run.id, message)
    return message


def _pages(run: Run, message: Message) -> tuple[str, tuple[Rendered, ...]]:
    if run.answer:
        return f"answer:{sha256(run.answer.pages.encode()).hexdigest()[:12]}", answer_pages(run.answer)
    pages = pages_to_post(run, message)
    return mark_of(run, pages), pages


def _with_file(tools: Tools, run: Run, message: Message) -> Message:
    """Put the whole of an answer into the thread, where the message shows only its beginning; the same file is not put there twice."""
    name = run.answer.file if run.answer else ""
    content = tools.sightings.file(run.id) if name and name != message.file else ""
    if not content:
        return message
    _turn(tools, posts(message.channel))
    try:
        tools.slack.upload(message.channel, _thread(run, message), name, content)
    except PermanentFailure as failure:
        log.warning("slack did not take a file", extra={"run": run.id, "why": str(failure), "code": failure.details})
        why = f":warning: {escaped(str(failure))} {escaped(failure.advice)}"
        tools.slack.post(message.channel, why, [section(why)], {}, thread=_thread(run, message))
    message = replace(message, file=name)
    tools.board.keep_message(run.id, message)
    tools.sightings.drop_file(run.id)
    return message


def _post(tools: Tools, run: Run, rendered: Rendered) -> Message:
    _turn(tools, posts(run.asking.channel))
    said = metadata(run if run.has_ended else _bare(run))
    return tools.slack.post(run.asking.channel, rendered.text, rendered.blocks, said, thread=run.asking.thread)


def _posted(tools: Tools, run: Run, rendered: Rendered) -> Message:
    """Post a run's message and keep where it stands and what it asks about."""
    message = replace(_post(tools, run, rendered), asks=_asks(run, rendered))
    tools.board.keep_message(run.id, message)
    return message


def _asks(run: Run, rendered: Rendered) -> str:
    """Return the digest of the plan that a message asks about with its buttons, empty where it has none."""
    has_buttons = any(block["type"] == "actions" for block in rendered.blocks)
    return run.approval.digest if has_buttons and run.approval and run.state is RunState.AWAITING else ""


def _updated(tools: Tools, run: Run, message: Message, rendered: Rendered) -> Message:
    """Edit the message; where somebody deleted it, post it anew, once; where it is too much for Slack, show the text alone."""
    _turn(tools, UPDATES)
    asks = _asks(run, rendered)
    try:
        tools.slack.update(message, rendered.text, rendered.blocks, metadata(run))
    except PermanentFailure as failure:
        if failure.details in TOO_MUCH:
            log.warning("a message was too much for slack", extra={"run": run.id, "code": failure.details})
            _turn(tools, UPDATES)
            tools.slack.update(message, rendered.text, [section(rendered.text)], metadata(run))
            asks = ""
        elif failure.details == "message_not_found" and not message.is_anew:
            anew = run_message(run, tools.now(), is_shown=not waits_to_be_shown(run, None))  # its thread is gone too
            message = replace(_post(tools, run, anew), is_anew=True)
            tools.board.keep_message(run.id, message)
            asks = _asks(run, anew)
        else:
            raise
    if asks != message.asks:
        message = replace(message, asks=asks)
        tools.board.keep_message(run.id, message)
    return message


def _turn(tools: Tools, pace: Pace) -> None:
    """Wait for our turn by coming back later. Raises TemporaryFailure with the time until then."""
    wait_s = take_turn(tools, pace)
    if wait_s:
        raise not_our_turn(wait_s)


def _refused(tools: Tools, run: Run, failure: PermanentFailure) -> Shown:
    """Slack will not take this message: once the run has ended its requester is told; until then it is tried each minute."""
    closed = failure.details in MAY_NOT_POST
    log.error("slack refused a message", extra={"run": run.id, "why": str(failure), "code": failure.details})
    if run.has_ended:
        try:
            _tell(tools, run)
        except TemporaryFailure as later:  # what came of it is not lost for a moment of Slack's
            log.warning("slack did not take a message", extra={"run": run.id, "why": str(later)})
            tools.board.postpone(run.id, tools.now() + max(AGAIN_AFTER, timedelta(seconds=later.retry_after_s or 0)))
            return Shown.MAY_NOT_POST if closed else Shown.LATER
        except PermanentFailure as also:
            log.error("the outcome could not be delivered", extra={"run": run.id, "state": run.state, "why": str(also)})  # noqa: TRY400
        tools.board.give_up(run.id)
    else:
        tools.board.postpone(run.id, tools.now() + BROKEN_AGAIN_AFTER)
    return Shown.MAY_NOT_POST if closed else Shown.LATER


def _tell(tools: Tools, run: Run) -> None:
    """Tell the requester alone: by the command's response URL while it is good, where a mention was typed, else by a direct message."""
    rendered, url, asking = run_message(run, tools.now()), tools.store.response_url(run.id), run.asking
    try:
        if url:
            tools.slack.respond(url, rendered.text, rendered.blocks, metadata(run))
            return
        if asking.way is Way.MENTION:
            tools.slack.whisper(asking.channel, asking.person, rendered.text, rendered.blocks, asking.thread)
            return
    except PermanentFailure as failure:
        log.warning("a private answer went by direct message", extra={"run": run.id, "why": str(failure)})
    tools.slack.tell(asking.person, rendered.text)
