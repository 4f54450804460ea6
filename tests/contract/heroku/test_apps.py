"""Apps: names, hosts, teams, and those of other people."""

import re

import pytest

from .served import Served


def test_a_new_app_gets_a_host_with_twelve_random_characters(heroku: Served) -> None:
    app = heroku.create("web-ui")

    assert re.fullmatch(r"https://web-ui-[0-9a-f]{12}\.herokuapp\.com/", app["web_url"])
    assert (app["generation"]["name"], app["stack"]["name"], app["region"]["name"]) == ("cedar", "heroku-24", "us")


def test_an_app_is_found_by_its_name_and_by_its_id(heroku: Served) -> None:
    app = heroku.create("web-ui")

    assert heroku.get(f"/apps/{app['id']}").json() == heroku.get("/apps/web-ui").json()


def test_renaming_an_app_gives_it_another_host(heroku: Served) -> None:
    before = heroku.create("web-ui")

    after = heroku.patch("/apps/web-ui", {"name": "web-app"}).json()

    assert after["id"] == before["id"]
    assert after["web_url"].startswith("https://web-app-")
    assert [d["hostname"] for d in heroku.get("/apps/web-app/domains").json()] == [after["web_url"][8:-1]]
    assert heroku.get("/apps/web-ui").status_code == 404


@pytest.mark.parametrize("given", [True, 1])
def test_maintenance_is_switched_on(heroku: Served, given: object) -> None:
    heroku.create("web-ui")

    assert heroku.patch("/apps/web-ui", {"maintenance": given}).json()["maintenance"] is True


def test_a_name_that_is_taken_is_invalid_whoever_has_it(heroku: Served) -> None:
    heroku.post("/_sandbox/apps", {"name": "web-ui", "owner": "stranger@example.com", "visible": False})

    answer = heroku.post("/apps", {"name": "web-ui"})

    assert (answer.status_code, answer.json()) == (422, {"id": "invalid_params", "message": "Name web-ui is already taken"})


@pytest.mark.parametrize("name", ["ab", "1web", "web-", "Web", "web_ui", "a" * 31, "../account"])
def test_a_bad_name_is_invalid(heroku: Served, name: str) -> None:
    answer = heroku.post("/apps", {"name": name})

    assert (answer.status_code, answer.json()["id"]) == (422, "invalid_params")
    assert answer.json()["message"].startswith("Name ")


def test_a_wrong_type_is_invalid(heroku: Served) -> None:
    assert heroku.post("/apps", {"name": 7}).json() == {"id": "invalid_params", "message": "name must be a string."}


@pytest.mark.parametrize(("body", "status"), [({"stack": "heroku-18"}, 422), ({"stack": "windows"}, 404), ({"region": "moon"}, 404)])
def test_an_ended_stack_and_what_never_was_are_refused(heroku: Served, body: dict[str, str], status: int) -> None:
    assert heroku.post("/apps", {"name": "web-ui", **body}).status_code == status
    assert heroku.get("/apps/web-ui").status_code == 404


def test_a_missing_app_names_its_resource(heroku: Served) -> None:
    answer = heroku.get("/apps/nope")

    assert answer.status_code == 404
    assert answer.json() == {"id": "not_found", "message": "Couldn't find that app.", "resource": "app"}


def test_a_strangers_app_is_forbidden_and_not_listed(heroku: Served) -> None:
    heroku.post("/_sandbox/apps", {"name": "web-ui", "owner": "stranger@example.com", "visible": False})

    answer = heroku.get("/apps/web-ui")

    assert (answer.status_code, answer.json()["id"]) == (403, "forbidden")
    assert "web-ui" not in [app["name"] for app in heroku.get("/apps").json()]


def test_a_collaborator_sees_anothers_app(heroku: Served) -> None:
    heroku.post("/_sandbox/apps", {"name": "web-ui", "owner": "stranger@example.com"})

    assert heroku.get("/apps/web-ui").json()["owner"]["email"] == "stranger@example.com"


def test_a_team_app_belongs_to_the_team(heroku: Served) -> None:
    heroku.post("/_sandbox/teams", {"name": "tinyrobot"})

    made = heroku.post("/teams/apps", {"name": "web-ui", "team": "tinyrobot"})

    assert made.status_code == 201
    app = heroku.get("/apps/web-ui").json()
    assert (app["team"]["name"], app["owner"]["email"]) == ("tinyrobot", "tinyrobot@herokumanager.com")


def test_a_team_that_one_is_not_in_is_forbidden(heroku: Served) -> None:
    heroku.post("/_sandbox/teams", {"name": "heroku-tools", "members": ["stranger@example.com"]})

    answer = heroku.post("/teams/apps", {"name": "web-ui", "team": "heroku-tools"})

    assert answer.status_code == 403
    assert answer.json()["message"] == "You do not have access to the team heroku-tools."


def test_an_unverified_account_may_own_five_apps(heroku: Served) -> None:
    heroku.http.patch("/_sandbox/settings", json={"verified": False})
    made = [heroku.post("/apps", {"name": f"web-{number}"}).status_code for number in range(5)]

    assert made == [201, 201, 201, 201, 422]


def test_deleting_the_controller_takes_its_database_from_every_app(deployed: Served) -> None:
    deployed.post("/addon-attachments", {"addon": "postgresql-cylindrical-98791", "app": "web-ui"})

    deployed.delete("/apps/tinyrobot-science-mesh-control")

    assert deployed.get("/apps/web-ui/config-vars").json() == {}
    assert deployed.newest_release("web-ui")["description"] == "Detach DATABASE (@ref:postgresql-cylindrical-98791)"
    assert deployed.get("/addons/postgresql-cylindrical-98791").status_code == 404
