"""What a plan changes for visitors."""

from collections import Counter
from collections.abc import Iterator

from mesh.plan import Effect, Plan
from mesh.route_plans import Turn, is_predicted, turn_of
from messages.words import code, escaped, in_full

EFFECTS_SHOWN = 8
SENTENCE_MAX = 200
UNPREDICTED = ":grey_question:"
MARKS = {Turn.BEGINS: ":large_green_circle:", Turn.CHANGES: ":large_yellow_circle:", Turn.STOPS: ":red_circle:"}


def effect_lines(plan: Plan) -> Iterator[str]:
    """Yield what changes for visitors: how many of the requests looked at, and the first of them, those that stop before the others."""
    if not plan.effects:
        return
    unknown = unpredicted(plan)
    turns = Counter(turn_of(effect) for effect in plan.effects if is_predicted(effect))
    counts = [f"{turns[turn]} {_verb(turn, turns[turn])}" for turn in Turn if turns[turn]]
    counted = ", ".join([*counts, *([f"{len(unknown)} cannot be predicted"] if unknown else [])])
    yield f"*For visitors*, of the requests looked at, {counted}:"
    if sentence := not_predicted(plan):
        yield f"{UNPREDICTED} {sentence}"
    in_order = sorted(plan.effects, key=_place)
    yield from (effect_line(effect) for effect in in_order[:EFFECTS_SHOWN])
    if len(in_order) > EFFECTS_SHOWN:
        yield f"… and {len(in_order) - EFFECTS_SHOWN} more."


def _verb(turn: Turn, count: int) -> str:
    word = {Turn.BEGINS: "begin to be answered", Turn.STOPS: "stop being answered", Turn.CHANGES: "change"}[turn]
    first, space, rest = word.partition(" ")
    return f"{first}s{space}{rest}" if count == 1 else word


def unpredicted(plan: Plan) -> tuple[Effect, ...]:
    """Return the effects of a plan that are not known."""
    return tuple(effect for effect in plan.effects if not is_predicted(effect))


def not_predicted(plan: Plan, most: int = SENTENCE_MAX) -> str:
    """Say how many effects of a plan nobody can predict, with the first of them; empty where all are known.

    Whoever approves such a plan must have read it: the button's confirmation, and the answer to a typed `approve`, say it. It has at most
    `most` characters, which is no less than 100.
    """
    unknown = unpredicted(plan)
    if not unknown:
        return ""
    longest = min(len(unknown[0].request), most)
    request, counted = unknown[0].request, f"{len(unknown)} requests" if len(unknown) > 1 else "1 request"
    sentences = (f"What becomes of {counted} is *not predicted*, first of {_cut(request, length)}." for length in range(longest, 0, -1))
    return next(sentence for sentence in sentences if len(sentence) <= most)


def _cut(text: str, length: int) -> str:
    return code(text if length >= len(text) else f"{text[: length - 1]}…")


def _place(effect: Effect) -> tuple[bool, bool, bool]:
    """Order what is told: what stops, then what is not known, then what changes, then what begins."""
    turn, known = turn_of(effect), is_predicted(effect)
    return not (turn is Turn.STOPS and known), known, turn is not Turn.CHANGES


def effect_line(effect: Effect) -> str:
    """Say what becomes of one request."""
    mark = MARKS[turn_of(effect)] if is_predicted(effect) else UNPREDICTED
    return f"{mark} {in_full(effect.request)}: {escaped(effect.before)} → {escaped(effect.after)}"
