"""What is not ours is never taken over: each case is refused with its reason, and nothing is written."""

import time

import pytest

from mesh.run import RunState
from tests.stories.town import Town, told

APP = "tinyrobot-science-mesh-web-ui"
CONTROLLER = "tinyrobot-science-mesh-control"


def refused(town: Town, *, because: str) -> None:
    run = town.runs("operator", "/mesh add web-ui")
    assert run.state is RunState.REFUSED
    assert because in "\n".join(town.channel())
    assert town.writes() == []


def test_a_foreign_heroku_app_of_that_name_is_not_taken_over(town: Town) -> None:
    town.tells("heroku", "apps", {"name": APP, "owner": "somebody@example.com", "buildpacks": ["heroku/nodejs"]})
    refused(town, because=f"a Heroku app {APP} exists that is not attached to the controller {CONTROLLER}")


def test_a_foreign_heroku_app_that_we_may_not_see_ends_the_run_with_heroku_s_own_words(town: Town) -> None:
    town.tells("heroku", "apps", {"name": APP, "owner": "somebody@example.com", "visible": False})
    run = town.runs("operator", "/mesh add web-ui")
    assert run.state is RunState.FAILED
    assert "You do not have access to the app" in "\n".join(town.channel())
    assert town.writes() == []


def test_a_foreign_kong_service_of_that_name_is_not_moved(town: Town) -> None:
    town.kong_admin("PUT", "/services/web-ui", url="http://10.0.0.7:8080")
    refused(town, because="Kong has a service web-ui that points to http://10.0.0.7:8080, not to http://127.0.0.1:5000")
    assert town.kong_admin("GET", "/services/web-ui")["host"] == "10.0.0.7"


def test_a_foreign_kong_route_of_that_name_is_not_taken_from_its_service(town: Town) -> None:
    other = town.kong_admin("PUT", "/services/shop", url="http://127.0.0.1:5000")
    town.kong_admin("PUT", "/routes/web-ui", hosts=["shop.example.com"], service={"id": other["id"]})
    refused(town, because="Kong has a route web-ui that belongs to another service (hosts: shop.example.com)")


def test_a_database_that_is_another_add_on_is_not_replaced(town: Town) -> None:
    town.tells("heroku", "apps", {"name": APP})
    town.tells("heroku", "addons", {"name": "postgresql-own-1", "app": APP})
    refused(town, because="its DATABASE is not the controller")


def test_an_app_left_over_from_our_own_interrupted_create_is_gone_on_with(town: Town) -> None:
    town.tools.store.began_creation(APP, town.tools.now())
    town.tells("heroku", "apps", {"name": APP, "deployed": False, "dynos": {}, "created_at": time.time()})
    run = town.runs("operator", "/mesh add web-ui")
    assert run.state is RunState.DONE
    assert "is left over from an interrupted add; this run goes on with it." in "\n".join(town.channel())
    assert "POST /apps" not in town.writes()


def test_an_app_of_somebody_else_made_after_we_began_is_no_leftover_of_ours(town: Town) -> None:
    town.tools.store.began_creation(APP, town.tools.now())
    town.tells("heroku", "apps", {"name": APP, "owner": "somebody@example.com", "deployed": False, "dynos": {}, "created_at": time.time()})
    refused(town, because="it will not be taken over")


@pytest.mark.both_ways
def test_an_outsider_is_refused_and_told_who_may(town: Town) -> None:
    town.tools.members.keep("S0OPERATORS", ["U0OPERATOR"])
    town.tools.members.keep("S0APPROVERS", [])
    answer = told(town.says("outsider", "/mesh add web-ui"))
    assert "was refused" in answer
    assert "Only <!subteam^S0OPERATORS> may ask for changes in the mesh `main`." in answer
    assert town.channel() == []


@pytest.mark.both_ways
def test_an_outsider_is_refused_privately_also_where_the_groups_had_to_be_asked_for(town: Town) -> None:
    run = town.runs("outsider", "/mesh add web-ui")
    private = town.state("slack")["private"]["U0OUTSIDER"]
    assert run.state is RunState.REFUSED
    assert "you may not ask for that" in private[-1]["text"]
    assert (town.channel(), town.writes()) == ([], [])


def test_anyone_may_see_a_plan(town: Town) -> None:
    assert town.runs("outsider", "/mesh add web-ui --dry-run").state is RunState.DONE


def test_a_channel_that_the_bot_is_not_in_stops_the_run_before_its_first_change(town: Town) -> None:
    town.tells("slack", "membership", {"channel": "mesh", "in": False})
    run = town.runs("operator", "/mesh add web-ui")
    private = town.state("slack")["private"]["U0OPERATOR"]
    assert run.state is RunState.REFUSED
    assert town.writes() == []
    assert "/invite @mesh" in private[-1]["text"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("/mesh ad web-ui", "Did you mean `/mesh add`?"),
        ("/mesh create web-ui", "Did you mean `/mesh add`?"),
        ("/mesh add", "APP is missing."),
        ("/mesh add Web_UI", "cannot be an app's name"),
        ("/mesh add web-ui web=many", "is not a number of dynos"),
        ("/mesh add web-ui web=99", "more than the 10 dynos"),
        ("/mesh add web-ui --dryrun", "--dry-run"),
        ("/mesh add a-name-that-is-far-too-long", "characters"),
        ("/mesh add ../account", "cannot be an app's name"),
        ("/mesh add control", "the controller"),
    ],
)
def test_words_that_make_no_request_get_one_private_sentence_and_store_nothing(town: Town, typed: str, sentence: str) -> None:
    answer = told(town.says("operator", typed))
    assert sentence in answer
    assert (town.channel(), town.writes()) == ([], [])
