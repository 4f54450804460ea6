"""What runs decides whether an app is as it should be, not what is set: a failed release leaves the one before in place."""

import pytest

from mesh.app import ADMIN_LISTEN, ORIGINS
from mesh.found import Found
from tests.examples import EARLIER, ORIGIN, a_build, a_healthy_app, a_release, an_add
from tests.mesh.planning import OTHER_SOURCE, ids, plan_for

OPEN = {ORIGINS: ORIGIN}
RIGHT = {ORIGINS: ORIGIN, ADMIN_LISTEN: "off"}


def after_a_release_that(status: str, **changes: object) -> Found:
    """Return an app whose v5 runs, and whose v6 came to `status`."""
    newest = a_release(id="release-6", version=6, status=status, current=False, created_at=EARLIER)
    return a_healthy_app(releases=(newest, a_release()), **changes)


def test_config_that_is_set_and_does_not_run_is_released_by_a_build() -> None:
    assert ids(plan_for(after_a_release_that("failed", running=OPEN))) == ["build", "release", "healthy"]


def test_config_whose_release_is_under_way_is_waited_for() -> None:
    assert ids(plan_for(after_a_release_that("pending", running=OPEN))) == ["healthy"]


def test_config_that_is_wrong_where_it_is_set_and_where_it_runs_is_set() -> None:
    assert ids(plan_for(after_a_release_that("failed", running=OPEN, config=OPEN))) == ["config", "healthy"]


def test_a_failed_release_of_something_else_leaves_a_healthy_app_alone() -> None:
    assert ids(plan_for(after_a_release_that("failed", running=RIGHT))) == []


@pytest.mark.parametrize(
    ("status", "expected"), [("failed", ["build", "release", "healthy"]), ("expired", ["build", "release", "healthy"])]
)
def test_a_source_whose_release_failed_does_not_run_and_is_built_again(status: str, expected: list[str]) -> None:
    built = a_build(source=OTHER_SOURCE, release="release-6")

    plan = plan_for(after_a_release_that(status, running=RIGHT, last_build=built), an_add(source=OTHER_SOURCE))

    assert ids(plan) == expected


def test_an_app_that_runs_an_open_admin_api_has_drifted_from_how_it_was_left() -> None:
    found = after_a_release_that("failed", running=OPEN)

    assert found.details.config_that_runs.get(ADMIN_LISTEN) is None
