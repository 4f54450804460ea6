"""Eco dynos that sleep, dynos that are down, another Postgres promoted, and an app that gets another name."""

from .served import Served

CONTROLLER = "tinyrobot-science-mesh-control"
DATABASE = "postgresql-cylindrical-98791"


def test_eco_dynos_sleep_and_others_do_not(heroku: Served) -> None:
    heroku.post("/_sandbox/apps", {"name": "billing", "size": "Eco"})

    heroku.post("/_sandbox/apps/billing/sleep", {})
    refused = heroku.post(f"/_sandbox/apps/{CONTROLLER}/sleep", {})

    assert heroku.dyno_states("billing") == [("web.1", "idle", 3)]
    assert refused.json()["message"] == f"{CONTROLLER} has no Eco dyno that is up, and no other sleeps."


def test_a_stopped_dyno_is_down(heroku: Served) -> None:
    heroku.post("/_sandbox/apps", {"name": "billing"})

    heroku.post("/_sandbox/apps/billing/stop", {"dyno": "web.1"})

    assert heroku.dyno_states("billing") == [("web.1", "down", 3)]


def test_a_promoted_postgres_becomes_database_and_the_one_before_keeps_a_color(heroku: Served) -> None:
    heroku.post("/_sandbox/addons", {"name": "postgresql-round-1", "app": CONTROLLER, "attached_as": None})

    heroku.post(f"/_sandbox/apps/{CONTROLLER}/promote", {"addon": "postgresql-round-1"})

    assert heroku.state()["apps"][CONTROLLER]["attachments"] == {
        "HEROKU_POSTGRESQL_AMBER": DATABASE,
        "DATABASE": "postgresql-round-1",
    }


def test_a_renamed_app_is_known_by_its_new_name_alone(heroku: Served) -> None:
    heroku.post("/_sandbox/apps", {"name": "billing", "host_id": "0123456789ab"})

    heroku.post("/_sandbox/apps/billing/rename", {"name": "invoices"})

    assert heroku.get("/apps/billing").status_code == 404
    assert heroku.get("/apps/invoices").json()["web_url"].startswith("https://invoices-")
    assert heroku.standin.app_for_host("billing-0123456789ab.herokuapp.com") is None
