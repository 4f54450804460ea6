"""The coverage table tells the truth."""

import re

from sandbox.heroku.coverage import COVERAGE

from .schema import links
from .served import Served


def _anonymous(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)


def test_the_table_has_every_route_that_is_served_and_no_other(heroku: Served) -> None:
    served = {(route.method, route.resource.canonical) for route in heroku.standin.app.router.routes() if route.resource}
    served = {(method, path) for method, path in served if method != "HEAD" and not path.startswith("/_sandbox")}

    assert {(row.method, row.path) for row in COVERAGE if row.extent != "missing"} == served


def test_the_table_names_every_link_of_the_published_schema() -> None:
    assert links() - {(row.method, _anonymous(row.path)) for row in COVERAGE} == set()


def test_what_is_not_fully_supported_says_what_it_lacks() -> None:
    assert [row for row in COVERAGE if bool(row.lacks) == (row.extent == "supported")] == []
