"""Visits that tell from outside whether Kong's nodes have seen a change."""

from collections.abc import Iterable

from mesh.names import HOST
from mesh.routing import AdminApi, Answer, Elsewhere, NoRoute, Reached, Sample
from mesh.steps import ExpectedVisit

MOST = 3


def visits_of(samples: Iterable[Sample], own_host: str) -> tuple[ExpectedVisit, ...]:
    """Return at most three visits whose answers a change alters visibly, those of the app's own host first: its DNS is Heroku's."""
    visible = [sample for sample in samples if _is_visible(sample)]
    in_order = sorted(visible, key=lambda sample: sample.request.host != own_host)
    return tuple(
        ExpectedVisit(each.request.host, each.request.path, comes_through=_comes_through(each.after) is True) for each in in_order[:MOST]
    )


def _is_visible(sample: Sample) -> bool:
    request, was, will = sample.request, _comes_through(sample.before), _comes_through(sample.after)
    can_be_sent = request.method == "GET" and request.scheme == "https" and HOST.fullmatch(request.host) is not None
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
