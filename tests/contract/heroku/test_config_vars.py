"""Config vars change all at once, in one release."""

import pytest

from .served import Served


def test_one_change_of_many_is_one_release_and_answers_all(deployed: Served) -> None:
    deployed.patch("/apps/web-ui/config-vars", {"OLD": "1", "KEPT": "2"})

    answer = deployed.patch("/apps/web-ui/config-vars", {"OLD": None, "NEW": "3"})

    assert answer.json() == {"KEPT": "2", "NEW": "3"}
    release = deployed.newest_release("web-ui")
    assert (release["version"], release["description"]) == (5, "Set NEW and Remove OLD config vars")


def test_a_change_restarts_the_dynos_on_the_new_release(deployed: Served) -> None:
    deployed.patch("/apps/web-ui/config-vars", {"KEY": "value"})
    young = deployed.dyno_states("web-ui")
    deployed.clock.forward(1)

    assert young == [("web.1", "starting", 4)]
    assert deployed.dyno_states("web-ui") == [("web.1", "up", 4)]


def test_nothing_to_change_is_no_release(deployed: Served) -> None:
    deployed.patch("/apps/web-ui/config-vars", {})

    assert deployed.newest_release("web-ui")["version"] == 3


@pytest.mark.parametrize("changes", [{"A-B": "1"}, {"": "1"}, {"KEY": 1}, {"KEY": True}, {"GOOD": "1", "BAD KEY": "1"}])
def test_a_bad_key_or_value_changes_nothing(deployed: Served, changes: dict[str, object]) -> None:
    answer = deployed.patch("/apps/web-ui/config-vars", changes)

    assert (answer.status_code, answer.json()["id"]) == (422, "invalid_params")
    assert deployed.get("/apps/web-ui/config-vars").json() == {}


def test_the_value_of_an_attachment_cannot_be_overwritten(heroku: Served) -> None:
    answer = heroku.patch("/apps/tinyrobot-science-mesh-control/config-vars", {"DATABASE_URL": "postgres://elsewhere"})

    assert answer.json()["message"] == "Cannot overwrite attachment values DATABASE_URL."
