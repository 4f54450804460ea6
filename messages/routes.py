"""Routes for people: steps with what they change field by field, what changes for visitors, tables, and who answers."""

from collections import Counter
from collections.abc import Iterator
from typing import assert_never

from mesh.found import Route
from mesh.plan import Effect, Plan
from mesh.route_plans import Turn, label, turn_of
from mesh.run import StepNote
from mesh.steps import AddDomain, AwaitRoute, OfRoutes, PutRoute, PutService, RemoveRoute, WriteRoute
from messages.blocks import Rendered, rendered, section, sections
from messages.words import code, escaped

FIELDS = ("hosts", "paths", "methods", "protocols", "strip_path", "preserve_host", "regex_priority")
LISTED = 5
EFFECTS_SHOWN = 8
THREAD_MAX = 9000  # of a message's 12,000 characters
MARKS = {Turn.BEGINS: ":large_green_circle:", Turn.CHANGES: ":large_yellow_circle:", Turn.STOPS: ":red_circle:"}


def route_intention(step: OfRoutes, host: str | None) -> str:
    match step:
        case AddDomain():
            return f"add the domain {code(step.hostname)} to {code(step.app)}"
        case PutService():
            return f"register the Kong service {code(step.name)} at {escaped(step.url)}"
        case PutRoute():
            now = f" (now: {escaped(', '.join(step.before))})" if step.before else ""
            hosts = ", ".join([step.host or host or "the new app’s host", *step.further_hosts])
            return f"register the Kong route {code(step.name)} for {escaped(hosts)}, https only{now}"
        case WriteRoute():
            return _written(step.before, step.wanted)
        case RemoveRoute():
            return f"remove the Kong route {removal(step.before)}"
        case AwaitRoute():
            return "wait until Kong’s nodes have seen it"
        case _:
            assert_never(step)


def route_finding(step: OfRoutes, note: StepNote) -> str:
    match step:
        case AddDomain():
            target = note.after.get("target", "")
            return f"point its DNS (CNAME) to {code(target)}" if target else ""
        case AwaitRoute():
            return escaped(note.after.get("saw", ""))
        case PutService() | PutRoute() | WriteRoute() | RemoveRoute():
            return ""
        case _:
            assert_never(step)


def _written(before: Route | None, wanted: Route) -> str:
    name = code(label(wanted))
    if before is None:
        return f"register the Kong route {name}: {_fields(wanted)}"
    return f"change the Kong route {name}: {_difference(before, wanted)}"


def removal(route: Route) -> str:
    """Name a route that goes, with what it was for."""
    return f"{code(label(route))} ({_fields(route)})"


def _fields(route: Route) -> str:
    """Write a route's fields without those that are as Kong sets them by itself."""
    usual = Route("", "", "")
    shown = (name for name in FIELDS if getattr(route, name) != getattr(usual, name))
    return ", ".join(f"{name} {_value(route, name)}" for name in shown)


def _difference(before: Route, wanted: Route) -> str:
    changed = (name for name in FIELDS if getattr(before, name) != getattr(wanted, name))
    return "; ".join(f"{name}: {_value(before, name)} → {_value(wanted, name)}" for name in changed)


def _value(route: Route, name: str) -> str:
    value = getattr(route, name)
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, tuple):
        return str(value)
    more = f" and {len(value) - LISTED} more" if len(value) > LISTED else ""
    return escaped(", ".join(value[:LISTED])) + more or "any"


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
