"""Names within two letters of an app's: nothing is created and nothing joins by a slip."""

import pytest

from mesh.run import Run, RunState
from tests.stories.deciding import approved
from tests.stories.town import Town

SOURCE = "https://github.com/acme/web-ui/archive/refs/heads/main.tar.gz"
APP = "tinyrobot-science-mesh-{}"


@pytest.fixture(autouse=True)
def _web_ui(town: Town) -> None:
    """Let `web-ui` be an app of the mesh."""
    town.knows_groups()
    assert town.runs("operator", "/mesh add web-ui").state is RunState.DONE


def refused(town: Town, text: str) -> str:
    """Type a command that is refused and writes nothing; return why."""
    before = town.writes()
    run = town.runs("operator", text)
    assert (run.state, town.writes()) == (RunState.REFUSED, before), run.why
    return run.why


def asks(name: str, words: str, does: str = "creates it") -> str:
    return (
        f"`{name}` is nearly the name of `web-ui`, an app of this mesh, so nothing was begun; "
        f"if another app is meant, `/mesh {words}` {does} all the same."
    )


def has_app(town: Town, service: str) -> bool:
    return APP.format(service) in town.state("heroku")["apps"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("add webui", "add webui --new"),
        ("add wbe-iu --dry-run", "add wbe-iu --new"),
        ("plan add web-u", "add web-u --new"),
        ("add webui host=ui.example.com", "add webui host=ui.example.com --new"),
        (f"add webui web=2:standard-1x --from {SOURCE}", f"add webui web=2:standard-1x --from {SOURCE} --new"),
        (f"add webui --from {SOURCE}?token=canary-secret", "add webui --from URL --new"),
    ],
)
def test_a_name_near_to_an_app_s_is_asked_about_with_the_words_that_create_it(town: Town, typed: str, words: str) -> None:
    name = words.split()[1]
    assert refused(town, f"/mesh {typed}") == asks(name, words)


def test_the_words_of_the_answer_create_it_and_the_plan_says_that_it_was_meant(town: Town) -> None:
    run = town.runs("operator", "/mesh add webui --new")
    assert (run.state, has_app(town, "webui")) == (RunState.DONE, True)
    assert "`webui` is a new name in the mesh beside `web-ui`" in " ".join(run.plan.remarks if run.plan else ())
    assert next(entry.what for entry in town.tools.record.newest(50) if entry.app == "webui").endswith("add webui --new")


@pytest.mark.parametrize("name", ["web-ui2", "billing"])
def test_a_name_that_differs_only_in_digits_or_is_far_away_is_created_at_once(town: Town, name: str) -> None:
    assert town.runs("operator", f"/mesh add {name}").state is RunState.DONE


def test_an_app_that_stands_is_not_asked_about_though_another_is_near(town: Town) -> None:
    assert town.runs("operator", "/mesh add webui --new").state is RunState.DONE
    assert [town.runs("operator", f"/mesh add {name}").state for name in ("webui", "web-ui")] == [RunState.DONE, RunState.DONE]


def test_an_add_that_failed_under_way_goes_on_without_being_asked_again(town: Town) -> None:
    town.tells("heroku", "builds", {"match": "webui", "fail": True, "count": 1})
    failed = town.runs("operator", "/mesh add webui --new")
    assert (failed.state, has_app(town, "webui")) == (RunState.FAILED, True), failed.why
    assert town.runs("operator", "/mesh add webui").state is RunState.DONE


def test_a_name_that_only_kong_knows_is_near_too(town: Town) -> None:
    town.kong_admin("PUT", "/services/search", protocol="http", host="127.0.0.1", port=5000)
    assert "nearly the name of `search`" in refused(town, "/mesh add serach")


def test_a_name_is_near_where_our_store_has_lost_all_it_knew(town: Town) -> None:
    town.forgets()
    assert refused(town, "/mesh add webui --dry-run") == asks("webui", "add webui --new")


def test_an_app_joins_under_a_near_name_only_where_that_is_meant(town: Town) -> None:
    town.tells("heroku", "apps", {"name": "acme-ui", "buildpacks": ["heroku/python"], "config": {}, "owner": "team@example.com"})
    typed = "/mesh attach webui --app acme-ui"
    assert refused(town, typed) == asks("webui", "attach webui --app acme-ui --new", "lets it join")
    joined: Run = approved(town, "operator", f"{typed} --new")
    assert joined.state is RunState.DONE, joined.why
    assert town.runs("operator", f"{typed} --dry-run").state is RunState.DONE
