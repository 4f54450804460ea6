"""Visits that tell from outside whether Kong's nodes have seen a change."""

from collections.abc import Callable, Iterable

from mesh.domains import Domain, leads_here
from mesh.names import HOST
from mesh.routing import AdminApi, Answer, Elsewhere, NoRoute, Reached, Request, Sample
from mesh.steps import ExpectedVisit

MOST = 3


def visits_of(
    samples: Iterable[Sample], own_host: str, domains: Iterable[Domain], unknown: Callable[[Request], str]
) -> tuple[ExpectedVisit, ...]:
    """Return at most three visits whose answers a change alters visibly, those of the app's own host first: its DNS is Heroku's.

    A route may name any host, an address of somebody's own network too: only hosts are visited that Heroku leads to the app.
    """
    own = tuple(domains)
    visible = [
        each for each in samples if _is_visible(each) and may_be_visited(each.request.host, own_host, own) and not unknown(each.request)
    ]
    in_order = sorted(visible, key=lambda sample: sample.request.host != own_host)
    return tuple(
        ExpectedVisit(each.request.host, each.request.path, comes_through=_comes_through(each.after) is True) for each in in_order[:MOST]
    )


def may_be_visited(host: str, own_host: str, domains: Iterable[Domain]) -> bool:
    """Say whether a host is a name, no address, that Heroku leads to the app."""
    return HOST.fullmatch(host) is not None and (host == own_host or leads_here(host, domains))


def _is_visible(sample: Sample) -> bool:
    request, was, will = sample.request, _comes_through(sample.before), _comes_through(sample.after)
    can_be_sent = request.method == "GET" and request.scheme == "https"
    return can_be_sent and None not in {was, will} and was != will


def _comes_through(answer: Answer) -> bool | None:
    """Say whether something behind Kong answers, or no route does; None where the two are not told apart by a visit."""
    match answer:
        case Reached() | Elsewhere() | AdminApi():
            return True
        case NoRoute():
            return False
        case _:
            return None
