"""`/mesh add web-ui`, from the words to an app that answers through Kong."""

import pytest

from mesh.run import RunState
from tests.stories.town import Town, told

APP = "tinyrobot-science-mesh-web-ui"
DATABASE = "postgresql-cylindrical-98791"


@pytest.mark.both_ways
def test_the_private_answer_names_the_run_at_once(town: Town) -> None:
    delivery = town.says("operator", "/mesh add web-ui")
    assert delivery.status == 200
    assert "is on its way as `r-" in told(delivery)


@pytest.mark.both_ways
def test_add_ends_with_an_app_that_has_all_that_a_mesh_app_has(town: Town) -> None:
    run = town.runs("operator", "/mesh add web-ui")
    app = town.state("heroku")["apps"][APP]
    host = run.host()
    assert run.state is RunState.DONE
    assert app["buildpacks"] == ["heroku/nodejs", "heroku-community/kong", "https://github.com/danp/heroku-buildpack-runit"]
    assert app["attachments"] == {"DATABASE": DATABASE}
    assert app["config"]["KONG_ORIGINS"] == f"https://{host}:443=http://localhost:5000"
    assert app["config"]["KONG_ADMIN_LISTEN"] == "off"
    assert app["releases"][-1]["status"] == "succeeded"
    assert [(dyno["type"], dyno["state"]) for dyno in app["dynos"]] == [("web", "up")]


def test_add_registers_a_service_and_an_https_route_for_the_app_s_real_host(town: Town) -> None:
    run = town.runs("operator", "/mesh add web-ui")
    service, route = town.kong_admin("GET", "/services/web-ui"), town.kong_admin("GET", "/routes/web-ui")
    assert (service["protocol"], service["host"], service["port"]) == ("http", "127.0.0.1", 5000)
    assert (route["hosts"], route["protocols"], route["service"]["id"]) == ([run.host()], ["https"], service["id"])


def test_the_added_app_answers_through_kong_over_https_alone(town: Town) -> None:
    host = town.runs("operator", "/mesh add web-ui").host() or ""
    over_https, over_http = town.visit(host), town.visit(host, https=False)
    assert (over_https.status_code, "kong/1.0.2" in over_https.headers["Via"]) == (200, True)
    assert over_http.status_code == 426


@pytest.mark.both_ways
def test_the_channel_shows_one_message_with_every_step_and_ends_with_the_address(town: Town) -> None:
    run = town.runs("operator", '/mesh add web-ui --reason "the new shop"')
    shown = town.channel()
    assert "· asked by @operator · mesh main · why: “the new shop”" in shown
    assert sum(line.startswith("✔") for line in shown) == len(run.plan.steps) + 1 if run.plan else False
    assert shown[-1].endswith(f"https://{run.host()}/")


def test_what_is_asked_for_differs_from_the_profile_where_it_was_typed(town: Town) -> None:
    source = "https://github.com/acme/web-ui/archive/refs/heads/main.tar.gz"
    town.runs("operator", f"/mesh add web-ui web=2:standard-1x --from {source}")
    app = town.state("heroku")["apps"][APP]
    assert app["formation"]["web"] == {"quantity": 2, "size": "Standard-1X"}
    assert app["builds"][-1]["source"] == source


def test_a_second_add_has_nothing_to_do_and_writes_nothing(town: Town) -> None:
    town.runs("operator", "/mesh add web-ui")
    before = town.writes()
    run = town.runs("operator", "/mesh add web-ui")
    assert run.state is RunState.DONE
    assert "There is nothing to do: web-ui is a healthy mesh app already." in town.channel()[-1]
    assert town.writes() == before


@pytest.mark.both_ways
def test_a_dry_run_shows_the_plan_and_writes_nothing(town: Town) -> None:
    run = town.runs("operator", "/mesh add web-ui --dry-run")
    assert run.state is RunState.DONE
    assert town.writes() == []
    assert f"create the Heroku app {APP} (us, heroku-24)" in "\n".join(town.channel())
    assert town.channel()[-1] == "Without --dry-run these steps would be taken now."


def test_an_app_that_was_scaled_by_hand_stays_so(town: Town) -> None:
    town.runs("operator", "/mesh add web-ui web=1:standard-1x")
    town.tells("heroku", f"apps/{APP}/scale", {"web": 3})
    run = town.runs("operator", "/mesh add web-ui")
    assert run.plan is not None
    assert all(planned.id != "scale" for planned in run.plan.steps)
    assert town.state("heroku")["apps"][APP]["formation"]["web"]["quantity"] == 3


def test_config_that_was_lost_is_set_again_and_nothing_else_is_done(town: Town) -> None:
    town.runs("operator", "/mesh add web-ui")
    town.tells("heroku", f"apps/{APP}/config", {"KONG_ADMIN_LISTEN": None})
    before = len(town.writes())
    run = town.runs("operator", "/mesh add web-ui")
    assert run.state is RunState.DONE
    assert town.writes()[before:] == [f"PATCH /apps/{APP}/config-vars"]
