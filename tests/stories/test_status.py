"""How the mesh stands, asked from the channel: a mesh of twelve apps, some of them in trouble."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import pytest

import wiring
from jobs.answers import routes
from jobs.queue import MESSAGES
from jobs.reading import in_time, one_app, status
from jobs.reading.names_known import names_known
from mesh.requests import AppStatus, Diff, MeshStatus, Releases
from mesh.run import RunState
from sandbox.launch.wishes import Wishes
from tests.stories.deciding import approved, proposed
from tests.stories.town import Town, a_town, run_named_in, told

PREFIX = "tinyrobot-science-mesh-"
MEMBERS = 11  # of twelve: `stock` is named like an app of the mesh and is none


@pytest.fixture
def town(redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """Open a town with twelve apps (see `sandbox.heroku.seed_mesh`)."""
    with a_town(redis_url, tmp_path, monkeypatch, Wishes(build_s=0.1, apps=12)) as opened:
        opened.hurries()
        opened.is_seen_by_kong(f"{PREFIX}search")
        yield opened


def messages(town: Town) -> list[dict[str, Any]]:
    return list(next(each for each in town.state("slack")["channels"] if each["name"] == "mesh")["messages"])


def shown(town: Town) -> str:
    """Return what the newest message of the channel shows."""
    return "\n".join(town.lines(messages(town)[-1]))


def row(town: Town, app: str) -> str:
    """Return what the newest table says of an app, its further lines with it."""
    found = re.search(rf"^ *{app} .*(\n {{20,}}.*)*", shown(town), re.MULTILINE)
    assert found, shown(town)
    return found[0]


def forgets_requests(town: Town) -> None:
    town.world.heroku.requests.clear()
    town.world.edge.requests.clear()


def asked(town: Town) -> list[str]:
    """Return what was asked of Heroku and of Kong since, sorted; visits are left out."""
    at_kong = [line for line in town.world.edge.requests if line.path.startswith("/kong-admin")]
    return sorted(f"{line.method} {line.path}" for line in (*town.world.heroku.requests, *at_kong))


def goes_wrong(town: Town, app: str, **fault: object) -> None:
    town.tells("heroku", "faults", {"path": f"/apps/{PREFIX}{app}/", "count": 0, **fault})


# The table


def test_the_worst_stand_first_and_each_says_what_is_wrong(town: Town) -> None:
    town.runs("outsider", "/mesh status")

    assert "Mesh main: 11 apps: 6 well, 2 down, 1 with a failed release, 2 drifted · as of " in shown(town)
    assert re.findall(r"^ *([a-z]+)  +\d", shown(town), re.MULTILINE)[:5] == ["mail", "wiki", "login", "blog", "media"]
    assert "web.1 crashed" in row(town, "mail")
    assert "Heroku's router answers: maintenance?" in row(town, "wiki")
    assert "v6 failed" in row(town, "login")
    assert "drift: route legacy-news added" in row(town, "blog")
    assert "drift: web 1:basic → 3:standard-1x" in row(town, "media")


def test_list_shows_the_same_table(town: Town) -> None:
    run = town.runs("operator", "/mesh list")

    assert (run.request, "Mesh main: 11 apps" in shown(town)) == (MeshStatus(), True)


def test_a_status_reads_membership_and_kong_once_and_three_things_of_each_app(town: Town) -> None:
    town.tools.controllers.host(f"{PREFIX}control")
    forgets_requests(town)
    town.runs("operator", "/mesh status")
    of_control = f"GET /apps/{PREFIX}control/"
    of_apps = [line for line in asked(town) if line.startswith(f"GET /apps/{PREFIX}") and not line.startswith(of_control)]
    once = [line for line in asked(town) if line not in of_apps]

    assert len(of_apps) == 3 * MEMBERS
    assert once == [
        "GET /addons/postgresql-cylindrical-98791/addon-attachments",
        f"{of_control}addon-attachments",
        "GET /kong-admin/plugins?size=1000",
        "GET /kong-admin/routes?size=1000",
        "GET /kong-admin/services?size=1000",
    ]


def test_a_second_status_within_a_minute_asks_nobody_and_says_how_old_it_is(town: Town) -> None:
    town.runs("operator", "/mesh status")
    forgets_requests(town)
    town.lets_pass(timedelta(seconds=42))
    town.runs("approver", "/mesh status --down")

    assert (asked(town), len(town.world.edge.requests)) == ([], 0)
    assert re.search(r"as of \d\d:\d\d UTC, 4[2-9] s ago", shown(town))
    assert "2 of 11 are down." in shown(town)


def test_a_change_by_a_run_is_seen_at_once(town: Town) -> None:
    town.runs("operator", "/mesh status")
    town.runs("operator", "/mesh add media web=1:basic")
    town.runs("operator", "/mesh status --match media")

    assert "1/1 basic" in row(town, "media")
    assert "drift" not in row(town, "media")


def test_a_run_under_way_is_seen_though_the_rest_was_kept(town: Town) -> None:
    town.runs("operator", "/mesh status")
    town.world.heroku.apply_setting("build_s", 60)
    run_id = proposed(town, "operator", "/mesh add search --from https://example.com/new.tar.gz").id
    town.says("approver", f"/mesh approve {run_id}")
    town.works_until(lambda: ((run := town.tools.store.get(run_id)) and run.state is RunState.WAITING) or None)
    town.runs("operator", "/mesh status --match search")

    assert f"{run_id} add: under way" in row(town, "search")


def test_one_app_that_heroku_answers_with_an_error_hides_no_other(town: Town) -> None:
    goes_wrong(town, "docs", status=500)
    town.runs("operator", "/mesh status")

    assert re.search(r"Heroku did not show the \w+ of", row(town, "docs"))
    assert "1 not fully read" in shown(town)
    assert "web.1 crashed" in row(town, "mail")


def test_one_app_that_hangs_is_named_in_time_and_hides_no_other(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status, "QUIET_S", 1.0)
    goes_wrong(town, "docs", delay_s=600)
    town.runs("operator", "/mesh status")

    assert "there was no answer in time. So 2 more." in " ".join(row(town, "docs").split())
    assert "web.1 crashed" in row(town, "mail")


def test_a_question_that_is_not_answered_within_a_second_is_shown_as_asked(town: Town) -> None:
    run_id = run_named_in(told(town.says("operator", "/mesh status")))
    town.works_until(lambda: any("asked for" in line for line in town.channel()) or None, queues=(MESSAGES,))

    assert run_id in shown(town)
    town.works_until(lambda: town.ended(run_id))
    assert "Mesh main: 11 apps" in shown(town)


def test_a_question_that_is_answered_at_once_is_posted_once(town: Town) -> None:
    town.runs("operator", "/mesh status --match media")

    assert [line.path for line in town.world.slack.requests if "chat." in line.path] == ["/api/chat.postMessage"]


def test_answers_to_clicks_and_messages_come_while_a_question_holds_its_worker(town: Town) -> None:
    town.says("operator", "/mesh status")
    town.says("operator", "@mesh whoops")
    town.works_until(lambda: town.private("U0OPERATOR"), queues=(MESSAGES,))

    assert "is nothing that I can do" in "\n".join(town.private("U0OPERATOR") or [])


def test_where_kong_cannot_be_read_the_rest_is_shown_and_not_kept(town: Town) -> None:
    town.tells("edge", "faults", {"path": "/kong-admin/routes", "status": 500})
    town.runs("operator", "/mesh status")

    assert "Kong's table could not be read, so hosts and health are not known: Kong did not list its routes" in shown(town)
    assert row(town, "media").split()[1:3] == ["3/3", "standard-1x"]
    town.runs("operator", "/mesh status")
    assert "drift: web 1:basic" in row(town, "media")


WITHOUT_PLUGINS = [{"status": 403, "body": {"message": "You do not have permissions"}}, {"status": 500}, {"delay_s": 600}]


@pytest.mark.parametrize("fault", WITHOUT_PLUGINS, ids=["refused", "broken", "hanging"])
@pytest.mark.parametrize(
    ("text", "told", "unknown"),
    [
        ("/mesh status", "11 apps", "Kong's plugins could not be read"),
        ("/mesh status account", "Kong service account", "Kong's plugins could not be read"),
        ("/mesh diff account", "does not differ", "Not read: its plugins at Kong"),
        ("/mesh routes account", "has one route", "Kong's plugins could not be read"),
        ("/mesh routes --match GET https://nobody.example.com/", "No app of this mesh", ""),
    ],
)
def test_where_plugins_cannot_be_read_all_else_is_told_and_that_they_are_not_known(
    town: Town, text: str, told: str, unknown: str, fault: dict[str, object]
) -> None:
    town.tells("edge", "faults", {"path": "/kong-admin/plugins", "count": 0, **fault})
    run = town.runs("operator", text)
    said = "\n".join(town.channel())
    assert (run.state, told in said, unknown in said, "table could not be read" in said) == (RunState.DONE, True, True, False), said


def test_where_heroku_does_not_say_who_is_attached_kong_does(town: Town) -> None:
    town.tells("heroku", "faults", {"path": "^/addons/", "status": 500})
    town.runs("operator", "/mesh status")

    assert "Heroku did not say which apps are attached, so those that Kong knows are shown" in shown(town)
    assert "web.1 crashed" in row(town, "mail")


def test_an_attached_app_without_a_service_and_a_service_without_an_app_are_told(town: Town) -> None:
    town.kong_admin("DELETE", "/routes/docs")
    town.kong_admin("DELETE", "/services/docs")
    town.kong_admin("PUT", "/services/ghost", host="127.0.0.1", port=5000, protocol="http")
    town.runs("operator", "/mesh status")

    assert "attached, but Kong has no service for it" in row(town, "docs")
    assert "no app is attached for this Kong service" in row(town, "ghost")
    assert "2 not whole" in shown(town)


@pytest.mark.parametrize("name", ["kong-admin", "door"])
def test_the_service_by_which_kong_reaches_its_own_admin_api_is_no_app(town: Town, name: str) -> None:
    admin = next(each for each in town.state("kong")["services"] if each["name"] == "kong-admin")
    town.kong_admin("PATCH", f"/services/{admin['id']}", name=name)
    town.runs("operator", "/mesh status")

    assert name not in shown(town)
    mesh = town.tools.meshes["main"]
    services, _ = town.tools.controllers.kong(mesh.controller).table()
    assert name not in set(names_known(town.tools, mesh, town.tools.controllers.database(mesh.controller), services))


def test_where_kong_s_door_is_full_for_this_minute_the_rest_is_shown(town: Town) -> None:
    town.tools.pace.learn_door_limit(f"{PREFIX}control", 3)  # type: ignore[attr-defined]  # the pacer itself, not its port
    town.runs("operator", "/mesh status --match media")

    assert "hosts and health are not known: its door takes no more requests in this minute." in shown(town)
    assert "3/3 standard-1x" in row(town, "media")


def test_an_attached_app_that_no_name_of_the_mesh_leads_to_is_told(town: Town) -> None:
    town.tells("heroku", "apps", {"name": "acme-billing", "database": "postgresql-cylindrical-98791"})
    town.runs("operator", "/mesh status --match acme-billing")

    assert "attached, but named like no app of this mesh" in " ".join(row(town, "acme-billing").split())


def test_an_empty_mesh_is_no_error(town: Town) -> None:
    town.runs("operator", '/mesh status --match "nobody*"')

    assert "None of 11 is named like nobody*." in shown(town)


def test_what_another_version_kept_is_read_anew(town: Town) -> None:
    wiring.worker_redis().set("meshbot:status:main", '{"mesh": "main", "rows": []}')
    town.runs("operator", "/mesh status")

    assert "Mesh main: 11 apps" in shown(town)


# Locks and the freeze


def holds_back(town: Town) -> None:
    """Have `docs` locked and the mesh frozen, and everybody told of it."""
    town.says("operator", '/mesh lock docs for 2h --reason "looking at a leak"')
    town.says("admin", '/mesh freeze --reason "an incident"')
    town.works_until(lambda: "@admin froze the mesh main" in "\n".join(town.channel()) or None)
    town.works_until(town.has_nothing_to_do)
    town.world.slack.requests.clear()


def posted(town: Town) -> list[str]:
    """Return what was posted since, as it went to Slack; edits are left out."""
    return [unquote_plus(line.body) for line in town.world.slack.requests if line.path.endswith("chat.postMessage")]


def test_locks_and_the_freeze_are_shown_though_the_rest_was_kept(town: Town) -> None:
    town.runs("outsider", "/mesh status")
    holds_back(town)
    town.runs("outsider", "/mesh status")

    assert "Mesh main, frozen: 11 apps: 5 well, " in shown(town)
    assert ", 1 locked · as of " in shown(town)
    assert "❄ The mesh main is frozen by @admin since" in shown(town).replace(":snowflake:", "❄")
    assert "Locked: docs by @operator. /mesh locks says more." in shown(town)
    assert "looking at a leak" in row(town, "docs")


def test_one_app_says_who_locked_it_and_who_froze_its_mesh(town: Town) -> None:
    holds_back(town)
    town.runs("outsider", "/mesh status docs")

    assert "The mesh main is frozen by @admin since" in shown(town)
    assert "docs is locked by @operator since" in shown(town)


@pytest.mark.parametrize("command", ["status", "status docs"])
def test_whoever_has_locked_something_is_not_notified_of_each_status(town: Town, command: str) -> None:
    holds_back(town)
    town.runs("outsider", f"/mesh {command}")

    assert "@admin" in shown(town)
    assert ["U0ADMIN" in post or "U0OPERATOR" in post for post in posted(town)] == [False]


def test_nobody_is_notified_either_where_slack_took_the_first_post_late(town: Town) -> None:
    holds_back(town)
    town.tells("slack", "faults", {"path": "/api/chat.postMessage", "status": 503, "count": 1})
    town.runs("outsider", "/mesh status docs")
    town.works_until(lambda: "@admin" in shown(town) or None)

    assert ["U0ADMIN" in post or "U0OPERATOR" in post for post in posted(town)] == [False, False]


# Refresh


def test_refresh_edits_the_same_message_and_says_who_asked(town: Town) -> None:
    first = town.runs("operator", "/mesh status")
    town.lets_pass(timedelta(seconds=30))
    town.clicks("approver", "Refresh")
    town.works_until(lambda: "asked by @approver" in shown(town) or None)

    assert len([message for message in messages(town) if message["metadata"]]) == 1
    assert first.id not in shown(town)
    assert " 30 s ago" in shown(town) or " 31 s ago" in shown(town) or " 32 s ago" in shown(town)


def test_refresh_shows_what_has_changed_once_what_was_kept_is_old(town: Town) -> None:
    town.runs("operator", "/mesh status --down")
    town.tells("heroku", f"apps/{PREFIX}docs/crash", {"again": True})
    wiring.worker_redis().delete("meshbot:status:main")
    town.clicks("outsider", "Refresh")
    town.works_until(lambda: "3 of 11 are down." in shown(town) or None)

    assert "web.1 crashed" in row(town, "docs")


def test_refresh_of_a_question_that_is_forgotten_says_what_to_do(town: Town) -> None:
    run = town.runs("operator", "/mesh status")
    wiring.worker_redis().delete(f"meshbot:run:{run.id}")
    town.clicks("operator", "Refresh")

    assert "type it again" in town.works_until(lambda: town.private("U0OPERATOR"))[-1]


# One app


def test_one_app_is_told_in_full_and_no_secret_with_it(town: Town) -> None:
    run = town.runs("operator", "/mesh status media")
    text = shown(town)

    assert run.request == AppStatus("media")
    assert "Dynos web 3/3 standard-1x" in text
    assert "web.1 up 3 d (v5), web.2 up 3 d (v5), web.3 up 3 d (v5)" in text
    assert "Visit 200 in " in text
    assert "web: 1:basic → 3:standard-1x" in text
    assert "canary" not in text


def test_the_heroku_name_is_as_good_as_the_short_one(town: Town) -> None:
    assert town.runs("operator", f"/mesh status {PREFIX}media").request == AppStatus("media")


def test_a_failed_run_of_the_app_can_be_retried_from_its_status(town: Town) -> None:
    town.tells("heroku", "builds", {"match": "docs", "fail": True, "count": 1})
    failed = approved(town, "operator", "/mesh add docs --from https://example.com/new.tar.gz")
    town.runs("operator", "/mesh status docs")
    assert f"{failed.id} failed /mesh add docs" in shown(town)
    town.clicks("operator", f"Retry {failed.id}")
    again = town.works_until(lambda: ((run := town.tools.store.get(failed.id)) and run.state is RunState.AWAITING and run) or None)

    assert again.attempt == 2


@pytest.mark.parametrize("command", ["status", "diff", "releases"])
def test_an_app_of_a_matching_name_that_is_no_member_is_refused_with_what_to_type(town: Town, command: str) -> None:
    run = town.runs("operator", f"/mesh {command} stock")

    assert run.why == f"`stock` is no app of this mesh: `{PREFIX}stock` is not attached to the controller."
    assert run.advice == "`/mesh add stock --dry-run` says what stands in the way of adding it."


@pytest.mark.parametrize("command", ["status", "diff", "releases"])
def test_an_app_that_is_not_there_is_refused_with_what_to_type(town: Town, command: str) -> None:
    run = town.runs("operator", f"/mesh {command} nope")

    assert (run.state, run.advice) == (RunState.REFUSED, "`/mesh add nope` makes one.")


def test_the_controller_is_no_app_of_its_mesh(town: Town) -> None:
    assert "is the controller" in town.runs("operator", "/mesh status control").why


# One that hangs


@pytest.fixture
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait for long: what is there is there at once."""
    monkeypatch.setattr(one_app, "QUIET_S", 1.0)
    monkeypatch.setattr(in_time.needed, "__defaults__", (2.0,))
    monkeypatch.setattr(in_time.in_time, "__defaults__", (2.0,))


@pytest.mark.usefixtures("_hurried")
def test_a_part_of_an_app_that_hangs_is_named_and_hides_no_other(town: Town) -> None:
    town.tells("heroku", "faults", {"path": f"/apps/{PREFIX}media/dynos", "count": 0, "delay_s": 600})
    run = town.runs("operator", "/mesh status media")

    assert run.state is RunState.DONE
    assert "Dynos not known: there was no answer in time." in shown(town)
    assert "Release v5" in shown(town)
    assert "web: 1:basic → 3:standard-1x" in shown(town)


@pytest.mark.usefixtures("_hurried")
def test_where_kong_hangs_the_rest_of_an_app_is_told(town: Town) -> None:
    town.tells("edge", "faults", {"path": "/kong-admin/routes", "count": 0, "delay_s": 600})
    town.runs("operator", "/mesh status media")

    assert "Kong not known: there was no answer in time." in shown(town)
    assert "Dynos web 3/3 standard-1x" in shown(town)
    assert "route media" not in shown(town)


@pytest.mark.usefixtures("_hurried")
def test_a_diff_calls_nothing_drift_that_hangs(town: Town) -> None:
    town.tells("heroku", "faults", {"path": f"/apps/{PREFIX}media/formation", "count": 0, "delay_s": 600})
    town.runs("operator", "/mesh diff media")

    assert "as far as it was read." in shown(town)
    assert "Not read: how many dynos it should have; there was no answer in time." in shown(town)


@pytest.mark.usefixtures("_hurried")
@pytest.mark.parametrize(
    ("command", "vendor", "path", "why"),
    [
        ("status docs", "heroku", f"/apps/{PREFIX}docs$", f"Heroku's answer about `{PREFIX}docs` did not come within 2 seconds."),
        ("releases docs", "heroku", "/releases", f"Heroku's answer about the releases of `{PREFIX}docs` did not come within 2 seconds."),
        ("routes docs", "edge", "/kong-admin/", "Kong's table of routes did not come within 2 seconds."),
        ("routes --match GET a.example.com/", "edge", "/kong-admin/", "What Heroku and Kong say about it did not come within 2 seconds."),
    ],
)
def test_a_question_about_which_nothing_is_known_fails_and_says_what_did_not_come(
    town: Town, command: str, vendor: str, path: str, why: str
) -> None:
    town.tells(vendor, "faults", {"path": path, "count": 0, "delay_s": 600})
    run = town.runs("operator", f"/mesh {command}")

    assert (run.state, run.why, run.advice) == (RunState.FAILED, why, "Ask again in a while.")


def test_routes_are_listed_where_heroku_hangs(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "APP_S", 0.5)
    town.tells("heroku", "faults", {"path": f"/apps/{PREFIX}docs", "count": 0, "delay_s": 600})
    town.runs("operator", "/mesh routes docs")

    assert "docs has one route; its own host is not known: there was no answer in time." in shown(town)


# Drift and releases


def test_a_diff_names_the_run_that_left_the_app(town: Town) -> None:
    left = town.runs("operator", "/mesh add docs web=2:standard-1x")
    town.tells("heroku", f"apps/{PREFIX}docs/scale", {"web": 1})
    run = town.runs("operator", "/mesh diff docs")

    assert run.request == Diff("docs")
    assert re.search(rf"docs differs from how {left.id} left it \d+ s ago:", shown(town))
    assert "web: 2:standard-1x → 1:standard-1x" in shown(town)


def test_the_diff_of_the_mesh_lists_who_drifted(town: Town) -> None:
    town.runs("operator", "/mesh diff")

    assert "2 of 11 apps of the mesh main drifted" in shown(town)
    assert "route legacy-news: none → hosts " in shown(town)


def test_the_releases_of_an_app_are_listed(town: Town) -> None:
    run = town.runs("operator", "/mesh releases login")

    assert (run.request, "The latest 6 releases of login; v5 runs." in shown(town)) == (Releases("login"), True)
    assert re.search(r"v6 +failed +2?\d [hd] +- +operator-bot@example.com +Deploy r-", shown(town))


# Where it is answered


@pytest.mark.parametrize("command", ["status", "status media", "diff", "releases login", "routes media"])
def test_a_quiet_question_is_answered_to_its_asker_alone(town: Town, command: str) -> None:
    answer = told(town.says("operator", f"/mesh {command} --quiet"))
    town.works_until(lambda: town.ended(run_named_in(answer)))

    assert "its answer comes to you alone" in answer
    assert messages(town) == []
    assert f"/mesh {command} --quiet · asked by @operator" in "\n".join(town.private("U0OPERATOR") or ())


def test_a_question_is_none_of_the_runs_that_are_listed(town: Town) -> None:
    run = town.runs("operator", "/mesh status")

    assert run.id not in told(town.says("operator", "/mesh runs"))
    assert "Mesh main" in told(town.says("operator", f"/mesh run {run.id}"))


def test_a_failed_question_is_asked_anew_by_refresh_and_not_retried(town: Town) -> None:
    town.tells("heroku", "faults", {"path": f"/apps/{PREFIX}docs/releases", "status": 422})
    failed = town.runs("operator", "/mesh releases docs")
    assert failed.state is RunState.FAILED
    assert "was a question: type it again" in told(town.says("operator", f"/mesh retry {failed.id}"))
    town.clicks("operator", "Refresh")

    town.works_until(lambda: "The latest 5 releases of docs" in shown(town) or None)


def test_what_one_would_do_next_is_a_button_that_types_it_for_whoever_clicks(town: Town) -> None:
    town.runs("outsider", "/mesh status mail")
    town.clicks("outsider", "Restart web.1")
    town.works_until(lambda: "you may not ask for that" in "\n".join(town.private("U0OUTSIDER") or ()) or None)
    assert town.works_until(lambda: restarts(town, RunState.REFUSED)) == ["restart mail web.1"]

    town.clicks("operator", "Restart web.1")
    assert town.works_until(lambda: restarts(town, RunState.DONE)) == ["restart mail web.1"]
    assert "mail answers through Kong" in answer_to(town, "/mesh status mail")


def has_routes(town: Town, number: int) -> list[str]:
    """Give an app further routes past meshbot, and return their names."""
    service = town.kong_admin("GET", "/services/media")
    names = [f"media-by-hand-{place:03}" for place in range(number)]
    for name in names:
        town.kong_admin("PUT", f"/routes/{name}", hosts=["media.example.com"], paths=[f"/{name}"], service={"id": service["id"]})
    return names


def thread(town: Town) -> str:
    """Return all that the channel and its threads show, with what one line goes on with in the next message."""
    return "\n".join(town.channel())


OF_A_ROUTE = {
    "status media": "• route {}: media.example.com; paths /{}; ",
    "diff media": "• route {}: none → hosts media.example.com; paths /{}; ",
    "routes media": "{} media.example.com /{}",
}


@pytest.mark.parametrize("number", [60, 300])
def test_questions_about_an_app_of_very_many_routes_are_answered_with_all_of_them(town: Town, number: int) -> None:
    names = has_routes(town, number)
    ended = {question: town.runs("operator", f"/mesh {question}").state for question in OF_A_ROUTE}
    shown = " ".join(thread(town).split())
    missing = {question: [name for name in names if line.format(name, name) not in shown] for question, line in OF_A_ROUTE.items()}
    assert ended == dict.fromkeys(OF_A_ROUTE, RunState.DONE)
    assert missing == {question: [] for question in OF_A_ROUTE}
    assert "The rest follows in the thread, in " in shown


def test_dynos_that_were_scaled_by_hand_are_scaled_back_by_a_button(town: Town) -> None:
    town.runs("operator", "/mesh status media")
    town.clicks("operator", "Scale back")
    town.works_until(lambda: [run for run in town.tools.store.recent(10, "media", "main") if run.state is RunState.DONE] or None)
    assert town.state("heroku")["apps"][f"{PREFIX}media"]["formation"]["web"] == {"quantity": 1, "size": "Basic"}


def restarts(town: Town, state: RunState) -> list[str] | None:
    return [run.asking.words for run in town.tools.store.recent(10, "mail", "main") if run.state is state] or None


def answer_to(town: Town, text: str) -> str:
    town.runs("operator", text)
    return "\n".join(town.channel())
