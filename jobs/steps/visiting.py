"""The effect of waiting until Kong's nodes have seen a change of routes, by visits as anybody would make them.

The Admin API cannot tell: it answers at once with what is stored, while each node reads the table anew every few seconds.
Source: measured, a route is seen by every node after at most 5 s on Kong 1.0, 11 s on 2.8, 15 s on 3.0.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from jobs.steps.dynos import PROPAGATION_S
from jobs.steps.site import Site
from mesh.errors import PermanentFailure, TemporaryFailure
from mesh.found import Visit
from mesh.routing.table import version_number
from mesh.steps import AwaitRoute, Done, ExpectedVisit, Outcome, Wait

VISITS_EACH = 2  # Heroku's router gives each visit to any one of the app's dynos
LOOK_AGAIN_S = 1.0


def await_route(step: AwaitRoute, site: Site) -> Outcome:
    """Visit until every answer is as predicted; without visits, wait as long as the slowest node takes."""
    if not step.visits:
        return _by_time(step, site)
    with ThreadPoolExecutor(VISITS_EACH * len(step.visits)) as pool:
        looks = list(pool.map(lambda expected: _look(expected, step, site), step.visits * VISITS_EACH))
    not_yet = next((look.wrong for look in looks if look.wrong), "")
    if not not_yet:
        return Done({"saw": ", ".join(dict.fromkeys(_saw(expected) for expected in step.visits))})
    if site.waited_s() <= PROPAGATION_S:
        return Wait(LOOK_AGAIN_S, f"not on every node yet ({not_yet})")
    if step.even_if_down and not any(look.came_through for look in looks):
        return Done({"saw": f"no visit comes through Kong any more ({not_yet}); every node has it after {PROPAGATION_S} s"})
    if all(look.wrong in {"", UNREACHABLE} for look in looks):
        hosts = ", ".join(dict.fromkeys(expected.host for expected in step.visits))
        return Done({"saw": f"{hosts} could not be reached from here; does its DNS lead to Heroku?"})
    raise PermanentFailure(
        f"the change is stored, but after {PROPAGATION_S} s a visit is not answered as it should be: {not_yet}.",
        advice="Look whether the app's dynos are up and run Kong; `/mesh routes` with `--match` shows what should answer.",
    )


UNREACHABLE = "no answer"


@dataclass(frozen=True)
class _Look:
    """What a visit showed: what of it is not as predicted, else an empty text, and whether it came through Kong."""

    wrong: str
    came_through: bool = False


def _look(expected: ExpectedVisit, step: AwaitRoute, site: Site) -> _Look:
    try:
        visit = site.edge.visit(expected.host, expected.path)
    except TemporaryFailure:
        return _Look(UNREACHABLE)
    is_through = f"kong/{step.kong_version}" in visit.via
    is_right = _is_as_predicted(visit, expected, is_through=is_through)
    return _Look("" if is_right else f"{expected.path} answers {visit.status}, Via {visit.via or 'none'}", is_through)


def _is_as_predicted(visit: Visit, expected: ExpectedVisit, *, is_through: bool) -> bool:
    """Judge Kong alone, not the app behind it; a plugin's refusal, too, comes without Kong's Via but is no 404."""
    if expected.comes_through:
        return is_through or (visit.status != 404 and visit.status < 500)
    return visit.status == 404 and not is_through


def _saw(expected: ExpectedVisit) -> str:
    return f"https://{expected.host}{expected.path} {'comes through Kong' if expected.comes_through else 'has no route'}"


def _by_time(step: AwaitRoute, site: Site) -> Outcome:
    wait_s = _slowest_s(step.kong_version)
    if site.waited_s() >= wait_s:
        return Done({"saw": f"a visit shows no difference; every node has it after {wait_s} s"})
    return Wait(
        min(wait_s, max(wait_s - site.waited_s(), LOOK_AGAIN_S)), f"a visit would show no difference; Kong's nodes take up to {wait_s} s"
    )


def _slowest_s(kong_version: str) -> int:
    version = version_number(kong_version)
    return PROPAGATION_S if version >= (3, 0) else 11 if version >= (1, 3) else 6
