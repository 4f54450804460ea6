"""Attaching an add-on makes a release and sets a config var."""

import pytest

from .served import Served

DATABASE = "postgresql-cylindrical-98791"
CONTROLLER = "tinyrobot-science-mesh-control"


@pytest.fixture
def created(heroku: Served) -> Served:
    heroku.create("web-ui")
    return heroku


@pytest.mark.parametrize(
    ("addon", "app"), [(DATABASE, "web-ui"), ({"name": DATABASE}, {"name": "web-ui"})], ids=["schema's strings", "the CLI's objects"]
)
def test_an_attachment_sets_the_secret_and_makes_a_release(created: Served, addon: object, app: object) -> None:
    answer = created.post("/addon-attachments", {"addon": addon, "app": app, "name": "DATABASE"})

    assert answer.status_code == 201
    assert answer.json()["addon"]["app"]["name"] == CONTROLLER
    assert created.get("/apps/web-ui/config-vars").json()["DATABASE_URL"].startswith("postgres://canary-user:canary-db-password-")
    assert created.newest_release("web-ui")["description"] == f"Attach DATABASE (@ref:{DATABASE})"


def test_heroku_picks_the_names_that_are_missing(created: Served) -> None:
    names = [created.post("/addon-attachments", {"addon": DATABASE, "app": "web-ui"}).json()["name"] for _ in range(2)]

    assert names == ["DATABASE", "HEROKU_POSTGRESQL_AMBER"]


def test_the_same_name_twice_is_an_addon_error(created: Served) -> None:
    created.post("/addon-attachments", {"addon": DATABASE, "app": "web-ui", "name": "DATABASE"})

    answer = created.post("/addon-attachments", {"addon": DATABASE, "app": "web-ui", "name": "DATABASE"})

    assert (answer.status_code, answer.json()["id"]) == (503, "addon_error")


def test_an_addon_that_is_not_ready_is_an_addon_error(created: Served) -> None:
    young = {"name": "young-db", "app": CONTROLLER, "attached_as": None, "state": "provisioning"}
    assert created.post("/_sandbox/addons", young).status_code == 200

    answer = created.post("/addon-attachments", {"addon": "young-db", "app": "web-ui", "name": "DATABASE"})

    assert (answer.status_code, answer.json()["id"]) == (503, "addon_error")
    assert created.get("/addons/young-db").json()["state"] == "provisioning"


@pytest.mark.parametrize("confirm", ["web-ui", CONTROLLER])
def test_a_name_held_by_another_addon_wants_a_confirmation(created: Served, confirm: str) -> None:
    created.post("/_sandbox/addons", {"name": "own-db", "app": "web-ui"})
    wanted = {"addon": DATABASE, "app": "web-ui", "name": "DATABASE"}

    asked = created.post("/addon-attachments", wanted)
    confirmed = created.post("/addon-attachments", {**wanted, "confirm": confirm})

    assert (asked.status_code, asked.json()["id"]) == (400, "confirmation_required")
    assert confirmed.status_code == 201
    assert created.state()["apps"]["web-ui"]["attachments"] == {"DATABASE": DATABASE}


def test_what_is_not_there_is_named(created: Served) -> None:
    no_addon = created.post("/addon-attachments", {"addon": "nope", "app": "web-ui"})
    no_app = created.post("/addon-attachments", {"addon": DATABASE, "app": "nope"})

    assert no_addon.json() == {"id": "not_found", "message": "Couldn't find that add-on.", "resource": "add_on"}
    assert no_app.json() == {"id": "not_found", "message": "Couldn't find that app.", "resource": "app"}


def test_detaching_takes_the_config_var_away(created: Served) -> None:
    made = created.post("/addon-attachments", {"addon": DATABASE, "app": "web-ui"}).json()

    assert created.delete(f"/addon-attachments/{made['id']}").status_code == 200

    assert created.get("/apps/web-ui/config-vars").json() == {}
    assert created.get(f"/addon-attachments/{made['id']}").status_code == 404


def test_the_owner_keeps_its_last_attachment(heroku: Served) -> None:
    [own] = heroku.get(f"/apps/{CONTROLLER}/addon-attachments").json()

    assert heroku.delete(f"/addon-attachments/{own['id']}").status_code == 422


def test_an_addon_of_a_stranger_is_not_found(created: Served) -> None:
    created.post("/_sandbox/apps", {"name": "foreign", "owner": "stranger@example.com", "visible": False})
    created.post("/_sandbox/addons", {"name": "foreign-db", "app": "foreign"})

    assert created.get("/addons/foreign-db").status_code == 404


def test_an_app_lists_what_it_owns_and_what_is_attached(created: Served) -> None:
    created.post("/addon-attachments", {"addon": DATABASE, "app": "web-ui"})

    [addon] = created.get("/apps/web-ui/addons").json()

    assert (addon["name"], addon["app"]["name"], addon["plan"]["name"]) == (DATABASE, CONTROLLER, "heroku-postgresql:essential-0")
