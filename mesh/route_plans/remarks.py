"""Sentences about a route change that an approver should know: who else matches, what is left without an answer."""

from collections.abc import Iterable, Iterator, Sequence, Sized

from mesh.found import HerokuApp, Route, Service, answering, not_kept
from mesh.quoting import escaped
from mesh.route_plans.effects import NAMED as EFFECTS_NAMED
from mesh.route_plans.effects import asked
from mesh.route_plans.naming import label
from mesh.route_plans.refusing import TILDE_SINCE, may_be_typed
from mesh.routing import Edge, NoRoute, Overlap, Request, Sample, answer, overlaps
from mesh.routing.criteria import cut_of, is_regex, route_path
from mesh.routing.normal import normal_path, written_for
from mesh.routing.table import version_number
from mesh.steps import RemoveRoute, WriteRoute

NAMED = 4
LONGER = {"api": "ary", "cart": "oon", "shop": "ping"}
BACKSLASH = "\\"


def remarks_of(step: WriteRoute | RemoveRoute, app: HerokuApp, after: Edge, samples: Sequence[Sample]) -> Iterator[str]:
    differing = sum(sample.differs for sample in samples)
    yield from of_disabled(after.service_of(step.wanted if isinstance(step, WriteRoute) else step.before))
    if isinstance(step, WriteRoute):
        yield from of_overlaps(step.wanted, overlaps(after, in_table(after, step.wanted)), after)
        yield from of_plugins_that_answer(step.wanted, after)
        yield from of_new_paths([path for path in step.wanted.paths if not (step.before and path in step.before.paths)], after.kong_version)
    else:
        yield from of_plugins_that_go(step)
        if lost := not_kept(step.before):
            yield (
                f"the values of {', '.join(lost)} of `{escaped(label(step.before))}` are not kept, because they may be secret or are very "
                "long, so this removal cannot be undone."
            )
        if not step.before.hosts:
            name = escaped(label(step.before))
            yield f"`{name}` names no host, and no command of mine makes such a route, so this removal cannot be undone."
    if isinstance(answer(after, Request(app.host)), NoRoute):
        yield f"no route is left for the app's own host: https://{app.host}/ answers 404 from then on."
    if differing > EFFECTS_NAMED:
        yield f"more than the {EFFECTS_NAMED} requests that this plan names change by it."
    if not differing:
        yield f"none of the {len(samples)} requests looked at gets another answer by it."


def of_new_paths(paths: Sequence[str], kong_version: str) -> Iterator[str]:
    """Say which paths take more than the part that they name, and which take nothing, each with the words that would be right."""
    version = version_number(kong_version)
    for path in paths:
        plain = written_for(path, version)
        if plain or not _may_be_asked_for(path, version):
            write = f": write `path={escaped(plain)}`" if plain and may_be_typed(plain) else ""
            yield (
                f"no request matches `{escaped(path)}` on Kong {kong_version}, which {_undone(path)} of a request and not those of a "
                f"route{write}."
            )
    yield from _of_open_ended([path for path in paths if _may_be_asked_for(path, version)], version)


def _may_be_asked_for(path: str, version: tuple[int, ...]) -> bool:
    """Say whether a request for the path itself would match it; of an expression that is not asked."""
    return is_regex(path, version) or cut_of(route_path(path, version), normal_path(path, version), version) is not None


def _undone(path: str) -> str:
    return "undoes the escapes" if "%" in path else "resolves the dot segments"


def _of_open_ended(paths: Sequence[str], version: tuple[int, ...]) -> Iterator[str]:
    open_ended = [path for path in paths if not is_regex(path, version) and not path.endswith("/")]
    if open_ended:
        first, names = open_ended[0], ", ".join(f"`{escaped(path)}`" for path in open_ended[:NAMED])
        more = f" and {len(open_ended) - NAMED} more" if len(open_ended) > NAMED else ""
        takes = f"{names} also takes" if len(open_ended) == 1 else f"each of {names}{more} also takes what begins with it, as"
        exact = f"{'~' if version >= TILDE_SINCE else ''}{first.replace('.', BACKSLASH + '.')}(/|$)"
        yield f"{takes} `{escaped(_longer(first))}`; `path={escaped(exact)}` takes only `{escaped(first)}` and paths below it."


def _longer(path: str) -> str:
    """Return a path that a person would not think of, and that begins like this one."""
    return path + LONGER.get(path.rpartition("/")[2], "-2")


def of_plugins_that_go(step: RemoveRoute) -> Iterator[str]:
    name = escaped(label(step.before))
    if step.plugins is None:
        yield f"plugins of `{name}`, if it has any, go with it; nothing brings them back."
    elif step.plugins:
        names, it = ", ".join(f"`{escaped(each)}`" for each in step.plugins), "it" if len(step.plugins) == 1 else "them"
        yield f"removing `{name}` also removes {names}, and nothing restores {it}, so this removal cannot be undone."


def of_plugins_that_answer(route: Route, edge: Edge) -> Iterator[str]:
    """Name the plugins that a visitor of the route may meet instead of the app."""
    found = answering(edge.plugins or (), route)
    if edge.plugins is None:
        yield "Kong refused to list its plugins, so whether one answers instead of the app is not known."
    elif found:
        names = ", ".join(f"`{escaped(each.name)}` {each.where}" for each in found[:NAMED])
        names += f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
        yield f"Kong runs {names} for it, which may answer instead of the app."


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
