from dataclasses import replace

import pytest

from mesh import steps
from mesh.found import PastConfig, Release
from mesh.plan import Plan, Refusal
from mesh.plans.rolling_back import FoundReleases, plan_of_rollback, release_meant
from mesh.requests import Rollback, Tier
from tests.examples import APP, ORIGIN, SERVICE, a_mesh, dynos, planned, refused
from tests.mesh.members import some_releases

INSIDE = PastConfig({"KONG_ORIGINS": ORIGIN, "KONG_ADMIN_LISTEN": "off"}, ("GREETING", "DATABASE_URL"))
OUTSIDE = PastConfig({})


def meant(found: FoundReleases, version: int | None = None) -> int | Refusal | None:
    release = release_meant(Rollback(SERVICE, version), found)
    return release.version if isinstance(release, Release) else release


def plan(found: FoundReleases, version: int | None = None) -> Plan | Refusal:
    return plan_of_rollback(Rollback(SERVICE, version), a_mesh(), found)


def test_a_rollback_is_always_t2() -> None:
    assert Rollback(SERVICE).tier is Tier.T2_TRAFFIC


def test_without_a_version_the_latest_eligible_release_before_the_current_is_meant() -> None:
    assert meant(some_releases(40, 41, 42, 43, ineligible=(42,))) == 41


def test_a_version_is_meant_where_heroku_calls_it_eligible() -> None:
    assert meant(some_releases(40, 41, 42, 43), 40) == 40


def test_a_release_that_is_not_eligible_is_refused_with_those_that_are() -> None:
    refusal = meant(some_releases(40, 41, 42, 43, ineligible=(42,)), 42)

    assert isinstance(refusal, Refusal)
    assert refusal.reason == "Heroku lets nobody go back to v42 of `web-ui` (“Deploy 42”, succeeded)."
    assert refusal.advice == "It may go back to v41, v40."


def test_a_release_that_is_not_there_is_refused_with_those_that_are() -> None:
    refusal = meant(some_releases(42, 43), 7)

    assert isinstance(refusal, Refusal)
    assert refusal.reason == "v7 is not among the latest 2 releases of `web-ui`."


def test_a_newer_release_than_the_one_that_runs_is_none_to_go_back_to() -> None:
    found = some_releases(41, 42, 43)
    failed, running, older = found.releases
    found = replace(found, releases=(replace(failed, current=False, status="failed"), replace(running, current=True), older))

    assert isinstance(meant(found, 43), Refusal)
    assert meant(found) == 41


def test_an_app_with_one_release_has_none_to_go_back_to() -> None:
    assert "no earlier release" in refused(plan(some_releases(5))).reason


@pytest.mark.parametrize("version", [43, 41])
def test_what_runs_already_needs_no_step(version: int) -> None:
    found = some_releases(41, 42, 43)
    current = replace(found.releases[0], description="Rollback to v41")

    assert planned(plan(replace(found, releases=(current, *found.releases[1:])), version)).steps == ()


def test_a_rollback_is_made_released_and_waited_for() -> None:
    rollback, release, healthy = planned(plan(some_releases(41, 42, 43, configs={42: INSIDE}))).steps

    assert rollback.step == steps.RollBack(APP, "release-42", 42, "Deploy 42", before=43, newest=43, config=INSIDE.values)
    assert release.step == steps.AwaitRelease(APP, of="rollback")
    assert isinstance(healthy.step, steps.AwaitHealth)
    assert healthy.step.formation == dynos("web=2:standard-1x")
    assert (release.needs, healthy.needs) == (("rollback",), ("release",))


def test_it_says_which_releases_are_taken_back_and_which_config_vars() -> None:
    remarks = planned(plan(some_releases(40, 41, 42, 43, configs={40: INSIDE}), 40)).remarks

    assert remarks == ("It takes back v43 (Deploy 43), v42 (Deploy 42), v41 (Deploy 41).", "Config vars go back too: `GREETING`.")


def test_every_release_that_is_taken_back_is_named() -> None:
    taken_back, *_ = planned(plan(some_releases(*range(20, 44), configs={20: INSIDE}), 20)).remarks

    assert [version for version in range(21, 44) if f"v{version} (Deploy {version})" not in taken_back] == []


def test_a_release_that_would_take_the_app_out_of_the_mesh_is_refused_with_those_that_are_fine() -> None:
    refusal = refused(plan(some_releases(40, 41, 42, 43, configs={42: INSIDE, 41: INSIDE, 40: OUTSIDE}), 40))

    assert refusal.reason.startswith("v40 of `web-ui` is from before it was an app of this mesh")
    assert refusal.advice == "Of the 3 releases that were looked at, these are fine: v42, v41."


@pytest.mark.parametrize(
    "values",
    [
        {"KONG_ADMIN_LISTEN": "off"},
        {"KONG_ORIGINS": ORIGIN},
        {"KONG_ORIGINS": ORIGIN, "KONG_ADMIN_LISTEN": "0.0.0.0:8001"},
        {"KONG_ORIGINS": "https://shop.example.com:443=http://localhost:5000", "KONG_ADMIN_LISTEN": "off"},
    ],
)
def test_a_release_lacks_what_makes_an_app_one_of_the_mesh(values: dict[str, str]) -> None:
    refusal = refused(plan(some_releases(42, 43, configs={42: PastConfig(values)})))

    assert refusal.advice == "Of the 1 releases that were looked at, none is fine: deploy the older code anew."
