"""The world that is seeded, and what a person may break in it."""

from .served import Served

CONTROLLER = "tinyrobot-science-mesh-control"
DATABASE = "postgresql-cylindrical-98791"


def test_the_experiments_world_is_there(heroku: Served) -> None:
    state = heroku.state()
    controller = state["apps"][CONTROLLER]

    assert (controller["region"], controller["stack"], controller["team"]) == ("us", "heroku-24", None)
    assert controller["buildpacks"] == ["heroku-community/kong"]
    assert controller["attachments"] == {"DATABASE": DATABASE}
    assert controller["config"]["KONG_HEROKU_ADMIN_KEY"] == "canary-kong-admin-key"
    assert controller["dynos"] == [{"name": "web.1", "type": "web", "state": "up", "release": 7, "size": "Basic"}]
    assert controller["releases"][-1] | {"description": ""} == {"version": 7, "status": "succeeded", "description": "", "current": True}
    assert (state["writes"], state["rate_limit_remaining"]) == (0, 4500)


def test_a_seeded_app_is_as_it_was_asked_for(heroku: Served) -> None:
    wanted = {"name": "billing", "team": "tinyrobot", "buildpacks": ["heroku/nodejs"], "database": DATABASE, "created_at": 1_600_000_000}

    heroku.post("/_sandbox/apps", {**wanted, "config": {"KEY": "value"}, "dynos": {"web": 2}})

    app = heroku.state()["apps"]["billing"]
    assert (app["team"], app["attachments"], app["created_at"]) == ("tinyrobot", {"DATABASE": DATABASE}, "2020-09-13T12:26:40Z")
    assert app["formation"] == {"web": {"quantity": 2, "size": "Standard-1X"}}
    assert [dyno["state"] for dyno in app["dynos"]] == ["up", "up"]


def test_an_app_may_be_seeded_without_code(heroku: Served) -> None:
    heroku.post("/_sandbox/apps", {"name": "billing", "deployed": False})

    app = heroku.state()["apps"]["billing"]
    assert (app["formation"], app["dynos"], len(app["releases"])) == ({}, [], 2)


def test_a_person_scales_and_configures_behind_the_products_back(deployed: Served) -> None:
    before = deployed.state()["writes"]

    deployed.post("/_sandbox/apps/web-ui/scale", {"web": 0})
    deployed.post("/_sandbox/apps/web-ui/config", {"KEY": "value"})

    state = deployed.state()
    assert (state["apps"]["web-ui"]["dynos"], state["apps"]["web-ui"]["config"]) == ([], {"KEY": "value"})
    assert state["writes"] == before


def test_dynos_that_crash_again_do_so_after_a_restart(deployed: Served) -> None:
    deployed.post("/_sandbox/apps/web-ui/crash", {"again": True})
    crashed = deployed.dyno_states("web-ui")

    deployed.delete("/apps/web-ui/dynos")
    deployed.clock.forward(1)

    assert crashed == [("web.1", "crashed", 3)]
    assert deployed.dyno_states("web-ui") == [("web.1", "crashed", 3)]


def test_what_a_person_gets_wrong_is_explained(heroku: Served) -> None:
    unknown_key = heroku.post("/_sandbox/builds", {"fial": True})
    unknown_app = heroku.post("/_sandbox/apps/nope/crash", {})

    assert (unknown_key.status_code, unknown_key.json()["message"].startswith("unknown keys ['fial']")) == (400, True)
    assert (unknown_app.status_code, unknown_app.json()["message"]) == (404, "there is no app nope")
