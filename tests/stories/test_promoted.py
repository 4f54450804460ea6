"""Another Postgres promoted on the controller: its apps are still the mesh's, and what is advised leads out."""

import pytest

from mesh.run import RunState
from sandbox.heroku import CONTROLLER
from tests.stories.deciding import approved
from tests.stories.shop import APP, shop, the_app
from tests.stories.town import Town

__all__ = ["shop"]

OLD, NEW = "postgresql-cylindrical-98791", "postgresql-round-1"


@pytest.fixture
def promoted(shop: Town) -> Town:
    """Promote another Postgres on the controller; what the bot keeps of the controller is still kept."""
    shop.tells("heroku", "addons", {"name": NEW, "app": CONTROLLER, "attached_as": None})
    shop.tells("heroku", f"apps/{CONTROLLER}/promote", {"addon": NEW})
    return shop


@pytest.mark.parametrize("text", ["add web-ui", "scale web-ui web=3", "restart web-ui", f"attach web-ui --app {APP}"])
def test_an_app_on_the_former_postgres_is_the_mesh_s_and_is_told_what_to_do(promoted: Town, text: str) -> None:
    run = promoted.runs("operator", f"/mesh {text}")

    assert (run.state, f"its `DATABASE` is still `{OLD}`" in run.why) == (RunState.REFUSED, True)
    assert f"heroku addons:attach {NEW} --as DATABASE -a {APP} --confirm {APP}" in run.advice
    assert f"heroku pg:promote {OLD} -a {CONTROLLER}" in run.advice


def test_the_table_still_lists_the_apps_on_the_former_postgres(promoted: Town) -> None:
    promoted.runs("operator", "/mesh status")

    table = "\n".join(promoted.lines(promoted.messages()[-1]))
    assert "one app: 1 not whole" in table
    assert f"still on {OLD}" in " ".join(table.split())


def test_what_is_advised_first_leads_out(promoted: Town) -> None:
    promoted.tells("heroku", f"apps/{APP}/promote", {"addon": NEW})
    promoted.world.edge.controller_database = NEW

    run = promoted.runs("operator", "/mesh add web-ui")

    assert run.state is RunState.DONE, run.why


def test_what_is_advised_second_leads_out(promoted: Town) -> None:
    promoted.tells("heroku", f"apps/{CONTROLLER}/promote", {"addon": OLD})

    assert promoted.runs("operator", "/mesh restart web-ui").state is RunState.DONE


def test_an_app_on_the_former_postgres_can_be_removed_and_never_runs_without_the_mesh_s_config(promoted: Town) -> None:
    promoted.world.heroku.requests.clear()
    run = approved(promoted, "admin", "/mesh remove web-ui --reason gone")

    assert run.state is RunState.DONE, run.why
    assert (the_app(promoted)["attachments"], the_app(promoted)["config"], the_app(promoted)["dynos"]) == ({}, {}, [])
    changed = [line.path.rpartition("/")[2] for line in promoted.world.heroku.requests if line.method == "PATCH" and APP in line.path]
    assert changed == ["formation", "config-vars"]


def test_a_new_app_gets_the_postgres_that_is_the_controller_s_now(promoted: Town) -> None:
    promoted.world.edge.controller_database = NEW
    run = promoted.runs("operator", "/mesh add carts")

    assert run.state is RunState.DONE, run.why
    assert promoted.state("heroku")["apps"]["tinyrobot-science-mesh-carts"]["attachments"]["DATABASE"] == NEW
