# ruff: noqa: ANN401 - a keyword may be any field

from typing import Any

import pytest

from mesh import steps
from mesh.formation import parsed_changes
from mesh.plan import Plan, Refusal
from mesh.plans.connections import SharedDatabase, connection_limit
from mesh.plans.scaling import plan_of_scale, with_the_numbers_it_began_with
from mesh.requests import Scale, Tier
from tests.examples import APP, HOST, KONG_VERSION, POSTGRES, SERVICE, a_dyno, a_mesh, a_profile, a_run, an_app, dynos, planned, refused
from tests.mesh.members import a_member, an_offer


def asked(text: str) -> Scale:
    return Scale(SERVICE, parsed_changes(text.split()))


def plan(text: str, **changes: Any) -> Plan | Refusal:
    """Return the plan of a scaling; a keyword is the profile's, or else the found app's."""
    of_profile = {name: changes.pop(name) for name in list(changes) if name in {"max_dynos", "min_web", "connections_per_dyno"}}
    offer = changes.pop("offer", an_offer())
    return plan_of_scale(asked(text), a_mesh(profile=a_profile(**of_profile)), a_member(**changes), offer)


def scaling(text: str, **changes: Any) -> steps.Scale:
    step = planned(plan(text, **changes)).step("scale")
    assert step is not None
    assert isinstance(step.step, steps.Scale)
    return step.step


def test_a_scaling_is_one_step_and_the_wait_for_its_dynos() -> None:
    scale, healthy = planned(plan("web=3")).steps

    assert scale.step == steps.Scale(APP, dynos("web=3"), before=dynos("web=2:standard-1x", "worker=0:standard-1x"))
    assert healthy.step == steps.AwaitHealth(APP, HOST, KONG_VERSION, dynos("web=3:standard-1x"))
    assert healthy.needs == ("scale",)


@pytest.mark.parametrize(("text", "absolute"), [("web=+1", "web=3"), ("web=-1", "web=1"), ("web=+0 worker=+2", "web=2 worker=2")])
def test_relative_numbers_count_from_what_is_found(text: str, absolute: str) -> None:
    assert scaling(text).formation == dynos(*absolute.split())


def test_a_size_goes_with_its_type() -> None:
    assert scaling("web=2:standard-2x worker=1").formation == dynos("web=2:standard-2x", "worker=1")


def test_what_is_scaled_so_already_needs_no_step() -> None:
    assert planned(plan("web=2:standard-1x")).steps == ()


def test_what_is_scaled_so_already_and_not_up_is_waited_for() -> None:
    crashed = (a_dyno(name="web.1"), a_dyno(name="web.2", state="crashed"))

    assert [each.id for each in planned(plan("web=2", dynos=crashed)).steps] == ["healthy"]


def test_a_process_type_that_is_not_there_is_refused_with_those_that_are() -> None:
    assert refused(plan("wrker=1")).reason == "`web-ui` has no process type `wrker`; it has `web`, `worker`."


def test_a_size_that_heroku_does_not_offer_is_refused_with_those_it_does() -> None:
    assert "no dynos of size `huge`; there are basic, standard-1x, standard-2x." in refused(plan("web=2:huge")).reason


@pytest.mark.parametrize(
    ("text", "now", "why", "advice"),
    [
        ("web=2", ("web=1:Basic",), "more than one `basic` dyno of a process type, and this would be `web=2:basic`", "web=2:standard-1x"),
        ("web=2:eco", ("web=1:standard-1x",), "more than one `eco` dyno of a process type", "web=2:standard-1x"),
        ("web=+1", ("web=1:basic", "worker=1:basic"), "more than one `basic` dyno", "web=2:standard-1x worker=1:standard-1x"),
        (
            "worker=1:basic",
            ("web=2:standard-2x", "worker=0:basic"),
            "`basic` dynos beside no other size in an app, and this would be `web=2:standard-2x worker=1:basic`",
            "web=2:standard-2x worker=1:standard-1x",
        ),
    ],
)
def test_what_heroku_does_not_run_of_its_small_sizes_is_refused_with_what_it_does(
    text: str, now: tuple[str, ...], why: str, advice: str
) -> None:
    refusal = refused(plan(text, formation=dynos(*now), offer=an_offer(sizes=("eco", "basic", "standard-1x", "standard-2x"))))

    assert why in refusal.reason
    assert refusal.advice == f"Larger ones it runs: `{advice}`."


def test_one_small_dyno_of_each_type_is_scaled_to_and_a_size_without_dynos_does_not_count() -> None:
    assert scaling("worker=1", formation=dynos("web=1:basic", "worker=0:basic")).formation == dynos("worker=1")
    assert scaling("web=3", formation=dynos("web=2:standard-1x", "worker=0:basic")).formation == dynos("web=3")


def test_what_breaks_heroku_s_rules_already_is_let_be() -> None:
    assert scaling("web=1", formation=dynos("web=3:basic")).formation == dynos("web=1")
    assert scaling("web=2", formation=dynos("web=3:basic")).formation == dynos("web=2")


def test_nothing_can_lose_more_dynos_than_it_has() -> None:
    assert refused(plan("web=-3")).reason == "`web=2:standard-1x` cannot lose 3 dynos."


def test_no_approval_leads_beyond_what_heroku_runs_of_a_type() -> None:
    assert "more than the 100 dynos" in refused(plan("web=+99", max_dynos=100)).reason


@pytest.mark.parametrize(("missing", "why"), [("app", "Heroku knows no app"), ("attachments", "not attached to the controller")])
def test_what_is_no_app_of_the_mesh_is_let_be(missing: str, why: str) -> None:
    nothing: dict[str, Any] = {"app": None, "attachments": ()}

    assert why in refused(plan("web=3", **{missing: nothing[missing]})).reason


def test_an_app_that_was_never_deployed_has_nothing_to_scale() -> None:
    assert "nothing was deployed to it yet" in refused(plan("web=1", formation=())).reason


def test_within_the_limits_the_request_s_own_tier_holds() -> None:
    assert planned(plan("web=10")).tier is Tier.T1_REVERSIBLE


@pytest.mark.parametrize("text", ["web=11", "web=9 worker=2", "web=0", "web=-2"])
def test_beyond_the_limits_it_is_t2(text: str) -> None:
    assert planned(plan(text)).tier is Tier.T2_TRAFFIC


def test_the_limits_are_those_of_the_profile() -> None:
    assert planned(plan("web=4", max_dynos=3)).tier is Tier.T2_TRAFFIC
    assert planned(plan("web=1", min_web=2)).tier is Tier.T2_TRAFFIC
    assert planned(plan("web=0", min_web=0)).tier is Tier.T1_REVERSIBLE


def test_what_stands_beyond_a_limit_may_come_nearer_to_it_without_approval() -> None:
    many = dynos("web=14:standard-1x", "worker=0:standard-1x")

    assert planned(plan("web=12", formation=many)).tier is Tier.T1_REVERSIBLE


def test_a_scaling_to_no_web_dyno_says_what_visitors_see_and_waits_for_no_visit() -> None:
    plan_to_none = planned(plan("web=0"))
    healthy = plan_to_none.steps[-1].step

    assert any("nobody answers visitors" in remark for remark in plan_to_none.remarks)
    assert isinstance(healthy, steps.AwaitHealth)
    assert (healthy.visits, healthy.formation) == (False, dynos("web=0:standard-1x"))


def test_in_maintenance_mode_there_is_no_visit_and_that_is_said() -> None:
    in_maintenance = planned(plan("web=3", app=an_app(maintenance=True)))
    healthy = in_maintenance.steps[-1].step

    assert isinstance(healthy, steps.AwaitHealth)
    assert not healthy.visits
    assert any("maintenance mode" in remark for remark in in_maintenance.remarks)


def test_a_plan_knows_how_the_app_stood() -> None:
    found = planned(plan("web=3")).found

    assert found is not None
    assert (found.formation, found.is_attached) == (dynos("web=2:standard-1x", "worker=0:standard-1x"), True)


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("heroku-postgresql:essential-0", 20),
        ("heroku-postgresql:essential-2", 40),
        ("heroku-postgresql:standard-0", 120),
        ("heroku-postgresql:premium-2", 400),
        ("heroku-postgresql:private-7", 500),
        ("heroku-postgresql:something-new", None),
    ],
)
def test_a_plan_of_postgres_takes_so_many_connections(name: str, limit: int | None) -> None:
    assert connection_limit(name) == limit


def remarks_with(plan_name: str, apps: int, text: str = "web=10", **changes: Any) -> list[str]:
    offer = an_offer(database=SharedDatabase(POSTGRES, plan_name, apps))
    return [remark for remark in planned(plan(text, offer=offer, **changes)).remarks if "connections" in remark]


def test_more_connections_than_the_shared_postgres_takes_are_warned_of_with_what_was_counted() -> None:
    (remark,) = remarks_with("heroku-postgresql:essential-0", apps=12)

    assert "(essential-0) takes 20 connections." in remark
    assert (
        "10 web dynos here and at least one in each of the 11 other apps attached to it, with 1 for each sidecar, are at least 21" in remark
    )


def test_as_many_connections_as_it_takes_are_no_warning() -> None:
    assert remarks_with("heroku-postgresql:essential-0", apps=11) == []


def test_a_sidecar_may_be_counted_with_more_connections() -> None:
    assert remarks_with("heroku-postgresql:essential-0", apps=2, connections_per_dyno=2)


def test_fewer_dynos_are_no_reason_to_warn() -> None:
    assert remarks_with("heroku-postgresql:essential-0", apps=50, text="web=1") == []


def test_of_a_plan_that_is_not_known_nothing_is_claimed() -> None:
    assert remarks_with("heroku-postgresql:something-new", apps=500) == []


def test_a_run_that_begins_keeps_the_numbers_of_its_plan() -> None:
    run = a_run(request=asked("web=+1 worker=2:standard-2x"), plan=planned(plan("web=+1 worker=2:standard-2x")))

    assert with_the_numbers_it_began_with(run).request == asked("web=3 worker=2:standard-2x")


def test_a_run_that_scales_nothing_keeps_its_request() -> None:
    run = a_run(request=asked("web=+0"), plan=planned(plan("web=+0")))

    assert with_the_numbers_it_began_with(run) == run
