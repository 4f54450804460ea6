"""What runs decides whether an app is as it should be, not what is set: a failed release leaves the one before in place."""

import pytest

from mesh.app import ADMIN_LISTEN, ORIGINS
from mesh.formation import DynoChange
from mesh.found import Found, PastConfig
from mesh.plan import Plan
from mesh.plans.member import FoundMember
from mesh.plans.restarting import plan_of_restart
from mesh.plans.rolling_back import FoundReleases, plan_of_rollback
from mesh.plans.scaling import plan_of_scale
from mesh.requests import Restart, Rollback, Scale
from tests.examples import EARLIER, ORIGIN, a_build, a_healthy_app, a_mesh, a_release, an_add
from tests.mesh.members import a_member, an_offer
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


def a_member_whose_newest_release(status: str, *, running: dict[str, str] | None) -> FoundMember:
    newest = a_release(id="release-6", version=6, status=status, current=False, created_at=EARLIER)
    return a_member(releases=(newest, a_release()), config=RIGHT, running=running)


def remarks_of(verb: str, found: FoundMember) -> str:
    """Return what a plan of each change of what runs in an app says beside its steps."""
    releases = FoundReleases(found, found.releases, {4: PastConfig({**RIGHT}, ())})
    plans = {
        "restart": plan_of_restart(Restart("web-ui"), a_mesh(), found),
        "scale": plan_of_scale(Scale("web-ui", (DynoChange("web", to=3),)), a_mesh(), found, an_offer()),
        "scale to what stands": plan_of_scale(Scale("web-ui", (DynoChange("web", to=2),)), a_mesh(), found, an_offer()),
        "rollback to what runs": plan_of_rollback(Rollback("web-ui", 5), a_mesh(), releases),
    }
    plan = plans[verb]
    assert isinstance(plan, Plan)
    return " ".join(plan.remarks)


VERBS = ("restart", "scale", "scale to what stands", "rollback to what runs")


@pytest.mark.parametrize("verb", VERBS)
def test_a_change_of_an_app_says_that_what_is_set_does_not_run(verb: str) -> None:
    said = remarks_of(verb, a_member_whose_newest_release("failed", running=OPEN))
    assert "its newest release v6 failed; v5 runs." in said
    assert "What is set does not run: `KONG_ADMIN_LISTEN` is another in v5. `/mesh add web-ui` releases what is set." in said


@pytest.mark.parametrize("verb", VERBS)
def test_a_change_of_an_app_says_that_a_release_is_under_way(verb: str) -> None:
    said = remarks_of(verb, a_member_whose_newest_release("pending", running=OPEN))
    assert "its newest release v6 is under way since" in said
    assert "releases what is set" not in said


@pytest.mark.parametrize("verb", VERBS)
def test_a_change_of_an_app_that_runs_what_is_set_says_nothing_of_it(verb: str) -> None:
    assert "release" not in remarks_of(verb, a_member(releases=(a_release(),), config=RIGHT))
