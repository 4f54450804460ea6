"""What `add` leaves alone, and what it takes up again because a run of ours began it."""

from datetime import timedelta

import pytest

from mesh.found import AppDetails, Found, Route
from mesh.plan import Plan, Refusal
from mesh.plans.adding import plan_of_add
from tests.examples import (
    ACCOUNT,
    APP,
    EARLIER,
    HOST,
    SERVICE,
    a_healthy_app,
    a_mesh,
    a_profile,
    a_route,
    a_service,
    an_add,
    an_app,
    an_attachment,
    dynos,
    found,
    planned,
    refused,
)

SECOND = timedelta(seconds=1)
ATTACH = f"Choose another name. If it should join the mesh: `/mesh attach {SERVICE} --app {APP}`."


def why_not(state: Found) -> Refusal:
    return refused(plan_of_add(an_add(), a_mesh(), state))


def plan_for(state: Found) -> Plan:
    return planned(plan_of_add(an_add(), a_mesh(), state))


def left_over(**changes: object) -> Found:
    """Return an app that our interrupted run created and did nothing more to."""
    changes = {"app": an_app(), "started_create_at": EARLIER, "account": ACCOUNT, **changes}
    return found(**changes)


# Heroku


def test_an_app_that_is_not_attached_to_the_controller_is_not_taken_over() -> None:
    assert why_not(found(app=an_app(owner="bob@example.com"))) == Refusal(
        f"a Heroku app `{APP}` exists that is not attached to the controller `tinyrobot-science-mesh-control`; it will not be taken over.",
        ATTACH,
    )


def test_nobody_is_told_whose_an_app_outside_the_mesh_is_nor_what_it_has() -> None:
    foreign = an_attachment(addon="postgresql-flat-6789", owner="acme-billing")
    reason = why_not(a_healthy_app(app=an_app(owner="bob@example.com", team="acme"), attachments=(foreign,))).reason

    assert [word for word in ("bob@", "acme", "postgresql-flat-6789") if word in reason] == []


def test_an_app_of_our_own_account_is_not_taken_over_without_a_run_that_began_it() -> None:
    assert "it will not be taken over" in why_not(left_over(started_create_at=None)).reason


def test_an_app_whose_database_is_another_addon_keeps_it() -> None:
    other = an_attachment(addon="postgresql-flat-6789", owner="acme-billing")

    assert why_not(a_healthy_app(attachments=(other,))) == Refusal(
        f"the Heroku app `{APP}` exists, and its `DATABASE` is not the controller's `postgresql-curved-12345`; it will not be replaced.",
        ATTACH,
    )


def test_a_database_of_its_own_is_kept_also_where_the_controllers_is_attached_under_another_name() -> None:
    both = (an_attachment(addon="postgresql-flat-6789", owner=APP), an_attachment(name="KONG_DB"))

    assert "it will not be replaced" in why_not(a_healthy_app(attachments=both)).reason


def test_an_app_of_the_fir_generation_cannot_carry_a_sidecar() -> None:
    no = why_not(a_healthy_app(app=an_app(generation="fir")))

    assert ("Fir generation, which has no classic buildpacks" in no.reason, no.advice) == (True, "Use a Cedar app.")


# Kong


def test_a_kong_service_that_points_elsewhere_is_not_moved() -> None:
    no = why_not(found(service=a_service(protocol="https", host="shop.example.com", port=443)))

    assert no.reason == (
        "Kong has a service `web-ui` that points to https://shop.example.com:443, not to http://127.0.0.1:5000; it will not be moved."
    )


def test_a_kong_route_of_another_service_is_not_taken_from_it() -> None:
    no = why_not(found(service=a_service(), route=a_route(service_id="another", hosts=("shop.example.com",))))

    assert no.reason == "Kong has a route `web-ui` that belongs to another service (hosts: shop.example.com); it will not be taken from it."


def test_a_kong_route_is_another_services_where_there_is_no_service_of_that_name() -> None:
    assert "belongs to another service" in why_not(a_healthy_app(service=None)).reason


EDITED = {
    "another host": a_route(hosts=("ui.example.com",)),
    "any host": a_route(hosts=()),
    "paths without the host": a_route(hosts=(), paths=("/shop",)),
    "paths for another app's host": a_route(hosts=("shop.herokuapp.com",), paths=("/shop",)),
    "the app's old host and more": a_route(hosts=(f"{APP}-ba9876543210.herokuapp.com", "ui.example.com")),
    "the host of the app of a longer name": a_route(hosts=(f"{APP}-v2.herokuapp.com",)),
}


@pytest.mark.parametrize("route", EDITED.values(), ids=EDITED)
def test_a_route_that_was_edited_by_hand_is_not_overwritten(route: Route) -> None:
    assert "it will not be overwritten" in why_not(a_healthy_app(route=route)).reason


def test_a_route_that_was_edited_by_hand_is_told_with_what_it_serves() -> None:
    no = why_not(a_healthy_app(route=a_route(hosts=("ui.example.com",), protocols=("http", "https"))))

    assert no == Refusal(
        "the Kong route `web-ui` was changed by hand and does not serve this app's own host "
        "(hosts: ui.example.com; protocols: http, https); it will not be overwritten.",
        "Give it the app's host again, or remove it and type the command anew.",
    )


def test_a_route_that_serves_the_host_with_paths_but_without_https_is_not_said_to_serve_another_host() -> None:
    no = why_not(a_healthy_app(route=a_route(paths=("/shop",), protocols=("http",))))

    assert no == Refusal(
        "the Kong route `web-ui` was changed by hand and serves this app's own host, but not over https (protocols: http); "
        "it will not be overwritten.",
        "Add https to its protocols, or remove it and type the command anew.",
    )


@pytest.mark.parametrize("host", [f"{APP}.herokuapp.com", f"{APP}-ba9876543210.herokuapp.com", f"{APP}-ba9876543210.zone.herokuapp.com"])
def test_a_route_that_we_made_for_an_earlier_app_of_that_name_is_led_to_the_new_one(host: str) -> None:
    assert [each.id for each in plan_for(a_healthy_app(route=a_route(hosts=(host,)))).steps] == ["write-route", "healthy"]


HOSTILE = "<!channel>"


@pytest.mark.parametrize(
    "state",
    [
        found(app=an_app(owner=HOSTILE)),
        a_healthy_app(attachments=(an_attachment(addon=HOSTILE, owner=HOSTILE),)),
        found(service=a_service(path=f"/{HOSTILE}")),
        a_healthy_app(route=a_route(service_id="another", hosts=(HOSTILE,))),
        a_healthy_app(route=a_route(hosts=(HOSTILE,), protocols=(HOSTILE,))),
    ],
    ids=["owner", "database", "service", "route of another", "route"],
)
def test_what_others_wrote_into_heroku_or_kong_is_shown_and_not_acted_on(state: Found) -> None:
    assert HOSTILE not in why_not(state).reason


# What cannot be


def test_an_app_in_maintenance_mode_is_not_worked_on_because_nobody_could_see_it_answer() -> None:
    no = why_not(a_healthy_app(app=an_app(maintenance=True), visit=None))

    assert no == Refusal(
        f"the Heroku app `{APP}` is in maintenance mode: no visit reaches it, so nobody can see whether it answers through Kong.",
        f"Switch maintenance mode off first: `heroku maintenance:off -a {APP}`.",
    )


def test_more_dynos_than_the_mesh_allows_together_with_those_that_run_are_refused() -> None:
    running = a_healthy_app(formation=dynos("web=1:Basic", "worker=8:Basic"))

    no = refused(plan_of_add(an_add(formation=dynos("web=3")), a_mesh(), running))

    assert no.reason == "`web=3:Basic worker=8:Basic` would be 11 dynos; `max_dynos` in `mesh.toml` allows 10."


def test_an_app_that_has_more_dynos_already_may_be_given_fewer() -> None:
    running = a_healthy_app(formation=dynos("web=12:Basic"))

    assert planned(plan_of_add(an_add(formation=dynos("web=11")), a_mesh(), running)).steps


# Left over from our own


def test_an_app_that_our_interrupted_run_created_is_gone_on_with() -> None:
    assert [each.id for each in plan_for(left_over()).steps] == [
        "buildpacks",
        "database",
        "config",
        "service",
        "route",
        "build",
        "release",
        "scale",
        "healthy",
    ]


def test_going_on_with_an_app_is_told() -> None:
    assert plan_for(left_over()).remarks[0] == f"`{APP}` is left over from an interrupted `add`; this run goes on with it."


def test_going_on_with_an_app_its_host_is_known() -> None:
    assert plan_for(left_over()).host == HOST


def test_what_the_interrupted_run_had_done_is_no_step() -> None:
    begun = left_over(details=AppDetails(buildpacks=a_profile().buildpacks), service=a_service())

    assert not {"create-app", "buildpacks", "service"} & {each.id for each in plan_for(begun).steps}


@pytest.mark.parametrize("ahead", [0.4, 0.999])
def test_herokus_times_are_whole_seconds_so_a_part_of_one_makes_no_stranger(ahead: float) -> None:
    assert plan_for(left_over(started_create_at=EARLIER + ahead * SECOND)).steps


def test_an_app_that_is_older_than_our_creation_of_it_is_somebody_elses() -> None:
    assert "it will not be taken over" in why_not(left_over(started_create_at=EARLIER + 5 * SECOND)).reason


def test_an_app_that_was_made_long_after_our_creation_began_is_ours() -> None:
    assert plan_for(left_over(started_create_at=EARLIER - 3600 * SECOND)).steps


@pytest.mark.parametrize("app", [an_app(owner="bob@example.com"), an_app(team="acme")])
def test_an_app_of_another_account_or_team_is_somebody_elses_whenever_it_was_made(app: object) -> None:
    assert "it will not be taken over" in why_not(left_over(app=app)).reason


def test_an_app_of_the_profiles_team_is_ours_whoever_owns_it() -> None:
    mesh = a_mesh(profile=a_profile(team="acme"))
    of_team = left_over(app=an_app(team="acme", owner="acme@herokumanager.com"))

    assert planned(plan_of_add(an_add(), mesh, of_team)).steps


def test_an_app_of_another_team_than_the_profiles_is_somebody_elses() -> None:
    mesh = a_mesh(profile=a_profile(team="acme"))

    assert "it will not be taken over" in refused(plan_of_add(an_add(), mesh, left_over())).reason
