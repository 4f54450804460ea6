"""Lists come in parts, in the order and from the place that the Range header says."""

import pytest

from .served import Served

CONTROLLER = "/apps/tinyrobot-science-mesh-control/releases"


@pytest.mark.parametrize(
    ("dialect", "versions"),
    [
        ("", [1, 2, 3, 4, 5, 6, 7]),
        ("version ..; ;", [1, 2, 3, 4, 5, 6, 7]),
        ("version ..; order=desc,max=1", [7]),
        ("version ..; max=2, order=desc", [7, 6]),
        ("version ..; order=desc,max=1;", [7]),
        ("version ..", [1, 2, 3, 4, 5, 6, 7]),
        ("version 3..5; order=asc", [3, 4, 5]),
        ("version ]3..; max=2", [4, 5]),
        ("version ]3..; order=desc", [2, 1]),
        ("version 3..2; order=desc", [3, 2]),
    ],
)
def test_every_dialect_of_a_range_is_understood(heroku: Served, dialect: str, versions: list[int]) -> None:
    assert [release["version"] for release in heroku.get(CONTROLLER, Range=dialect).json()] == versions


@pytest.mark.parametrize("dialect", ["id ..; ;", "id ..; max=1000;"])
def test_apps_are_listed_by_id(heroku: Served, dialect: str) -> None:
    heroku.create("web-ui")

    ids = [app["id"] for app in heroku.get("/apps", Range=dialect).json()]

    assert ids == sorted(ids)


def test_domains_are_listed_as_heroku3_asks(heroku: Served) -> None:
    assert heroku.get("/apps/tinyrobot-science-mesh-control/domains", Range="domain ..; ;").status_code == 200


def test_a_list_that_is_cut_short_says_how_to_go_on(heroku: Served) -> None:
    first = heroku.get(CONTROLLER, Range="version ..; order=asc,max=5")
    second = heroku.get(CONTROLLER, Range=first.headers["Next-Range"])

    assert (first.status_code, first.headers["Next-Range"]) == (206, "version ]5..; order=asc,max=5")
    assert (first.headers["Accept-Ranges"], first.headers["Content-Range"]) == ("version, id", "version 1..5")
    assert (second.status_code, "Next-Range" in second.headers) == (200, False)
    assert [release["version"] for release in second.json()] == [6, 7]


def test_two_hundred_is_a_page_when_nothing_is_asked(heroku: Served) -> None:
    heroku.create("web-ui")
    for number in range(199):
        heroku.patch("/apps/web-ui/config-vars", {"N": str(number)})

    answer = heroku.get("/apps/web-ui/releases")

    assert (answer.status_code, len(answer.json())) == (206, 200)


@pytest.mark.parametrize("dialect", ["version", "version ..; max=1001", "version ..; order=up", "color ..", "version x.."])
def test_a_range_that_is_none_is_not_satisfiable(heroku: Served, dialect: str) -> None:
    answer = heroku.get(CONTROLLER, Range=dialect)

    assert (answer.status_code, answer.json()["id"]) == (416, "requested_range_not_satisfiable")
