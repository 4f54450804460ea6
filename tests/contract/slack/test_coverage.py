"""The table of what is covered says what is served."""

from sandbox.slack import COVERAGE, SlackStandIn
from sandbox.slack.web_api import METHODS
from sandbox.standin import StandIn


def listed(kind: str) -> set[str]:
    return {row.name for row in COVERAGE if row.kind == kind and row.level != "missing"}


def routes(stand_in: StandIn) -> set[str]:
    return {
        f"{route.method} {route.resource.canonical}" for route in stand_in.app.router.routes() if route.resource and route.method != "HEAD"
    }


def test_the_table_lists_the_methods_that_are_served() -> None:
    assert listed("method") == set(METHODS)


def test_the_table_lists_the_routes_that_are_served() -> None:
    slack = SlackStandIn(bot_token="xoxb-canary", app_token="xapp-canary", signing_secret="canary")
    assert listed("route") == routes(slack) - routes(StandIn())


def test_what_is_not_wholly_there_says_what_is_missing() -> None:
    assert [row.name for row in COVERAGE if row.level == "partly" and not row.gap] == []
    assert {row.level for row in COVERAGE} == {"supported", "partly", "missing"}
    assert len({(row.kind, row.name) for row in COVERAGE}) == len(COVERAGE)
