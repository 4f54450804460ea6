"""Whether a run's message shows all that its plan does, and the pages of the thread that show it where the message has no room.

What is asked about is shown: buttons come only once every page stands in the thread, and a plan that fills more pages than PAGES_MAX is
refused.
"""

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256

from mesh.plan import Plan, PlannedStep
from mesh.run import Message, Run, RunState
from messages.blocks import CUT_ENTITY, Block, Rendered, pages_of, rendered, section, sections
from messages.effects import EFFECTS_SHOWN, effect_line, effect_lines
from messages.states import NEXT
from messages.steps import intention
from messages.words import code

IN_MESSAGE = 5000  # characters of a message's 12,000; the others are for who decided and what changed
LINE_MAX = 2800
LINE_CUT = 200
REASONS_SHOWN = 3
CHANGES_IN_MESSAGE = 1500
PAGES_MAX = 20
PAGE = 9000
NOT_CARRIED_OUT = frozenset(
    {RunState.REFUSED, RunState.DECLINED, RunState.EXPIRED, RunState.WITHDRAWN, RunState.SUPERSEDED, RunState.CANCELLED}
)
TOO_LARGE = f"The plan fills more than {PAGES_MAX} messages of a thread, so nobody can be asked to approve all of it"
SMALLER = "Ask for less at once: fewer or shorter paths, hosts and methods, or one route after the other."


def fits(run: Run) -> bool:
    """Say whether the run's message has room for all that its plan does."""
    if run.plan is None:
        return True
    lines = [*_steps(run), *effect_lines(run.plan), *_reasons(run.plan), *remark_lines(run.plan)]
    is_all = len(run.plan.effects) <= EFFECTS_SHOWN and len(run.plan.reasons) <= REASONS_SHOWN
    return is_all and _have_room(lines) and len(changes_of(run)) <= CHANGES_IN_MESSAGE


def in_room(lines: Sequence[str], room: int = IN_MESSAGE) -> list[str]:
    """Return lines as they are; where they have no room in a message, the beginnings of the first of them, and how many are not whole."""
    if _have_room(lines, room):
        return list(lines)
    shown: list[str] = []
    for line in map(_cut, lines):
        if sum(map(len, shown)) + len(line) > room:
            break
        shown.append(line)
    whole = sum(kept == line for kept, line in zip(shown, lines, strict=False))
    return [*shown, f"… {len(lines) - whole} of these {len(lines)} lines are not shown, or not to their end."]


def plan_pages(run: Run) -> tuple[Rendered, ...]:
    """Render all that the plan does, for the run's thread; nothing where its message shows it all.

    Of a plan that is too large, which nobody is asked about, the first pages, and how many there would be.
    """
    pages = _pages(run)
    titles = [f"All that {code(run.id)} does, page {number} of {len(pages)}:" for number in range(1, len(pages) + 1)]
    whole = [rendered(title, [section(title), *page]) for title, page in zip(titles, pages, strict=True)]
    if len(whole) <= PAGES_MAX:
        return tuple(whole)
    last = f"… The other {len(whole) - PAGES_MAX + 1} of {len(whole)} pages have no room here. {SMALLER}"
    return (*whole[: PAGES_MAX - 1], rendered(last, [section(last)]))


def _pages(run: Run) -> list[list[Block]]:
    return [] if run.plan is None or fits(run) else pages_of(sections(list(_all_of(run))), PAGE)


def is_too_large(run: Run) -> bool:
    """Say whether a plan cannot be shown in full to those who would approve it."""
    return len(_pages(run)) > PAGES_MAX


def mark_of(run: Run, pages: Sequence[Rendered]) -> str:
    """Name a plan and exactly these pages of it, to be counted in the run's message."""
    contents = sha256(json.dumps([page.blocks for page in pages]).encode()).hexdigest()[:12]
    return f"{_plan_mark(run)}{contents}" if pages else ""


def _plan_mark(run: Run) -> str:
    return f"whole:{run.plan.digest if run.plan else ''}:"


def is_shown(run: Run, message: Message | None) -> bool:
    """Say whether all that the plan does has room in the message, or stands in its thread; what is too large never does."""
    pages = plan_pages(run)
    if is_too_large(run):
        return False
    return not pages or (message is not None and message.effects_of == mark_of(run, pages) and message.effects_posted >= len(pages))


def pages_to_post(run: Run, message: Message) -> tuple[Rendered, ...]:
    """Return the pages that belong into the thread now: none of a plan that nobody will carry out any more.

    Those of a plan that people decided on are not posted again because a remark beside it has become another one.
    """
    pages = plan_pages(run) if is_of_interest(run) else ()
    is_there = message.effects_of.startswith(_plan_mark(run)) and message.effects_of != mark_of(run, pages)
    return () if is_there and run.state is not RunState.AWAITING else pages


def is_of_interest(run: Run) -> bool:
    """Say whether the whole of a plan is for the thread: it is to be decided on, or carried out, or was asked for alone."""
    return run.state not in NOT_CARRIED_OUT


def asks_about(run: Run, message: Message | None) -> bool:
    """Say whether the run's message stands in its channel with the buttons for exactly the plan that the run waits with."""
    return message is not None and run.approval is not None and message.asks == run.approval.digest


def waits_to_be_shown(run: Run, message: Message | None) -> bool:
    """Say whether nobody may be asked yet, because pages are missing."""
    return run.state is RunState.AWAITING and not is_shown(run, message)


def in_thread(run: Run) -> str:
    """Say where the whole of a plan is that the message has no room for."""
    pages = plan_pages(run)
    return f":information_source: The whole plan is in the thread, in {len(pages)} message{'s' if len(pages) > 1 else ''}."


def remark_lines(plan: Plan) -> Iterator[str]:
    return (f":information_source: {remark}" for remark in plan.remarks)


def step_line(planned: PlannedStep, run: Run) -> str:
    """Say what a step will do; what earlier steps have found out since does not change the sentence."""
    return f"{NEXT} {intention(planned.step, run.plan.host if run.plan else None)}"


def changes_of(run: Run) -> str:
    """Return what has changed since a run was approved, where it is asked about again."""
    return run.approval.asked_again if run.approval else ""


def _all_of(run: Run) -> Iterator[str]:
    if run.plan is None:
        return
    yield from _steps(run)
    yield from map(effect_line, run.plan.effects)
    yield from _reasons(run.plan)
    yield from remark_lines(run.plan)
    if changed := changes_of(run):
        yield from ("Since it was approved, this has changed:", *changed.split("\n"))


def _steps(run: Run) -> Iterator[str]:
    return (step_line(planned, run) for planned in (run.plan.steps if run.plan else ()))


def _reasons(plan: Plan) -> Iterator[str]:
    return (f":raised_hand: It needs approval because {reason}." for reason in plan.reasons)


def _have_room(lines: Sequence[str], room: int = IN_MESSAGE) -> bool:
    return sum(map(len, lines)) + len(lines) <= room and all(len(line) <= LINE_MAX for line in lines)


def _cut(line: str) -> str:
    if len(line) <= LINE_CUT:
        return line
    kept = CUT_ENTITY.sub("", line[:LINE_CUT])
    return f"{kept}…" + ("`" if kept.count("`") % 2 else "")
