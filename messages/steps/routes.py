"""Steps of routes in words, with what they change field by field."""

from typing import assert_never

from mesh.found import Route, in_words
from mesh.route_plans import label
from mesh.run import StepNote
from mesh.steps import AddDomain, AwaitRoute, OfRoutes, PutRoute, PutService, RemoveRoute, WriteRoute
from messages.words import escaped, in_full

AS_CODE = frozenset({"hosts", "paths"})  # elsewhere Slack would take stars and underscores in them for markup, and show them without
FIELDS = ("hosts", "paths", "methods", "protocols", "strip_path", "preserve_host", "regex_priority", "https_redirect_status_code")


def route_intention(step: OfRoutes, host: str | None) -> str:
    match step:
        case AddDomain():
            return f"add the domain {in_full(step.hostname)} to {in_full(step.app)}"
        case PutService():
            return f"register the Kong service {in_full(step.name)} at {escaped(step.url)}"
        case PutRoute():
            own = step.host or host or "the new app’s host"
            if step.standing:
                return _written(step.standing, step.wanted(own, step.standing.service_id))
            now = f" (now: {escaped(', '.join(step.before))})" if step.before else ""  # a plan of an earlier version
            hosts = ", ".join([escaped(own), *map(in_full, step.further_hosts)])
            return f"register the Kong route {in_full(step.name)} for {hosts}, https only{now}"
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
            return f"point its DNS (CNAME) to {in_full(target)}" if target else ""
        case AwaitRoute():
            return escaped(note.after.get("saw", ""))
        case PutService() | PutRoute() | WriteRoute() | RemoveRoute():
            return ""
        case _:
            assert_never(step)


def _written(before: Route | None, wanted: Route) -> str:
    name = in_full(label(wanted))
    if before is None:
        return f"register the Kong route {name}: {_fields(wanted)}"
    return f"change the Kong route {name}: {_difference(before, wanted)}"


def removal(route: Route) -> str:
    """Name a route that goes, with what it was for."""
    return f"{in_full(label(route))} ({_fields(route)})"


def _fields(route: Route) -> str:
    """Write a route's fields without those that are as Kong sets them by itself; of those that we do not know, what may be shown."""
    usual = Route("", "", "")
    shown = [name for name in FIELDS if getattr(route, name) != getattr(usual, name)]
    by_hand = [in_full(each) for each in in_words(route.foreign) if each.partition(" ")[0] not in FIELDS]
    return ", ".join([*(f"{name} {_value(route, name)}" for name in shown), *by_hand])


def _difference(before: Route, wanted: Route) -> str:
    changed = (name for name in FIELDS if getattr(before, name) != getattr(wanted, name))
    return "; ".join(f"{name}: {_value(before, name)} → {_value(wanted, name)}" for name in changed)


def _value(route: Route, name: str) -> str:
    value = getattr(route, name)
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, tuple):
        return str(value)
    written = map(in_full, value) if name in AS_CODE else map(escaped, value)
    return ", ".join(written) or "any"
