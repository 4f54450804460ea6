"""The one message of a run: who asked for what, the plan with each step's state, and the outcome."""

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from mesh.plan import PlannedStep
from mesh.requests import Way
from mesh.run import READING, Answer, Run, RunState, StepNote, StepState
from messages.answer import answer_blocks
from messages.approval import approval_lines
from messages.blocks import Block, Rendered, context, rendered, section, sections, shortened
from messages.buttons import buttons
from messages.effects import effect_lines
from messages.outcome import outcome_lines
from messages.plan_pages import fits, in_room, in_thread, is_of_interest, remark_lines
from messages.states import DONE, FAILED, NEXT, STOPPED, UNKNOWN, WORKING, state_words
from messages.steps import finding, intention
from messages.words import code, duration, ended_with_a_stop, escaped, quoted

WORDS_MAX, CODE_MAX = 400, 600  # as typed, and with what of it is escaped
BEING_SHOWN = ":hourglass_flowing_sand: The whole plan is on its way into the thread; the buttons come once all of it is there."


def run_message(run: Run, now: datetime, *, is_shown: bool = True) -> Rendered:
    """Render a run as it stands. The text alone says the essential, for notifications and where the blocks are too much.

    `is_shown`: all that the plan does stands here and in the thread; until then the message has no buttons.
    """
    if run.answer:
        return _answer_message(run, run.answer)
    headline, outcome = _headline(run), tuple(outcome_lines(run, now))
    blocks: list[Block] = [section(headline), context(_asked(run))]
    blocks.extend(sections(_plan_lines(run, now)))
    blocks.extend(sections([*approval_lines(run), *outcome]))
    blocks.extend(buttons(run) if is_shown else [context(BEING_SHOWN)])
    return rendered("\n".join([headline, *outcome]), blocks)


def _answer_message(run: Run, answer: Answer) -> Rendered:
    asked = context(f"{code(run.id)} · {_words(run)} · {_asked(run)}")
    return rendered(answer.text, [*answer_blocks(answer, quiet=run.asking.quiet), asked, *buttons(run)])


def metadata(run: Run) -> dict[str, object]:
    """Say in a form for programs which run a message is about and where it stands.

    The first post says no more than that the run was asked for: where its answer is lost in a crash, the run is posted again, and the first
    message stays true.
    """
    state = "asked" if run.state is RunState.PROPOSED else run.state.value
    return {"event_type": "mesh_run", "event_payload": {"run": run.id, "state": state}}


def _headline(run: Run) -> str:
    """Say which run it is and where it stands, before the words that somebody typed."""
    return f"{code(run.id)} · *{state_words(run)}* · {_words(run)}"


def _words(run: Run) -> str:
    """Return what was typed, as code, cut so that it pushes nothing else out of the message."""
    typed = f"/mesh {run.asking.words}"
    lengths = (length for length in range(WORDS_MAX, 0, -1) if len(code(shortened(typed, length))) <= CODE_MAX)
    return code(shortened(typed, next(lengths)))


def _asked(run: Run) -> str:
    reason = f" · why: {quoted(run.asking.reason)}" if run.asking.reason else ""
    again = f" · attempt {run.attempt}, asked for by <@{run.retried_by}>" if run.retried_by else ""
    shell = " in a shell" if run.asking.way is Way.SHELL else ""
    return f"asked by <@{run.asking.person}>{shell} · mesh {escaped(run.asking.mesh)}{reason}{again}"


def _plan_lines(run: Run, now: datetime) -> Iterator[str]:
    reading = run.note(READING)
    if reading and not run.has_ended and run.started_at is None:
        yield f"{WORKING} {escaped(ended_with_a_stop(reading.why))} Trying again."
    if run.plan is None:
        return
    steps = [_step_line(run, planned, now) for planned in run.plan.steps]
    lines = [*remark_lines(run.plan), *steps, *effect_lines(run.plan)]
    if fits(run):
        yield from lines
        return
    yield from in_room(lines)
    if is_of_interest(run):
        yield in_thread(run)


def _step_line(run: Run, planned: PlannedStep, now: datetime) -> str:
    note, words = run.note(planned.id), intention(planned.step, run.host())
    if note is None:
        return f"{NEXT} {words}"
    match note.state:
        case StepState.DONE:
            found = finding(planned.step, note)
            return f"{DONE} {words}{f': {found}' if found else ''} · {_time(note, now)}"
        case StepState.FAILED:
            return f"{FAILED} {words} · {_time(note, now)}"
        case StepState.UNKNOWN:
            return f"{UNKNOWN} {words} · {_time(note, now)}"
        case StepState.STARTED | StepState.WAITING:
            why = f": {escaped(note.why)}" if note.why else ""
            sign = STOPPED if run.has_ended else WORKING
            return f"{sign} {words}{why} · {_time(note, now)}"
        case _:
            assert_never(note.state)


def _time(note: StepNote, now: datetime) -> str:
    return duration((note.ended_at or now) - note.started_at)
