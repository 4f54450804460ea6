"""`/mesh attach`: an app that stands joins the mesh under its own Heroku name, or hears what it would need."""

from typing import Any

import pytest

import wiring
from clients.store import keys
from mesh.run import Run, RunState
from tests.examples import packs
from tests.stories.deciding import approved, proposed
from tests.stories.dying import MOMENTS, Moment, dies_at
from tests.stories.town import Town, told

APP = "acme-billing"
CONTROLLER = "tinyrobot-science-mesh-control"
DATABASE = "postgresql-cylindrical-98791"
KONG, RUNIT = "heroku-community/kong", "https://github.com/danp/heroku-buildpack-runit"
ATTACH = f"/mesh attach billing --app {APP}"
SOURCE = "https://github.com/acme/billing/archive/refs/heads/main.tar.gz"
OTHER = "canary-other-value"


def an_app(town: Town, name: str = APP, **changes: Any) -> None:  # noqa: ANN401 - any argument of seed_app
    """Let somebody's app stand that has nothing to do with the mesh; a keyword says what differs."""
    given = {"name": name, "buildpacks": ["heroku/python"], "config": {"GREETING": "canary-greeting"}, "owner": "team@example.com"}
    town.tells("heroku", "apps", {**given, **changes})


def app(town: Town, name: str = APP) -> dict[str, Any]:
    return dict(town.state("heroku")["apps"][name])


def refused(town: Town, text: str = ATTACH) -> Run:
    """Type a command that is refused once it was looked at, and writes nothing."""
    town.knows_groups()
    run = town.runs("operator", text)
    assert run.state is RunState.REFUSED, run.why
    assert town.writes() == []
    return run


@pytest.fixture
def joined(town: Town) -> Run:
    """Have an app join that is in no way special."""
    town.knows_groups()
    an_app(town)
    run = approved(town, "operator", ATTACH)
    assert run.state is RunState.DONE, run.why
    return run


# What joins


@pytest.mark.both_ways
def test_an_app_joins_under_its_own_name_and_answers_through_kong(town: Town, joined: Run) -> None:
    host = joined.host() or ""
    visit = town.visit(host)
    assert host.startswith(f"{APP}-")
    assert (visit.status_code, "kong/1.0.2" in visit.headers["Via"]) == (200, True)
    assert app(town)["attachments"] == {"DATABASE": DATABASE}
    assert app(town)["config"]["KONG_ADMIN_LISTEN"] == "off"
    assert app(town)["config"]["KONG_ORIGINS"] == f"https://{host}:443=http://localhost:5000"
    assert town.kong_admin("GET", "/routes/billing")["hosts"] == [host]


def test_what_is_its_own_is_kept(town: Town, joined: Run) -> None:
    assert app(town)["config"]["GREETING"] == "canary-greeting"
    assert app(town)["formation"] == {"web": {"quantity": 1, "size": "Basic"}}


def test_its_own_buildpacks_stay_in_their_order_and_the_sidecar_s_come_behind_them(town: Town) -> None:
    town.knows_groups()
    an_app(town, buildpacks=["heroku/ruby", "heroku/nodejs"])
    approved(town, "operator", ATTACH)
    assert app(town)["buildpacks"] == ["heroku/ruby", "heroku/nodejs", KONG, RUNIT]


def test_buildpacks_that_are_there_already_are_not_put_in_twice(town: Town) -> None:
    town.knows_groups()
    an_app(town, buildpacks=["heroku/python", RUNIT])
    approved(town, "operator", ATTACH)
    assert app(town)["buildpacks"] == ["heroku/python", KONG, RUNIT]


def test_every_host_of_the_app_is_in_its_route_so_that_none_stops_answering(town: Town) -> None:
    town.knows_groups()
    an_app(town)
    town.tools.heroku.add_domain(APP, "billing.example.com")
    run = approved(town, "operator", ATTACH)
    assert run.state is RunState.DONE, run.why
    assert town.kong_admin("GET", "/routes/billing")["hosts"] == [run.host(), "billing.example.com"]
    assert town.visit("billing.example.com").status_code == 200


def test_the_plan_shows_what_visitors_meet_what_is_built_and_what_the_app_is_now(town: Town) -> None:
    town.knows_groups()
    an_app(town)
    run = proposed(town, "operator", ATTACH)
    shown = "\n".join(town.channel())
    assert run.state is RunState.AWAITING
    assert f"GET https://{run.host()}/: billing itself, without Kong → billing sees / (route billing)" in shown
    assert "it is built from the mesh's source for it; --from names another." in shown
    assert "build mars/tinyrobot-science-mesh-billing@master" in shown
    assert (
        "what it is now is kept in the record: buildpacks heroku/python; dynos web=1:basic; of the mesh's config vars none; release v4."
        in shown
    )
    assert "127.0.0.1:5000: $PORT is Kong's from then on." in shown


def test_another_source_is_built_where_it_was_typed(town: Town) -> None:
    town.knows_groups()
    an_app(town)
    approved(town, "operator", f"{ATTACH} --from {SOURCE}")
    assert app(town)["builds"][-1]["source"] == SOURCE


def test_a_plan_that_was_only_shown_keeps_no_name(town: Town) -> None:
    town.knows_groups()
    an_app(town)
    town.runs("operator", f"{ATTACH} --dry-run")
    proposed(town, "operator", ATTACH)
    assert (town.tools.store.app_names("main"), town.tools.store.joined("main")) == ({}, {})


def test_an_app_without_running_web_dynos_gets_them(town: Town) -> None:
    town.knows_groups()
    an_app(town, dynos={"web": 0, "worker": 0})
    run = approved(town, "operator", ATTACH)
    assert run.state is RunState.DONE, run.why
    assert app(town)["formation"]["web"]["quantity"] == 1


# Afterwards


def test_what_was_before_is_kept_in_the_record_without_any_value(town: Town, joined: Run) -> None:
    stream: Any = wiring.worker_redis().xrange(keys.RECORD)
    (entry,) = [fields for _, fields in stream if fields[b"event"] == b"joined"]
    assert entry[b"run"].decode() == joined.id
    assert entry[b"why"].decode() == "before: buildpacks heroku/python; dynos web=1:basic; of the mesh's config vars none; release v4"


def test_it_is_known_by_its_service_in_every_further_command(town: Town, joined: Run) -> None:
    run = approved(town, "operator", "/mesh route add billing api path=/api")
    assert run.state is RunState.DONE, run.why
    assert town.kong_admin("GET", "/routes/billing-api")["hosts"] == [joined.host()]


def test_a_service_whose_name_no_app_of_the_mesh_could_bear_may_have_one_that_joined(town: Town) -> None:
    town.knows_groups()
    an_app(town)
    approved(town, "operator", f"/mesh attach billing-and-invoicing --app {APP}")
    run = town.runs("operator", "/mesh add billing-and-invoicing")
    assert (run.state, run.plan.steps if run.plan else None) == (RunState.DONE, ())


@pytest.mark.parametrize("text", [ATTACH, "/mesh add billing"])
def test_typed_again_there_is_nothing_to_do(town: Town, joined: Run, text: str) -> None:
    writes = town.writes()
    run = town.runs("operator", text)
    assert (run.state, town.writes()) == (RunState.DONE, writes)
    assert "There is nothing to do: billing is a healthy mesh app already." in "\n".join(town.channel())


def test_a_removal_restores_the_buildpacks_that_it_had(town: Town) -> None:
    town.knows_groups()
    an_app(town, buildpacks=["heroku/python", RUNIT], config={"KONG_ADMIN_LISTEN": "127.0.0.1:8001"})
    before = app(town)
    approved(town, "operator", ATTACH)
    run = approved(town, "admin", "/mesh remove billing")
    assert run.state is RunState.DONE, run.why
    after = app(town)
    assert (after["buildpacks"], after["config"], after["attachments"]) == (before["buildpacks"], before["config"], before["attachments"])
    assert (town.tools.store.app_names("main"), town.tools.store.joined("main")) == ({}, {})


def test_undo_says_how_to_take_it_out_again(town: Town, joined: Run) -> None:
    assert "To take it out again: `/mesh remove billing`." in told(town.says("operator", f"/mesh undo {joined.id}"))


@pytest.mark.parametrize(
    "text",
    [
        "/mesh add billing",
        "/mesh add billing host=b.example.com",
        "/mesh route add billing api path=/api",
        "/mesh scale billing web=2",
        "/mesh restart billing",
        "/mesh rollback billing",
    ],
)
def test_after_a_lost_redis_every_verb_says_how_the_name_is_found_again(town: Town, joined: Run, text: str) -> None:
    town.forgets()
    town.tools.store.mark_known(town.tools.now())
    town.knows_groups()
    run = town.runs("operator", text)
    assert (run.state, run.advice.partition(":")[0]) == (RunState.REFUSED, f"Type `{ATTACH}` again")
    assert f"`billing` is the Heroku app `{APP}`, which joined under a name of its own" in run.why


def test_attach_typed_again_after_a_lost_redis_keeps_the_name_and_does_nothing_else(town: Town, joined: Run) -> None:
    town.forgets()
    town.tools.store.mark_known(town.tools.now())
    town.knows_groups()
    writes = town.writes()
    run = approved(town, "operator", ATTACH)
    assert (run.state, town.writes()) == (RunState.DONE, writes)
    assert town.tools.store.app_names("main") == {"billing": APP}


def test_a_removal_after_a_lost_redis_waits_until_the_name_is_known(town: Town, joined: Run) -> None:
    town.forgets()
    town.tools.store.mark_known(town.tools.now())
    town.knows_groups()
    writes = town.writes()
    run = town.runs("admin", "/mesh remove billing")
    assert (run.state, town.writes()) == (RunState.REFUSED, writes)
    assert run.advice.startswith(f"Type `{ATTACH}` again")


# What cannot join


def test_its_own_database_is_never_replaced_and_the_way_on_is_said(town: Town) -> None:
    an_app(town)
    town.tells("heroku", "addons", {"name": "postgresql-own-1", "app": APP})
    run = refused(town)
    assert f"the `DATABASE` of `{APP}` is `postgresql-own-1` (of `{APP}`), not the mesh's." in run.why
    assert f"`heroku addons:attach postgresql-own-1 --as APP_DB -a {APP}`, read `APP_DB_URL` in the app" in run.advice
    assert f"`heroku addons:detach DATABASE -a {APP}`" in run.advice


def test_the_way_on_from_its_own_database_leads_into_the_mesh(town: Town) -> None:
    town.knows_groups()
    an_app(town, owner="operator-bot@example.com")
    town.tells("heroku", "addons", {"name": "postgresql-own-1", "app": APP})
    town.tools.heroku.attach("postgresql-own-1", APP, "APP_DB")
    database = next(each for each in town.tools.heroku.attachments(APP) if each.name == "DATABASE")
    town.tools.heroku.detach(database.id)
    run = approved(town, "operator", ATTACH)
    assert run.state is RunState.DONE, run.why
    assert app(town)["attachments"] == {"APP_DB": "postgresql-own-1", "DATABASE": DATABASE}


def test_a_database_url_that_was_set_by_hand_is_not_overwritten(town: Town) -> None:
    an_app(town, config={"DATABASE_URL": "postgres://canary-user:canary-db-password@db/x"})
    run = refused(town)
    assert "has a config var `DATABASE_URL` that no add-on sets" in run.why
    assert "canary" not in run.why + run.advice


def test_an_app_that_was_never_deployed_is_told_what_it_needs(town: Town) -> None:
    an_app(town, deployed=False, dynos={})
    run = refused(town)
    assert run.advice == "Deploy it once with a `web` line in its Procfile, then type this again."


def test_an_app_without_a_web_process_type_is_told_what_it_needs(town: Town) -> None:
    an_app(town, dynos={"worker": 1})
    del town.world.heroku.world.app_named(APP).formation["web"]  # type: ignore[union-attr]  # it stands
    run = refused(town)
    assert f"`{APP}` has no process type `web` (it has `worker`)" in run.why
    assert run.advice == "Give its Procfile a `web` line and deploy that, then type this again."


def test_an_app_that_names_no_buildpack_is_told_to_name_its_own(town: Town) -> None:
    an_app(town, buildpacks=[])
    assert "as in `heroku buildpacks:set heroku/nodejs -a acme-billing`" in refused(town).advice


def test_a_member_of_another_mesh_is_told_by_what_it_shows(town: Town) -> None:
    an_app(town, name="other-control", owner="operator-bot@example.com")
    town.tells("heroku", "addons", {"name": "postgresql-other-1", "app": "other-control"})
    an_app(town, owner="operator-bot@example.com", database="postgresql-other-1", config={"KONG_ADMIN_LISTEN": "off"})
    run = refused(town)
    assert "seems to be a member of another mesh: its `DATABASE` is `postgresql-other-1` of `other-control`" in run.why
    assert run.advice == "Have it taken out of that mesh first by those who run it."


def test_an_app_of_the_fir_generation_cannot_join(town: Town) -> None:
    an_app(town, generation="fir")
    assert "is of the Fir generation, which has no classic buildpacks" in refused(town).why


def test_an_app_in_maintenance_mode_cannot_join(town: Town) -> None:
    an_app(town)
    town.world.heroku.world.app_named(APP).maintenance = True  # type: ignore[union-attr]  # it stands
    assert refused(town).advice == f"Switch maintenance mode off first: `heroku maintenance:off -a {APP}`."


def test_an_app_that_heroku_does_not_know_cannot_join(town: Town) -> None:
    run = refused(town)
    assert (run.why, run.advice) == (
        f"Heroku knows no app `{APP}`.",
        "Look at its name (`heroku apps`), or let `/mesh add billing` create one.",
    )


def test_a_service_that_points_elsewhere_is_not_moved(town: Town) -> None:
    an_app(town)
    town.kong_admin("PUT", "/services/billing", url="http://10.0.0.7:8080")
    assert "points to http://10.0.0.7:8080" in refused(town).why


def test_the_controller_cannot_join_its_own_mesh(town: Town) -> None:
    answer = told(town.says("operator", f"/mesh attach billing --app {CONTROLLER}"))
    assert f"`{CONTROLLER}` is the controller of the mesh `main` itself" in answer
    assert town.writes() == []


def test_an_app_is_a_member_only_once(town: Town, joined: Run) -> None:
    writes = town.writes()
    run = town.runs("operator", f"/mesh attach invoices --app {APP}")
    assert (run.state, town.writes()) == (RunState.REFUSED, writes)
    assert (run.why, run.advice) == (
        f"`{APP}` is the app of `billing` in this mesh, by its name.",
        f"Attach it as that: `/mesh attach billing --app {APP}`.",
    )


def test_a_service_has_only_one_app(town: Town, joined: Run) -> None:
    an_app(town, name="acme-other")
    writes = town.writes()
    run = town.runs("operator", "/mesh attach billing --app acme-other")
    assert (run.state, town.writes()) == (RunState.REFUSED, writes)
    assert run.why == f"`billing` is the Heroku app `{APP}` already."


def test_the_name_of_an_app_that_was_added_is_taken(town: Town) -> None:
    town.knows_groups()
    town.runs("operator", "/mesh add web-ui")
    an_app(town)
    run = town.runs("operator", f"/mesh attach web-ui --app {APP}")
    assert run.state is RunState.REFUSED
    assert "`web-ui` is another app's name in this mesh" in run.why


# Killed at each step


@pytest.mark.parametrize("moment", MOMENTS)
def test_an_attach_that_dies_at_every_step_ends_in_the_same_state(town: Town, moment: Moment, monkeypatch: pytest.MonkeyPatch) -> None:
    town.knows_groups()
    an_app(town)
    deaths = dies_at(moment, town, monkeypatch)
    run = approved(town, "operator", ATTACH)
    assert run.state is RunState.DONE, run.why
    assert sorted(deaths) == sorted(planned.id for planned in run.plan.steps) if run.plan else False
    found = town.tools.store.joined("main")["billing"].before
    assert found is not None
    assert found.buildpacks == packs("heroku/python")
    assert len(app(town)["builds"]) == 1
    releases = [each["description"] for each in app(town)["releases"]]
    assert sum(each.startswith("Attach DATABASE") for each in releases) == 1
    assert town.tools.store.app_names("main") == {"billing": APP}
