"""`/mesh remove`: out of the mesh, or destroyed; what stands afterwards is what stood before `add`."""

from typing import Any

import pytest

from mesh.run import Run, RunState
from tests.stories.deciding import APPROVERS, approved, ended_with_approvals, proposed
from tests.stories.dying import MOMENTS, Moment, at_the_note, dies_at
from tests.stories.town import Town, told

APP = "tinyrobot-science-mesh-web-ui"
CONTROLLER = "tinyrobot-science-mesh-control"
DATABASE = "postgresql-cylindrical-98791"
REMOVE = '/mesh remove web-ui --reason "moved away"'
PURGE = f"/mesh remove web-ui --purge --confirm {APP}"

State = dict[str, Any]


def world(town: Town) -> State:
    """Return what Heroku and Kong hold, without what only the clock changes."""
    heroku, kong = town.state("heroku"), town.state("kong")
    return {"apps": heroku["apps"], "addons": heroku["addons"], "services": kong["services"], "routes": kong["routes"]}


def without_the_app(state: State) -> State:
    """Return a state without the app, which a plain removal leaves."""
    return {**state, "apps": {name: app for name, app in state["apps"].items() if name != APP}}


def kept(town: Town) -> list[object]:
    """Return all that the store keeps of the app."""
    store = town.tools.store
    found = (store.app_names("main"), store.joined("main"), store.left("main"))
    return [each["web-ui"] for each in found if "web-ui" in each] + [began for began in [store.creation_began(APP)] if began]


@pytest.fixture
def before(town: Town) -> State:
    """Add web-ui, and return how the world was before that."""
    town.knows_groups()
    state = world(town)
    assert town.runs("operator", "/mesh add web-ui").state is RunState.DONE
    return state


@pytest.fixture
def host(town: Town, before: State) -> str:
    return str(town.kong_admin("GET", "/routes/web-ui")["hosts"][0])


@pytest.mark.both_ways
def test_a_removed_app_leaves_the_world_as_it_was_before_add_but_for_the_app_itself(town: Town, before: State) -> None:
    run = approved(town, "admin", REMOVE)
    assert run.state is RunState.DONE, run.why
    assert without_the_app(world(town)) == before
    assert kept(town) == []


def test_the_app_that_stays_has_nothing_of_the_mesh_any_more(town: Town, before: State) -> None:
    approved(town, "admin", REMOVE)
    app = town.state("heroku")["apps"][APP]
    assert (app["attachments"], app["config"], app["buildpacks"]) == ({}, {}, ["heroku/nodejs"])
    assert (app["formation"]["web"]["quantity"], app["dynos"]) == (0, [])


def test_a_purged_app_leaves_the_world_entirely_as_it_was_before_add(town: Town, before: State) -> None:
    run = approved(town, "admin", PURGE)
    assert run.state is RunState.DONE, run.why
    assert world(town) == before
    assert kept(town) == []


def test_the_plan_tells_what_visitors_will_meet_and_how_to_run_the_app_outside(town: Town, host: str) -> None:
    run = proposed(town, "admin", REMOVE)
    shown = "\n".join(town.channel())
    assert run.state is RunState.AWAITING
    assert f"GET https://{host}/: web-ui sees / (route web-ui) → 404, no route" in shown
    assert "without the mesh's Postgres its Kong cannot start, so all its dynos are stopped" in shown
    assert f"heroku ps:scale web=1:basic -a {APP}" in shown
    assert "Needs 2 approvals by @approvers, not @admin" in shown


def test_kong_forgets_the_way_before_anything_of_the_app_is_touched(town: Town, host: str) -> None:
    already = len(town.writes())
    run = approved(town, "admin", REMOVE)
    assert run.value("await-route", "saw") == f"https://{host}/ has no route"
    writes = [write.replace(APP, "APP") for write in town.writes()[already:]]
    assert [write.rpartition("/")[0] for write in writes[:2]] == ["DELETE /kong-admin/routes", "DELETE /kong-admin/services"]
    assert writes[2].startswith("PATCH /apps/APP/formation")
    assert writes[3].startswith("DELETE /addon-attachments/")
    assert writes[4:] == ["PATCH /apps/APP/config-vars", "PUT /apps/APP/buildpack-installations"]


def test_an_app_that_is_down_is_removed_all_the_same(town: Town, before: State) -> None:
    town.tells("heroku", f"apps/{APP}/crash", {"again": True})
    run = approved(town, "admin", REMOVE)
    assert run.state is RunState.DONE, run.why
    assert without_the_app(world(town)) == before


def test_a_route_of_somebody_else_goes_with_the_service_and_is_named(town: Town, host: str, before: State) -> None:
    service = town.kong_admin("GET", "/services/web-ui")
    town.kong_admin("PUT", "/routes/by-hand", hosts=[host], paths=["/hand"], service={"id": service["id"]})
    run = approved(town, "admin", REMOVE)
    assert run.state is RunState.DONE, run.why
    assert "by-hand was made by somebody else at Kong's Admin API, and goes too." in "\n".join(town.channel())
    assert without_the_app(world(town)) == before


def test_a_route_of_another_service_stays_also_where_it_has_the_same_host(town: Town, host: str) -> None:
    other = town.kong_admin("PUT", "/services/shop", url="http://127.0.0.1:5000")
    town.kong_admin("PUT", "/routes/shop", hosts=[host], paths=["/shop"], service={"id": other["id"]})
    approved(town, "admin", REMOVE)
    assert [route["name"] for route in town.state("kong")["routes"]].count("shop") == 1
    assert town.kong_admin("GET", "/services/shop")["host"] == "127.0.0.1"


def test_config_and_origins_that_are_not_the_mesh_s_stay(town: Town, host: str) -> None:
    other = "https://shop.example.com:443=http://localhost:9000"
    origins = f"{other},https://{host}:443=http://localhost:5000"
    town.tells("heroku", f"apps/{APP}/config", {"KONG_ORIGINS": origins, "GREETING": "hello"})
    approved(town, "admin", REMOVE)
    assert town.state("heroku")["apps"][APP]["config"] == {"KONG_ORIGINS": other, "GREETING": "hello"}


def test_a_purge_names_the_add_ons_that_go_with_the_app(town: Town, before: State) -> None:
    town.tells("heroku", "addons", {"name": "redis-own-1", "app": APP, "plan": "heroku-redis:mini", "attached_as": "REDIS"})
    run = proposed(town, "admin", PURGE)
    assert run.state is RunState.AWAITING
    assert "with them their data: redis-own-1 (heroku-redis:mini)." in "\n".join(town.channel())
    ended_with_approvals(town, run)
    assert world(town) == before


@pytest.mark.parametrize("text", ["/mesh remove web-ui --purge", "/mesh remove web-ui --purge --confirm web-ui"])
def test_a_purge_needs_the_app_s_name_typed(town: Town, before: State, text: str) -> None:
    writes = town.writes()
    assert f"type `{PURGE}`" in told(town.says("admin", text)).replace("be typed: ", "type ")
    assert town.writes() == writes


def test_a_dry_run_of_a_purge_shows_all_and_changes_nothing(town: Town, before: State) -> None:
    writes = town.writes()
    run = town.runs("operator", "/mesh remove web-ui --purge --dry-run")
    assert (run.state, town.writes()) == (RunState.DONE, writes)
    assert f"destroy the Heroku app {APP}" in "\n".join(town.channel())
    assert kept(town) != []


def test_an_operator_may_not_ask_for_it(town: Town, before: State) -> None:
    assert "Only <@U0ADMIN> may ask for that in the mesh `main`." in told(town.says("operator", REMOVE))


@pytest.mark.parametrize("name", ["control", CONTROLLER])
@pytest.mark.parametrize("how", ["", f" --purge --confirm {CONTROLLER}"])
def test_the_controller_is_never_removed(town: Town, name: str, how: str) -> None:
    answer = told(town.says("admin", f"/mesh remove {name}{how}"))
    assert f"is the controller `{CONTROLLER}`, on which the whole mesh lives: it is never removed." in answer
    assert town.writes() == []


def test_a_foreign_app_of_that_name_is_neither_touched_nor_destroyed(town: Town) -> None:
    town.knows_groups()
    town.tells("heroku", "apps", {"name": APP, "owner": "somebody@example.com"})
    removed, purged = town.runs("admin", REMOVE), town.runs("admin", PURGE)
    assert (removed.state, purged.state) == (RunState.REFUSED, RunState.REFUSED)
    assert "is not attached to the controller, and it will not be destroyed." in purged.why
    assert town.writes() == []


def another_gets_the_name(town: Town) -> None:
    found = town.world.heroku.world.app_named(APP)
    assert found is not None
    found.id = "01234567-89ab-4def-8123-456789abcdef"


def test_another_app_that_has_got_the_name_since_the_plan_is_asked_about_again(town: Town, before: State) -> None:
    run = proposed(town, "admin", PURGE)
    another_gets_the_name(town)
    for approver in APPROVERS:
        town.says(approver, f"/mesh approve {run.id}")
    town.works_until(lambda: "Since it was approved, this has changed:" in "\n".join(town.channel()) or None)
    assert APP in town.state("heroku")["apps"]


def test_another_app_that_gets_the_name_while_it_runs_is_not_destroyed(town: Town, before: State, monkeypatch: pytest.MonkeyPatch) -> None:
    at_the_note(town, monkeypatch, "destroy-app", lambda: another_gets_the_name(town))
    run = approved(town, "admin", PURGE)
    assert run.state is RunState.FAILED
    assert f"the Heroku app `{APP}` is another one now than the one of this plan; it was not destroyed." in run.why.replace("ˋ", "`")
    assert APP in town.state("heroku")["apps"]


@pytest.mark.parametrize(("text", "step"), [(REMOVE, "detach-database"), (PURGE, "destroy-app")], ids=["removed", "purged"])
def test_whichever_app_owns_the_mesh_s_postgres_is_spared_by_the_step_itself(
    town: Town, before: State, monkeypatch: pytest.MonkeyPatch, text: str, step: str
) -> None:
    at_the_note(town, monkeypatch, step, lambda: owns_the_postgres(town))
    run = approved(town, "admin", text)
    assert run.state is RunState.FAILED
    assert "is the controller, on which the whole mesh lives; it was left as it is." in run.why
    assert town.state("heroku")["apps"][APP]["attachments"] == {"DATABASE": DATABASE}


def owns_the_postgres(town: Town) -> None:
    world = town.world.heroku.world
    app, (addon,) = world.app_named(APP), world.addons.values()
    assert app is not None
    addon.app = app


def test_a_removed_app_is_out_of_the_mesh_and_a_second_removal_is_refused(town: Town, before: State) -> None:
    approved(town, "admin", REMOVE)
    writes = town.writes()
    run = town.runs("admin", REMOVE)
    assert (run.state, town.writes()) == (RunState.REFUSED, writes)
    assert "`web-ui` is no app of this mesh" in run.why


def test_a_removed_app_can_join_again(town: Town, before: State) -> None:
    approved(town, "admin", REMOVE)
    run = approved(town, "operator", f"/mesh attach web-ui --app {APP}")
    assert run.state is RunState.DONE, run.why
    assert town.visit(run.host() or "").status_code == 200


@pytest.mark.parametrize(
    ("text", "advice"),
    [(REMOVE, f"To bring it back: `/mesh attach web-ui --app {APP}`."), (PURGE, "For a new one: `/mesh add web-ui`.")],
    ids=["removed", "purged"],
)
def test_undo_says_what_to_type_instead(town: Town, before: State, text: str, advice: str) -> None:
    run = approved(town, "admin", text)
    assert advice in told(town.says("admin", f"/mesh undo {run.id}"))


# Killed at each step


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_removal_that_dies_at_every_step_ends_in_the_same_state(
    town: Town, before: State, moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaths = dies_at(moment, town, monkeypatch)
    run = approved(town, "admin", REMOVE)
    assert run.state is RunState.DONE, run.why
    assert deaths == _steps(run)
    assert without_the_app(world(town)) == before
    assert _of_the_mesh(town.state("heroku")["apps"][APP]) == ({}, {}, ["heroku/nodejs"], [])
    assert kept(town) == []


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_purge_that_dies_at_every_step_ends_in_the_same_state(
    town: Town, before: State, moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaths = dies_at(moment, town, monkeypatch)
    run = approved(town, "admin", PURGE)
    assert run.state is RunState.DONE, run.why
    assert deaths == _steps(run)
    assert world(town) == before
    assert kept(town) == []


def _steps(run: Run) -> list[str]:
    return [planned.id for planned in run.plan.steps] if run.plan else []


def _of_the_mesh(app: dict[str, Any]) -> tuple[object, ...]:
    return app["attachments"], app["config"], app["buildpacks"], app["dynos"]
