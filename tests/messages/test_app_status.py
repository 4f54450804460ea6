"""One app in full, its drift and its releases, as a person reads them."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from mesh.app import ADMIN_LISTEN
from mesh.found import AppDetails, PlacedPlugin, Plugin, Release
from mesh.locks import Holds
from mesh.run import RunState
from mesh.standing import Left, Standing
from mesh.status import MeshSeen, rows
from mesh.status.drift import Difference
from mesh.status.one_app import OneApp, with_drift
from messages.answer import answer_of, answer_pages
from messages.run import run_message
from messages.status.app import app_message
from messages.status.diff import app_diff, mesh_diff
from messages.status.releases import releases_table
from tests.examples import (
    APP,
    EARLIER,
    HOST,
    NOON,
    a_controller,
    a_dyno,
    a_freeze,
    a_lock,
    a_mesh,
    a_release,
    a_route,
    a_run,
    a_visit,
    an_app,
    an_app_seen,
    an_attachment,
    dynos,
    one_app,
    packs,
)
from tests.messages.limits import problems, shown

DRIFT = (Difference("web", "1:basic", "3:standard-1x"),)
THINGS = {
    "formation": {"web"},
    "buildpacks": {"buildpacks"},
    "config": {ADMIN_LISTEN},
    "attachments": {"database"},
    "kong": {"service", "route"},
}
NO_HOLDS = Holds("main")
LEFT = Left("r-7k3fx", NOON - timedelta(days=3), Standing(formation=dynos("web=1:basic")))


def told(found: OneApp, holds: Holds = NO_HOLDS) -> str:
    message = app_message(found, holds, NOON)
    assert problems(message) == []
    return shown(message)


def test_a_healthy_app_is_told_from_its_dynos_to_its_visit() -> None:
    text = told(one_app())

    assert f":large_green_circle: `web-ui` answers through Kong · `{APP}` · <https://{HOST}/>" in text
    assert "*Dynos* web 1/1 Basic\n• web.1 up 3 d (v5)" in text
    assert "*Release* v5 · 3 d ago · Deploy 1a2b3c4d · by " in text
    assert "*Last build* succeeded · 3 d ago · mars/tinyrobot-science-mesh-web-ui@master · marked `r-2222`" in text
    assert "*Add-ons* DATABASE postgresql-curved-12345 (the mesh's)" in text
    assert "*Kong service* `web-ui` at `http://127.0.0.1:5000`\n• route `web-ui`: own host; https" in text
    assert "*Visit* 200 in 0.08 s, through kong/1.0.2" in text


def test_what_is_missing_stands_in_the_headline() -> None:
    text = told(one_app(formation=dynos("web=2:basic"), dynos=(a_dyno(), a_dyno(name="web.2", state="crashed"))))

    assert ":x: `web-ui` answers through Kong, 1 of 2 web up" in text
    assert f"web.2 crashed: `heroku logs -a {APP}` shows why." in text


def test_maintenance_is_said() -> None:
    assert "does not answer through Kong, in maintenance" in told(one_app(app=an_app(maintenance=True), visit=None))


def test_a_visit_past_kong_says_what_came_instead() -> None:
    assert "*Visit* 404 in 0.08 s, not through Kong (Via: 1.1 vegur)" in told(one_app(visit=a_visit(status=404, via="1.1 vegur")))


def test_a_newer_release_that_failed_is_told_with_how_to_see_why() -> None:
    text = told(one_app(releases=(a_release(version=6, status="failed", current=False), a_release())))

    assert "• newer: v6 · 3 d ago" in text
    assert f"v6 failed: `heroku releases:output v6 -a {APP}` shows why." in text


def test_of_config_only_the_mesh_s_own_is_shown_and_of_the_profile_s_only_whether_it_is_right() -> None:
    text = told(one_app(config_wanted=("GREETING", "TOKEN"), config_right=frozenset({"GREETING"})))

    assert f"`{ADMIN_LISTEN}=off`" in text
    assert "• as mesh.toml says: `GREETING`\n• *not* as mesh.toml says: `TOKEN`" in text


def test_config_that_is_not_set_is_said() -> None:
    assert f"{ADMIN_LISTEN} is not set" in told(one_app(config={}))


def test_whose_add_ons_they_are_is_told() -> None:
    own = an_attachment(name="REDIS", addon="redis-round-1", owner=APP)
    others = an_attachment(name="BILLING", addon="postgresql-x", owner="acme-billing")

    text = told(one_app(attachments=(an_attachment(), own, others)))

    assert "REDIS redis-round-1 (its own), BILLING postgresql-x (of acme-billing)" in text


def test_drift_is_told_in_full_with_what_it_is_measured_by_and_what_to_type() -> None:
    text = told(one_app(drift=DRIFT, left=LEFT))

    assert "*Drift* against how `r-7k3fx` left it 3 d ago\n• web: 1:basic → 3:standard-1x" in text
    assert "`/mesh scale web-ui web=1:basic` scales it back." in text


def test_a_route_from_elsewhere_is_told_with_how_to_remove_it() -> None:
    text = told(one_app(drift=(Difference("route legacy", "", "paths /news"),)))

    assert "`/mesh route remove web-ui legacy` takes that route away." in text
    assert "--dry-run" not in text


def test_what_differs_besides_dynos_and_foreign_routes_is_brought_back_by_add() -> None:
    assert "`/mesh add web-ui --dry-run` shows what would bring it back." in told(one_app(drift=(Difference("buildpacks", "a, b", "a"),)))


HANGS = "there was no answer in time."
EVERYTHING = ("formation", "dynos", "releases", "builds", "attachments", "config", "buildpacks", "kong")


def test_what_was_not_read_is_named_and_nothing_is_said_about_it() -> None:
    text = told(one_app(formation=(), dynos=(), unread={"dynos": HANGS, "formation": "Heroku <is> away."}))

    assert "*Dynos* not known: Heroku &lt;is&gt; away.\n*Release* v5" in text
    assert text.startswith(":warning: `web-ui` answers through Kong · ")


def test_where_nothing_but_the_app_was_read_each_part_says_so() -> None:
    unread = dict.fromkeys(EVERYTHING, HANGS)
    bare = OneApp("web-ui", a_controller(kong_version="", database=""), an_app(), AppDetails(), None, (), unread=unread)

    text = told(bare)

    assert re.findall(r"^\*(.+?)\* not known: there was no answer in time\.$", text, re.MULTILINE) == [
        *("Dynos", "Release", "Last build", "Add-ons", "Config", "Buildpacks", "Kong")
    ]
    assert "*Drift* none, as far as it was read, against" in text


def test_a_visit_says_through_what_it_came_where_the_controller_was_not_read() -> None:
    assert "*Visit* 200 in 0.08 s, Via: kong/1.0.2, 1.1 vegur" in told(one_app(controller=a_controller(kong_version="")))


def test_the_last_runs_are_listed() -> None:
    assert "*Runs*\n• `r-7k3f` *failed* `/mesh add web-ui` · 0 s ago" in told(one_app(runs=(a_run(state=RunState.FAILED, ended_at=NOON),)))


def test_a_lock_and_a_freeze_are_told_first_with_who_why_since_and_until_when() -> None:
    _, frozen, locked, *_ = told(one_app(), Holds("main", (a_lock(),), a_freeze())).splitlines()

    assert re.fullmatch(r":snowflake: The mesh `main` is frozen by <@U0ADMIN> since <.*12:00 UTC>, until .*: “an incident”", frozen)
    assert re.fullmatch(r":lock: `web-ui` is locked by <@U0OPERATOR> since <.*12:00 UTC>, until <.*14:00 UTC>: “looking at a leak”", locked)


def test_a_lock_on_another_app_is_not_told() -> None:
    assert "locked" not in told(one_app(), Holds("main", (a_lock(service="api"),)))


def test_nobody_is_notified_because_somebody_asks_how_an_app_stands() -> None:
    assert "<@" not in told(one_app(runs=(a_run(state=RunState.FAILED, ended_at=NOON),)))


def test_an_app_without_a_service_at_kong_is_told() -> None:
    assert "*Kong* knows no service of this name" in told(one_app(kong=None, routes=()))


def test_an_app_with_very_many_dynos_and_routes_is_within_slacks_limits() -> None:
    many = tuple(a_dyno(name=f"web.{number}") for number in range(300))
    routes = tuple(a_route(name=f"r{number}", paths=(f"/{'x' * 60}",)) for number in range(100))

    assert problems(app_message(one_app(dynos=many, routes=routes), NO_HOLDS, NOON)) == []


# Drift


def test_an_app_is_compared_with_how_the_last_run_left_it() -> None:
    left = {"web-ui": replace(LEFT, standing=Standing(formation=dynos("web=2:basic")))}

    assert with_drift(one_app(), a_mesh(), left).drift == (Difference("web", "2:basic", "1:Basic"),)


def test_an_app_that_no_run_left_is_compared_with_mesh_toml() -> None:
    found = one_app(formation=dynos("web=3:basic"), dynos=(), routes=(a_route(hosts=(HOST,)),))

    assert with_drift(found, a_mesh(), {}).drift == (Difference("web", "1:basic", "3:basic"),)


def test_a_diff_names_the_run_that_left_the_app_and_when() -> None:
    text = shown(app_diff(one_app(drift=DRIFT, left=LEFT), NOON))

    assert text.startswith("`web-ui` differs from how `r-7k3fx` left it 3 d ago:\n• web: 1:basic → 3:standard-1x")


@pytest.mark.parametrize("name", ["formation", "buildpacks", "config", "attachments", "kong"])
def test_what_was_not_read_is_no_drift(name: str) -> None:
    found = one_app(formation=(), buildpacks=(), config={}, attachments=(), kong=None, routes=(), unread=dict.fromkeys(EVERYTHING, HANGS))
    del found.unread[name]  # type: ignore[attr-defined]  # a dict
    standing = Standing(dynos("web=1:basic"), packs("a"), {ADMIN_LISTEN: "off"}, is_attached=True, service="http://x", routes=(a_route(),))

    differing = {each.thing.partition(" ")[0] for each in with_drift(found, a_mesh(), {"web-ui": replace(LEFT, standing=standing)}).drift}

    assert differing <= THINGS[name] != set()
    assert differing


def test_a_diff_says_what_it_could_not_look_at() -> None:
    text = shown(app_diff(one_app(unread={"config": HANGS, "dynos": HANGS}), NOON))

    assert text.splitlines()[0].endswith(", as far as it was read.")
    assert text.splitlines()[1:] == [":warning: Not read: its config; there was no answer in time."]


def test_a_diff_of_an_app_that_no_run_left_says_so() -> None:
    assert "does not differ from what `mesh.toml` says (no run of mine has left it yet)." in shown(app_diff(one_app(), NOON))


def test_the_diff_of_a_mesh_lists_who_drifted_and_what_is_not_looked_at() -> None:
    seen = MeshSeen("main", NOON, (an_app_seen(drift=DRIFT, left_by="r-7k3fx", left_at=LEFT.at), an_app_seen(service="api")))

    message = mesh_diff(seen, rows(seen, ()), NOON)

    assert message.text.startswith("1 of 2 apps of the mesh main drifted · as of ")
    assert "*`web-ui`* differs from how `r-7k3fx` left it 3 d ago:\n• web: 1:basic → 3:standard-1x" in shown(message)
    assert "Buildpacks and config are looked at with an app named, as in `/mesh diff web-ui`." in shown(message)


def test_a_mesh_of_which_very_much_drifted_is_told_in_its_message_and_its_thread() -> None:
    much = tuple(an_app_seen(service=f"app-{place}", drift=DRIFT * 5) for place in range(200))

    answer = answer_of(mesh_diff(MeshSeen("main", NOON, much), rows(MeshSeen("main", NOON, much), ()), NOON))
    messages = [run_message(a_run(state=RunState.DONE, answer=answer), NOON), *answer_pages(answer)]

    assert [problems(message) for message in messages] == [[]] * len(messages)
    assert sum(shown(message).count("differs from") for message in messages) == 200
    assert f"… The rest follows in the thread, in {len(messages) - 1} more messages." in shown(messages[0])


def test_the_diff_of_a_mesh_says_which_apps_it_could_not_read() -> None:
    seen = MeshSeen("main", NOON, (an_app_seen(formation=None, unread=("there was no answer in time.",)),))

    assert ":warning: Not fully read: `web-ui`." in shown(mesh_diff(seen, rows(seen, ()), NOON))


# Plugins, of which no run keeps a baseline

PLUGINS = (
    PlacedPlugin(Plugin("request-termination", route_id="r"), "web-ui-cart"),
    PlacedPlugin(Plugin("key-auth")),
    PlacedPlugin(Plugin("cors", service_id="s"), "web-ui"),
    PlacedPlugin(Plugin("basic-auth", is_enabled=False)),
)
MAY_ANSWER = "Plugins that may answer instead of the app: `request-termination` of `web-ui-cart`, `key-auth` of every route."
NO_BASELINE = "They were set by hand; I keep no baseline of plugins, so these are no drift."


@pytest.mark.parametrize("drift", [(), DRIFT])
def test_a_diff_names_the_plugins_that_may_answer_beside_what_differs(drift: tuple[Difference, ...]) -> None:
    message = app_diff(one_app(drift=drift, plugins=PLUGINS), NOON)
    assert f":warning: {MAY_ANSWER} {NO_BASELINE}" in shown(message)
    assert "cors" not in shown(message)
    assert "basic-auth" not in shown(message)


def test_a_diff_does_not_speak_of_plugins_where_none_may_answer() -> None:
    assert "lugin" not in shown(app_diff(one_app(plugins=PLUGINS[2:]), NOON))


def test_the_diff_of_a_mesh_names_the_plugins_that_may_answer_for_its_apps() -> None:
    seen = MeshSeen("main", NOON, (an_app_seen(),), plugins=PLUGINS)
    expected = MAY_ANSWER.replace("instead of the app", "instead of an app")
    assert f":warning: {expected} {NO_BASELINE}" in shown(mesh_diff(seen, rows(seen, ()), NOON))


def test_a_diff_of_a_mesh_whose_table_was_not_read_says_nothing_of_plugins() -> None:
    seen = MeshSeen("main", NOON, (an_app_seen(),), unread=("Kong's table could not be read.",))
    assert "lugins" not in shown(mesh_diff(seen, rows(seen, ()), NOON))


def test_the_status_of_an_app_names_the_plugins_that_run_for_it() -> None:
    text = told(one_app(plugins=PLUGINS))
    assert f":warning: {MAY_ANSWER}" in text
    assert "Other plugins: `cors` of `web-ui`, `basic-auth` of every route (disabled)." in text


# Releases


def release(version: int, **changes: object) -> Release:
    return a_release(version=version, current=False, created_at=EARLIER, user="bob@example.com", **changes)


def test_releases_are_listed_with_what_runs_and_what_may_be_rolled_back_to() -> None:
    table = shown(
        releases_table(
            "web-ui",
            (
                release(7, status="failed", eligible_for_rollback=False),
                replace(release(6), current=True),
                release(5, eligible_for_rollback=True),
            ),
            NOON,
        )
    ).replace("```", "")

    assert "The latest 3 releases of `web-ui`; v6 runs." in table
    assert table.splitlines()[-1] == "`/mesh rollback web-ui v5` plans the way back to that one."
    assert [line.split()[:5] for line in table.splitlines()[2:-1]] == [
        ["v7", "failed", "3", "d", "-"],
        ["v6", "succeeded", "3", "d", "runs"],
        ["v5", "succeeded", "3", "d", "possible"],
    ]


def test_a_description_from_outside_is_escaped_and_cut() -> None:
    text = shown(releases_table("web-ui", (release(5, description="<!channel>\n" + "x" * 200),), NOON))

    assert ("<!channel>" in text, "&lt;!channel&gt; xxx" in text, "x…" in text) == (False, True, True)


def test_an_app_without_releases_is_told() -> None:
    assert shown(releases_table("web-ui", (), NOON)) == "`web-ui` has no releases yet."
