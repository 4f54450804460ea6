"""What a plan changes for visitors."""

from collections import Counter
from collections.abc import Iterator

from mesh.plan import Effect, Plan
from mesh.route_plans import Turn, turn_of
from messages.blocks import Rendered, rendered, section, sections
from messages.words import code, escaped

EFFECTS_SHOWN = 8
THREAD_MAX = 9000  # of a message's 12,000 characters
MARKS = {Turn.BEGINS: ":large_green_circle:", Turn.CHANGES: ":large_yellow_circle:", Turn.STOPS: ":red_circle:"}


def effect_lines(plan: Plan) -> Iterator[str]:
    """Yield what changes for visitors: how many of the requests looked at, and the first of them, those that stop before the others."""
    if not plan.effects:
        return
    turns = Counter(turn_of(effect) for effect in plan.effects)
    counted = ", ".join(f"{turns[turn]} {_verb(turn, turns[turn])}" for turn in Turn if turns[turn])
    yield f"*For visitors*, of the requests looked at, {counted}:"
    in_order = sorted(plan.effects, key=lambda effect: (turn_of(effect) is not Turn.STOPS, turn_of(effect) is not Turn.CHANGES))
    yield from (_effect_line(effect) for effect in in_order[:EFFECTS_SHOWN])
    if len(in_order) > EFFECTS_SHOWN:
        yield f"… and {len(in_order) - EFFECTS_SHOWN} more."


def _verb(turn: Turn, count: int) -> str:
    word = {Turn.BEGINS: "begin to be answered", Turn.STOPS: "stop being answered", Turn.CHANGES: "change"}[turn]
    first, space, rest = word.partition(" ")
    return f"{first}s{space}{rest}" if count == 1 else word


def _effect_line(effect: Effect) -> str:
    return f"{MARKS[turn_of(effect)]} {code(effect.request)}: {escaped(effect.before)} → {escaped(effect.after)}"


def effect_messages(run_id: str, plan: Plan) -> tuple[Rendered, ...]:
    """Render all that changes for visitors, for the run's thread; nothing where its message shows it all."""
    if len(plan.effects) <= EFFECTS_SHOWN:
        return ()
    texts: list[list[str]] = [[]]
    for line in map(_effect_line, plan.effects):
        if sum(map(len, texts[-1])) + len(line) > THREAD_MAX:
            texts.append([])
        texts[-1].append(line)
    title = f"All that {code(run_id)} changes for visitors, of the requests looked at:"
    return tuple(rendered(title, [section(title), *sections(lines)]) for lines in texts)
