"""Sentences about a route change that an approver should know: who else matches, what is left without an answer."""

from collections.abc import Iterable, Iterator, Sequence, Sized

from mesh.found import HerokuApp, Route, Service, not_kept
from mesh.quoting import escaped
from mesh.route_plans.effects import NAMED as EFFECTS_NAMED
from mesh.route_plans.effects import asked
from mesh.route_plans.naming import label
from mesh.routing import Edge, NoRoute, Overlap, Request, Sample, answer, overlaps
from mesh.steps import RemoveRoute, WriteRoute

NAMED = 4


def remarks_of(step: WriteRoute | RemoveRoute, app: HerokuApp, after: Edge, samples: Sequence[Sample]) -> Iterator[str]:
    differing = sum(sample.differs for sample in samples)
    yield from of_disabled(after.service_of(step.wanted if isinstance(step, WriteRoute) else step.before))
    if isinstance(step, WriteRoute):
        yield from of_overlaps(step.wanted, overlaps(after, in_table(after, step.wanted)), after)
    else:
        yield f"plugins of `{escaped(label(step.before))}`, if it has any, go with it; nothing brings them back."
        if lost := not_kept(step.before):
            yield f"it is chosen by {', '.join(lost)} too, which may hold a secret and is not kept: no undo makes this route again."
    if isinstance(answer(after, Request(app.host)), NoRoute):
        yield f"no route is left for the app's own host: https://{app.host}/ answers 404 from then on."
    if differing > EFFECTS_NAMED:
        yield f"more than the {EFFECTS_NAMED} requests that this plan names change by it."
    if not differing:
        yield f"none of the {len(samples)} requests looked at gets another answer by it."


def of_disabled(service: Service | None) -> Iterator[str]:
    if service and not service.is_enabled:
        name = escaped(service.name or service.id)
        yield f"the service `{name}` has `enabled: false` at Kong, which answers as if it had no routes; no command of mine changes that."


def in_table(edge: Edge, wanted: Route) -> Route:
    """Return the route as it stands in the table, where a changed one has its age."""
    return next(route for route in edge.routes if (route.id, route.name) == (wanted.id, wanted.name))


def of_overlaps(wanted: Route, found: Sequence[Overlap], edge: Edge) -> Iterator[str]:
    lost = {label(each.winner): each for each in reversed(found) if label(each.winner) != label(wanted)}
    won = {label(each.other): each.other for each in found if label(each.winner) == label(wanted) and label(each.other) not in lost}
    if won:
        yield f"it answers before {_names(won.values(), edge)} where both match."
    if lost:
        example = asked(next(iter(lost.values())).request)
        names = _names([each.winner for each in lost.values()], edge)
        yield f"{names} {_verb(lost)} before it where both match, as for {escaped(example)}."


def _verb(names: Sized) -> str:
    return "answers" if len(names) == 1 else "answer"


def _names(routes: Iterable[Route], edge: Edge) -> str:
    known = [_called(route, edge) for route in routes]
    rest = f" and {len(known) - NAMED} more" if len(known) > NAMED else ""
    return ", ".join(known[:NAMED]) + rest


def _called(route: Route, edge: Edge) -> str:
    """Name a route for reading aloud: one without a name by its service, where that has one."""
    service = None if route.name else edge.service_of(route)
    return f"an unnamed route of `{escaped(service.name)}`" if service and service.name else f"`{escaped(label(route))}`"
