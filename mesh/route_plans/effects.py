"""What a change of the table does to visitors, in words: who answers a request before it, and who after it."""

from collections.abc import Sequence
from enum import StrEnum
from typing import assert_never

from mesh.found import answering
from mesh.plan import Effect
from mesh.quoting import shortened
from mesh.route_plans.naming import label
from mesh.route_plans.unpredicted import Unpredicted
from mesh.routing import (
    AdminApi,
    Answer,
    AppItself,
    Chosen,
    Edge,
    Elsewhere,
    HttpsNeeded,
    Looking,
    Match,
    NoApp,
    NoRoute,
    NoService,
    NothingListens,
    NotPredicted,
    Reached,
    Request,
    Sample,
    effect,
)

NAMED = 500  # requests that a plan names
MOST_PLUGINS = 3
PLUGINS_UNREAD = "Kong's plugins were not read, and one may answer"
LOOKED_AT = NAMED + 1  # so that a plan knows whether it names all
UNKNOWN = "not predicted"
"""What the text of an effect begins with that is not known."""


EITHER = "Kong may choose either"
EITHER_NAMED = 4
"""Further answers to one request that a text names."""
NOT_LOOKED_AT = Effect(
    "all other requests", "not looked at", f"{UNKNOWN}: the routes name too many paths, hosts and methods to look at all"
)
NOT_NAMED = Effect("further requests", "not named", f"{UNKNOWN}: more than {NAMED} requests change, and the plan names no more")


class Turn(StrEnum):
    """What becomes of a request: it begins to be answered, stops, or is answered otherwise."""

    BEGINS = "begins"
    STOPS = "stops"
    CHANGES = "changes"


def turn_of(effect: Effect) -> Turn:
    """Say what becomes of a request; an answer that reaches nobody begins with its status."""
    was, will = (not text[:3].isdigit() for text in (effect.before, effect.after))
    if was == will:
        return Turn.CHANGES
    return Turn.BEGINS if will else Turn.STOPS


def effects_of(samples: Sequence[Sample], before: Edge, after: Edge, looking: Looking) -> tuple[Effect, ...]:
    """Return the samples whose answer changes or may change, one for those beyond as many as a plan names, and one for all not looked at.

    Nobody approves what a plan does not name as if it were known: these two are told as not predicted.
    """
    unpredicted = Unpredicted(before, after)
    effects = tuple(each for sample in samples if (each := _effect_of(sample, before, after, unpredicted.why(sample.request))))
    further = (NOT_NAMED,) if len(effects) > NAMED else ()
    return (*effects[:NAMED], *further, *(() if looking.is_whole else (NOT_LOOKED_AT,)))


def _effect_of(sample: Sample, before: Edge, after: Edge, unknown: str) -> Effect | None:
    """Return what becomes of a request, or None where nothing does; `unknown`: why that is not known."""
    if not (unknown or sample.differs):
        return None
    was, will = told(sample.before, before), told(sample.after, after)
    ended_before, ended_after = may_be_ended(sample.before, before), may_be_ended(sample.after, after)
    why = unknown if unknown and sample.is_predicted else ended_after
    return Effect(asked(sample.request), f"{was}; {ended_before}" if ended_before else was, but_for(why, will))


def but_for(unknown: str, text: str) -> str:
    """Return what is told of an answer, with why it may be another one, where there is a reason."""
    return f"{UNKNOWN}: {unknown}; else {text}" if unknown else text


def may_be_ended(answer: Answer, edge: Edge) -> str:
    """Return by which plugins somebody else may answer; empty where none may. Kong's own 426 comes before all plugins."""
    others = answer.or_else if isinstance(answer, Chosen) else ()
    routes = [match.route for each in (answer, *others) if (match := _match_before_plugins(each)) and not _is_the_door(match, edge)]
    if edge.plugins is None:
        return PLUGINS_UNREAD if routes else ""
    found = dict.fromkeys(plugin for route in routes for plugin in answering(edge.plugins, route))
    named = [f"the plugin {shortened(each.name)} {each.where} may answer" for each in list(found)[:MOST_PLUGINS]]
    more = len(found) - len(named)
    return " and ".join([*named, *([f"{more} more plugin{'s' if more > 1 else ''}"] if more else [])])


def _is_the_door(match: Match, edge: Edge) -> bool:
    """Say whether the route leads to the Admin API, whose plugins Heroku ships: no visitor is meant to come through them."""
    service = edge.service_of(match.route)
    return service is not None and service.is_admin_api


def _match_before_plugins(answer: Answer) -> Match | None:
    return None if isinstance(answer, HttpsNeeded) else getattr(answer, "match", None)


def is_predicted(effect: Effect) -> bool:
    """Say whether a plan knows what becomes of a request."""
    texts = (effect.before, effect.after)
    return not any(text.startswith(UNKNOWN) or EITHER in text for text in texts)


def effects_between(before: Edge, after: Edge) -> tuple[Effect, ...]:
    """Return what changes for visitors from one state of the table to another."""
    looking = Looking()
    return effects_of(effect(before, after, LOOKED_AT, looking), before, after, looking)


def asked(request: Request) -> str:
    return f"{request.method} {request.scheme}://{request.host}{request.path}"


def told(answer: Answer, edge: Edge) -> str:
    """Say who answers, and who may as well; where nobody does, the text begins with the status."""
    alone = _told_alone(answer, edge)
    if not (isinstance(answer, Chosen) and answer.or_else):
        return alone
    others = list(dict.fromkeys(_told_alone(each, edge) for each in answer.or_else))
    more = f", or {len(others) - EITHER_NAMED} more" if len(others) > EITHER_NAMED else ""
    return f"{', or '.join([alone, *others[:EITHER_NAMED]])}{more}: {EITHER}"


def _told_alone(answer: Answer, edge: Edge) -> str:
    match answer:
        case NotPredicted(regex=regex):
            return f"{UNKNOWN}: it depends on {shortened(regex)}, an expression that I do not understand"
        case NoApp():
            return "404 from Heroku: no app has this host"
        case AppItself(app):
            return f"{app} itself, without Kong"
        case NoRoute():
            return "404, no route"
        case HttpsNeeded(match=chosen):
            return f"{answer.status}, https needed ({_by(chosen, answer.app, edge)})"
        case NoService(match=chosen):
            return f"503, no service ({_by(chosen, answer.app, edge)})"
        case Reached(app, chosen, path, host):
            as_host = f" with Host {host}" if chosen.route.preserve_host else ""
            return f"{app} sees {path}{as_host} ({_by(chosen, app, edge)})"
        case AdminApi(app, chosen, path):
            return f"Kong's Admin API in {app} at {path} ({_by(chosen, app, edge)})"
        case NothingListens(app, chosen, port):
            return f"502, nothing listens on port {port} of {app} ({_by(chosen, app, edge)})"
        case Elsewhere(app, chosen, service, onward):
            return f"{service.protocol}://{service.host}:{service.port}{onward.path} ({_by(chosen, app, edge)})"
        case _:
            assert_never(answer)


def _by(match: Match, app: str, edge: Edge) -> str:
    """Name the route that decides, and its service where that is another than the app."""
    service = edge.service_of(match.route)
    of_service = f" of {service.name}" if service and service.name not in {"", app} else ""
    return f"route {label(match.route)}{of_service}"
