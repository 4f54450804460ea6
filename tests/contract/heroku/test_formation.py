"""Scaling and restarting, with Heroku's rules for sizes."""

import pytest

from .served import Served


@pytest.mark.parametrize(
    ("update", "quantity", "size"),
    [
        ({"quantity": 2, "size": "standard-2x"}, 2, "Standard-2X"),
        ({"quantity": "2", "size": "Standard-2X"}, 2, "Standard-2X"),
        ({"quantity": "+2", "dyno_size": {"name": "PERFORMANCE-M"}}, 3, "Performance-M"),
        ({"quantity": "-1"}, 0, "Basic"),
        ({"size": "eco"}, 1, "Eco"),
        ({"quantity": 0}, 0, "Basic"),
    ],
)
def test_quantity_and_size_come_in_many_forms(deployed: Served, update: dict[str, object], quantity: int, size: str) -> None:
    [process] = deployed.patch("/apps/web-ui/formation", {"updates": [{"type": "web", **update}]}).json()

    assert (process["quantity"], process["size"], process["dyno_size"]["name"]) == (quantity, size, size)


def test_new_dynos_start_and_those_there_stay(deployed: Served) -> None:
    deployed.patch("/apps/web-ui/formation/web", {"size": "standard-1x"})
    deployed.clock.forward(1)

    deployed.patch("/apps/web-ui/formation/web", {"quantity": 3})

    assert deployed.dyno_states("web-ui") == [("web.1", "up", 3), ("web.2", "starting", 3), ("web.3", "starting", 3)]


def test_another_size_restarts_the_dynos(deployed: Served) -> None:
    deployed.patch("/apps/web-ui/formation/web", {"size": "standard-1x"})

    assert deployed.dyno_states("web-ui") == [("web.1", "starting", 3)]


@pytest.mark.parametrize(
    ("update", "message"),
    [
        ({"quantity": 2}, "Cannot update to more than 1 Basic size dynos per process type."),
        ({"size": "1X"}, "No such size as 1X. Available dyno sizes are Eco, Basic, Standard-1X"),
        ({"quantity": "many"}, "Quantity 'many' is invalid"),
        ({"quantity": True}, "Quantity True is invalid"),
        ({"quantity": -1}, "Cannot update to -1 dynos"),
    ],
)
def test_what_cannot_be_scaled_changes_nothing(deployed: Served, update: dict[str, object], message: str) -> None:
    answer = deployed.patch("/apps/web-ui/formation/web", update)

    assert (answer.status_code, answer.json()["id"]) == (422, "invalid_params")
    assert answer.json()["message"].startswith(message)
    assert deployed.state()["apps"]["web-ui"]["formation"] == {"web": {"quantity": 1, "size": "Basic"}}


def test_small_sizes_do_not_mix_with_others(heroku: Served) -> None:
    heroku.post("/_sandbox/apps", {"name": "web-ui", "dynos": {"web": 1, "worker": 1}})

    answer = heroku.patch("/apps/web-ui/formation", {"updates": [{"type": "web", "size": "standard-1x"}]})

    assert answer.status_code == 422
    assert answer.json()["message"].startswith("Cannot use the following dyno types in the same app")


def test_a_process_type_that_is_not_there_is_not_found(deployed: Served) -> None:
    answer = deployed.patch("/apps/web-ui/formation/clock", {"quantity": 1})

    assert (answer.status_code, answer.json()["message"]) == (404, "Couldn't find that process type (clock).")


def test_a_later_deploy_keeps_the_formation_and_adds_types_at_zero(deployed: Served) -> None:
    deployed.patch("/apps/web-ui/formation/web", {"quantity": 2, "size": "standard-1x"})
    deployed.script(processes={"web": "npm start", "worker": "node worker.js"})

    deployed.deploy("web-ui")

    formation = deployed.state()["apps"]["web-ui"]["formation"]
    assert formation == {"web": {"quantity": 2, "size": "Standard-1X"}, "worker": {"quantity": 0, "size": "Basic"}}


@pytest.mark.parametrize("path", ["/apps/web-ui/dynos", "/apps/web-ui/dynos/web.1", "/apps/web-ui/formations/web"])
def test_a_restart_replaces_the_dynos(deployed: Served, path: str) -> None:
    [before] = deployed.get("/apps/web-ui/dynos").json()

    assert deployed.delete(path).status_code == 202

    [after] = deployed.get("/apps/web-ui/dynos").json()
    assert (after["name"], after["state"]) == ("web.1", "starting")
    assert after["id"] != before["id"]


@pytest.mark.parametrize("path", ["/apps/web-ui/dynos/web.9", "/apps/web-ui/formations/clock"])
def test_restarting_what_is_not_there_is_not_found(deployed: Served, path: str) -> None:
    assert deployed.delete(path).status_code == 404


def test_the_sizes_on_offer_are_those_of_the_generation(heroku: Served) -> None:
    heroku.post("/_sandbox/apps", {"name": "fir-app", "generation": "fir"})

    cedar = [size["name"] for size in heroku.get("/apps/tinyrobot-science-mesh-control/available-dyno-sizes").json()]
    fir = [size["name"] for size in heroku.get("/apps/fir-app/available-dyno-sizes").json()]

    assert cedar[:4] == ["Eco", "Basic", "Standard-1X", "Standard-2X"]
    assert fir == ["dyno-1c-0.5gb", "dyno-2c-1gb", "dyno-2c-4gb"]
