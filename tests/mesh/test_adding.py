"""What `add` plans where nothing is there, and that it plans nothing where everything is right."""

from dataclasses import replace

import pytest

from mesh import steps
from mesh.app import ADMIN_LISTEN, ORIGINS
from mesh.found import Route
from mesh.plans.adding import plan_of_add
from mesh.quoting import day_and_clock
from tests.examples import (
    APP,
    BACKEND,
    BUILDPACKS,
    CONTROLLER,
    HOST,
    KONG_VERSION,
    NOON,
    ORIGIN,
    POSTGRES,
    SERVICE,
    SOURCE,
    a_build,
    a_dyno,
    a_healthy_app,
    a_mesh,
    a_profile,
    a_release,
    a_route,
    a_service,
    an_add,
    an_app,
    dynos,
    found,
    refused,
)
from tests.mesh.planning import OLD_HOST, OTHER_ORIGIN, OTHER_SOURCE, plan_for, step_of

# Nothing there


def test_where_nothing_is_there_every_step_is_planned_in_order() -> None:
    assert [each.step for each in plan_for(found()).steps] == [
        steps.CreateApp(APP, "us", "heroku-24", None),
        steps.SetBuildpacks(APP, BUILDPACKS),
        steps.AttachDatabase(APP, POSTGRES, CONTROLLER),
        steps.SetConfig(APP, None),
        steps.PutService(SERVICE, BACKEND),
        steps.PutRoute(SERVICE, None, None),
        steps.BuildSource(APP, SOURCE),
        steps.AwaitRelease(APP),
        steps.Scale(APP, dynos("web=1:basic")),
        steps.AwaitHealth(APP, None, KONG_VERSION, dynos("web=1:basic")),
    ]


def test_where_nothing_is_there_each_step_waits_only_for_what_it_needs() -> None:
    assert {each.id: set(each.needs) for each in plan_for(found()).steps} == {
        "create-app": set(),
        "buildpacks": {"create-app"},
        "database": {"create-app"},
        "config": {"create-app", "database"},
        "service": {"create-app"},
        "route": {"create-app", "service"},
        "build": {"buildpacks", "config"},
        "release": {"build"},
        "scale": {"release"},
        "healthy": {"config", "route", "release", "scale"},
    }


def test_a_host_is_unknown_before_the_app_is_created() -> None:
    assert plan_for(found()).host is None


def test_an_app_is_created_where_and_as_the_profile_says() -> None:
    mesh = a_mesh(profile=a_profile(region="eu", stack="heroku-22", team="acme"))

    assert step_of(plan_for(found(), mesh=mesh), "create-app") == steps.CreateApp(APP, "eu", "heroku-22", "acme")


def test_dynos_that_were_asked_for_replace_those_of_the_profile() -> None:
    plan = plan_for(found(), an_add(formation=dynos("web=2:standard-1x", "worker=1:standard-1x")))

    assert step_of(plan, "scale") == steps.Scale(APP, dynos("web=2:standard-1x", "worker=1:standard-1x"))


def test_more_small_dynos_than_heroku_runs_are_refused_before_anything_is_made() -> None:
    refusal = refused(plan_of_add(an_add(formation=dynos("web=2")), a_mesh(), found()))

    assert "no more than one `basic` dyno of a process type" in refusal.reason
    assert refusal.advice == "Larger ones it runs: `web=2:standard-1x`."


def test_a_source_that_was_asked_for_replaces_that_of_the_profile() -> None:
    assert step_of(plan_for(found(), an_add(source=OTHER_SOURCE)), "build") == steps.BuildSource(APP, OTHER_SOURCE)


def test_a_service_of_its_own_profile_is_planned_by_that_one() -> None:
    mesh = a_mesh(services={SERVICE: a_profile(listen_port=9000)})

    assert step_of(plan_for(found(), mesh=mesh), "service") == steps.PutService(SERVICE, "http://127.0.0.1:9000")


def test_only_the_names_of_the_profiles_config_are_in_the_plan() -> None:
    plan = plan_for(found(), mesh=a_mesh(profile=a_profile(config={"TOKEN": "hunter2", "LEVEL": "info"})))

    assert step_of(plan, "config") == steps.SetConfig(APP, None, {}, ("LEVEL", "TOKEN"))


def test_no_value_of_the_profiles_config_is_in_the_plan() -> None:
    assert "hunter2" not in repr(plan_for(found(), mesh=a_mesh(profile=a_profile(config={"TOKEN": "hunter2"}))))


def test_a_service_and_route_left_of_an_earlier_app_are_used_again() -> None:
    route = a_route(hosts=(OLD_HOST,), preserve_host=True)
    step = step_of(plan_for(found(service=a_service(), route=route)), "route")

    assert step == steps.PutRoute(SERVICE, None, a_service().id, (OLD_HOST,), standing=route)
    assert step.wanted(HOST, "") == replace(route, hosts=(HOST,))


# Everything right


def test_a_healthy_app_needs_no_step() -> None:
    assert plan_for(a_healthy_app()).steps == ()


def test_a_healthy_app_has_no_remarks() -> None:
    assert plan_for(a_healthy_app()).remarks == ()


def test_a_healthy_apps_own_host_is_in_the_plan() -> None:
    assert plan_for(a_healthy_app()).host == HOST


def test_adding_an_app_again_with_what_it_has_needs_no_step() -> None:
    assert plan_for(a_healthy_app(), an_add(formation=dynos("web=1:basic"), source=SOURCE)).steps == ()


def test_an_app_that_was_scaled_by_hand_stays_so() -> None:
    scaled = a_healthy_app(
        formation=dynos("web=2:Standard-1X", "worker=1:Basic"),
        dynos=(a_dyno(), a_dyno(name="web.2"), a_dyno(name="worker.1", type="worker")),
    )

    assert plan_for(scaled).steps == ()


@pytest.mark.parametrize("origins", [f"{OTHER_ORIGIN},{ORIGIN}", f"{ORIGIN},{OTHER_ORIGIN}"])
def test_an_app_with_further_origins_needs_no_step(origins: str) -> None:
    assert plan_for(a_healthy_app(config={ORIGINS: origins, ADMIN_LISTEN: "off"})).steps == ()


def test_an_app_whose_further_config_is_right_needs_no_step() -> None:
    mesh = a_mesh(profile=a_profile(config={"TOKEN": "hunter2"}))

    assert plan_for(a_healthy_app(config_right=frozenset({"TOKEN"})), mesh=mesh).steps == ()


@pytest.mark.parametrize(
    "route",
    [a_route(hosts=("ui.example.com", HOST)), a_route(paths=("/shop",)), a_route(methods=("GET",)), a_route(protocols=("http", "https"))],
)
def test_what_people_added_to_a_route_stays(route: Route) -> None:
    assert plan_for(a_healthy_app(route=route)).steps == ()


def test_a_route_with_more_than_the_apps_host_is_told() -> None:
    plan = plan_for(a_healthy_app(route=a_route(hosts=("ui.example.com", HOST))))

    assert plan.remarks == ("the route `web-ui` has more than the app's host; what was added to it stays.",)


def test_an_app_on_another_stack_stays_there_and_is_told() -> None:
    plan = plan_for(a_healthy_app(app=an_app(stack="heroku-22")))

    assert (plan.steps, plan.remarks) == ((), (f"`{APP}` runs on heroku-22, the mesh's apps on heroku-24; that stays as it is.",))


def test_a_dyno_that_has_crashed_is_told() -> None:
    plan = plan_for(a_healthy_app(dynos=(a_dyno(), a_dyno(name="worker.1", type="worker", state="crashed"))))

    assert plan.remarks == (f"worker.1 has crashed; `heroku logs -a {APP}` shows why.",)


def test_a_one_off_dyno_that_has_crashed_is_nobodys_concern() -> None:
    assert plan_for(a_healthy_app(dynos=(a_dyno(), a_dyno(name="run.4711", type="run", state="crashed")))).remarks == ()


def test_a_healthy_app_in_maintenance_mode_stays_so_and_is_told() -> None:
    plan = plan_for(a_healthy_app(app=an_app(maintenance=True)))

    assert (plan.steps, plan.remarks) == ((), (f"`{APP}` is in maintenance mode; `heroku maintenance:off -a {APP}` ends it.",))


def test_an_app_whose_last_build_failed_but_which_runs_is_not_built_again() -> None:
    assert plan_for(a_healthy_app(last_build=a_build(status="failed"))).steps == ()


def test_a_newest_release_that_failed_is_told_with_the_one_that_runs() -> None:
    plan = plan_for(a_healthy_app(releases=(a_release(version=6, status="failed", current=False), a_release())))

    assert plan.steps == ()
    assert plan.remarks == (f"its newest release v6 failed; v5 runs. `heroku releases:output v6 -a {APP}` shows why.",)


def test_a_newest_release_that_is_under_way_is_told_with_the_one_that_runs() -> None:
    plan = plan_for(a_healthy_app(releases=(a_release(version=6, status="pending", current=False, created_at=NOON), a_release())))

    assert (plan.steps, plan.remarks) == ((), (f"its newest release v6 is under way since {day_and_clock(NOON)}; v5 runs.",))


def test_an_earlier_release_that_failed_is_nobodys_concern() -> None:
    assert plan_for(a_healthy_app(releases=(a_release(), a_release(version=4, status="failed", current=False)))).remarks == ()


def test_a_build_that_is_under_way_is_told() -> None:
    plan = plan_for(a_healthy_app(last_build=a_build(status="pending", created_at=NOON)))

    assert (plan.steps, plan.remarks) == ((), (f"a build of `{APP}` is under way since {day_and_clock(NOON)}.",))


# Plugins, which only the whole table holds

NOT_LOOKED_AT = "plugins at Kong were not looked at: one of its service or route may answer instead of the app."


def test_an_add_of_what_stands_at_kong_says_that_it_reads_no_plugins() -> None:
    assert NOT_LOOKED_AT in plan_for(a_healthy_app(visit=None)).remarks


def test_an_add_of_a_new_app_has_nothing_at_kong_that_could_have_plugins() -> None:
    assert plan_for(found()).remarks == ()


def test_an_add_of_an_app_that_was_seen_to_answer_through_kong_need_not_say_so() -> None:
    assert NOT_LOOKED_AT not in plan_for(a_healthy_app(buildpacks=())).remarks


def test_an_add_with_a_further_host_reads_plugins_and_so_does_not_say_that_it_did_not() -> None:
    assert NOT_LOOKED_AT not in plan_for(found(), an_add(host="ui.example.com")).remarks
