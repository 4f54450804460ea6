"""Expressions that look closed and are not, and those that PCRE alone reads."""

import pytest

from mesh.route_plans import Unpredicted
from mesh.routing import NotPredicted, Request, answer
from mesh.routing.dialects import Dialect, cannot_be_built, reading
from mesh.routing.patterns import mistake_in
from tests.mesh.test_routing import WEB, a_route, an_edge

OPEN_SETS = [r"/\h[^a\]", r"/[\]", r"/[a\]", r"/(?|[{,3}\]", r"/x[^]\]", "/[", "/[^", r"/[\\\]"]


@pytest.mark.parametrize("dialect", Dialect)
@pytest.mark.parametrize("regex", OPEN_SETS)
def test_a_set_that_ends_with_an_escaped_bracket_is_not_closed_and_so_not_predicted(regex: str, dialect: Dialect) -> None:
    assert reading(regex, dialect).doubtful


@pytest.mark.parametrize(("kong", "tilde"), [("1.0.2", ""), ("2.8.5", ""), ("3.0.2", "~")])
@pytest.mark.parametrize("regex", OPEN_SETS)
def test_a_table_with_one_is_still_answered_for(kong: str, tilde: str, regex: str) -> None:
    edge = an_edge(kong, a_route("web", hosts=(WEB,), paths=(f"{tilde}{regex}",)))
    assert isinstance(answer(edge, Request(WEB, "/x")), NotPredicted) or not Unpredicted(edge, edge).why(Request(WEB, "/x"))


@pytest.mark.parametrize("regex", [r"/(*ACCEPT)b", r"/a(*FAIL)", r"/(*COMMIT)a(?=b)"])
def test_what_pcre_takes_as_a_verb_is_no_mistake_of_every_engine_and_rusts_refuses_it(regex: str) -> None:
    assert (mistake_in(regex), bool(cannot_be_built(regex, (3, 0, 2)))) == ("", True)


@pytest.mark.parametrize("regex", ["/a|*", "/(*a", "/(*)"])
def test_a_star_with_nothing_to_repeat_is_a_mistake_of_every_engine(regex: str) -> None:
    assert mistake_in(regex).startswith("no argument for repetition operator")
