"""Whether a run's message shows all that its plan does, and the pages of the thread that show it where the message has no room.

What is asked about is shown: buttons come only once every page stands in the thread, and a plan that fills more pages than PAGES_MAX is
refused.
"""

from collections.abc import Iterator, Sequence

from mesh.run import Message, Run, RunState
from messages.blocks import CUT_ENTITY, Rendered, pages_of, rendered, section, sections
from messages.effects import EFFECTS_SHOWN, effect_line, effect_lines
from messages.states import NEXT
from messages.steps import intention
from messages.words import code

IN_MESSAGE = 6000  # characters of a message's 12,000; the others are for who decided and what changed
LINE_MAX = 2800
LINE_CUT = 200
REASONS_SHOWN = 3
PAGES_MAX = 20
PAGE = 9000
TOO_LARGE = f"The plan fills more than {PAGES_MAX} messages of a thread, so nobody can be asked to approve all of it"
SMALLER = "Ask for less at once: fewer or shorter paths, hosts and methods, or one route after the other."


def fits(run: Run) -> bool:
    """Say whether the run's message has room for all that its plan does."""
    if run.plan is None:
        return True
    lines = [*_steps(run), *effect_lines(run.plan), *run.plan.reasons, *run.plan.remarks]
    is_all = len(run.plan.effects) <= EFFECTS_SHOWN and len(run.plan.reasons) <= REASONS_SHOWN
    return is_all and _have_room(lines)


def cut_to_room(lines: Sequence[str]) -> list[str]:
    """Return lines of a plan as they are, or each of them visibly cut where they have no room in a message."""
    return list(lines) if _have_room(lines) else [_cut(line) for line in lines]


def plan_pages(run: Run) -> tuple[Rendered, ...]:
    """Render all that the plan does, for the run's thread; nothing where its message shows it all."""
    if run.plan is None or fits(run):
        return ()
    pages = pages_of(sections(list(_all_of(run))), PAGE)
    titles = [f"All that {code(run.id)} does, page {number} of {len(pages)}:" for number in range(1, len(pages) + 1)]
    return tuple(rendered(title, [section(title), *page]) for title, page in zip(titles, pages, strict=True))


def is_too_large(run: Run) -> bool:
    """Say whether a plan cannot be shown in full to those who would approve it."""
    return len(plan_pages(run)) > PAGES_MAX


def mark_of(run: Run) -> str:
    """Name the plan whose pages are counted in the run's message."""
    return f"whole:{run.plan.digest}" if run.plan else ""


def is_shown(run: Run, message: Message | None) -> bool:
    """Say whether all that the plan does stands in the message and its thread."""
    pages = plan_pages(run)
    return not pages or (message is not None and message.effects_of == mark_of(run) and message.effects_posted >= len(pages))


def waits_to_be_shown(run: Run, message: Message | None) -> bool:
    """Say whether nobody may be asked yet, because pages are missing."""
    return run.state is RunState.AWAITING and not is_shown(run, message)


def _all_of(run: Run) -> Iterator[str]:
    if run.plan is None:
        return
    yield from _steps(run)
    yield from map(effect_line, run.plan.effects)
    yield from (f":raised_hand: It needs approval because {reason}." for reason in run.plan.reasons)
    yield from (f":information_source: {remark}" for remark in run.plan.remarks)


def _steps(run: Run) -> Iterator[str]:
    return (f"{NEXT} {intention(planned.step, run.host())}" for planned in (run.plan.steps if run.plan else ()))


def _have_room(lines: Sequence[str]) -> bool:
    return sum(map(len, lines)) <= IN_MESSAGE and all(len(line) <= LINE_MAX for line in lines)


def _cut(line: str) -> str:
    if len(line) <= LINE_CUT:
        return line
    kept = CUT_ENTITY.sub("", line[:LINE_CUT])
    return f"{kept}…" + ("`" if kept.count("`") % 2 else "")
