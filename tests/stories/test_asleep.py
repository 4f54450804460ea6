"""What is not seen is told as that: apps that sleep, apps that nobody could look at, and apps that are none of this mesh."""

from mesh.run import RunState
from tests.stories.shop import APP, shop, the_app
from tests.stories.town import Town

__all__ = ["shop"]


def sleeps(town: Town) -> None:
    town.knows_groups()
    assert town.runs("operator", "/mesh add web-ui web=1:eco").state is RunState.DONE
    town.tells("heroku", f"apps/{APP}/sleep", {})


def shown(town: Town) -> str:
    return "\n".join(town.lines(town.messages()[-1]))


def test_an_app_that_sleeps_is_told_as_asleep_and_is_not_woken_by_the_question(town: Town) -> None:
    sleeps(town)

    town.runs("outsider", "/mesh status")

    assert "one app: 1 asleep" in shown(town)
    assert "asleep; the next visit wakes it" in shown(town)
    assert the_app(town)["dynos"][0]["state"] == "idle"


def test_the_status_of_one_app_that_sleeps_does_not_wake_it_either(town: Town) -> None:
    sleeps(town)

    town.runs("outsider", "/mesh status web-ui")

    assert "is asleep; the next visit wakes it" in shown(town)
    assert the_app(town)["dynos"][0]["state"] == "idle"


def test_a_visit_wakes_an_app_that_sleeps(town: Town) -> None:
    sleeps(town)

    (host, *_) = the_app(town)["domains"]

    assert town.visit(host).status_code == 200
    assert the_app(town)["dynos"][0]["state"] == "up"


def test_adding_an_app_again_that_sleeps_changes_nothing(town: Town) -> None:
    sleeps(town)

    run = town.runs("operator", "/mesh add web-ui --dry-run")

    assert (run.state, run.plan.steps if run.plan else None) == (RunState.DONE, ())


def test_where_kong_could_not_be_read_no_app_is_called_well(shop: Town) -> None:
    shop.tells("edge", "faults", {"path": "^/kong-admin", "status": 502, "count": 0})

    shop.runs("operator", "/mesh status")

    assert "one app: 1 not fully read" in shown(shop)


def test_where_attachments_could_not_be_read_somebody_else_s_app_is_not_shown(town: Town) -> None:
    town.knows_groups()
    town.tells("heroku", "apps", {"name": "tinyrobot-science-mesh-payroll", "owner": "cfo@example.com"})
    town.tells("heroku", "faults", {"path": "/addon-attachments", "status": 500, "count": 0})

    run = town.runs("outsider", "/mesh status payroll")

    assert run.state is RunState.REFUSED
    assert run.why.startswith("whether `payroll` is an app of this mesh could not be read: ")
