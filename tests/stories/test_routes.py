"""Route changes: typed by an operator, approved by somebody else, carried out by the worker, seen by visitors."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import wiring
from jobs import report
from jobs.slack_pace import Pace
from mesh.run import Run, RunState
from mesh.steps import AWAIT_ROUTE
from tests.examples import dynos
from tests.stories.town import Town, run_named_in, told

APP = "tinyrobot-science-mesh-web-ui"
UI = "ui.example.com"
WHOLE_TABLE = ["GET /services?size=1000", "GET /routes?size=1000", "GET /plugins?size=1000"]
"""As many as the door, as Heroku ships it, lets a reader have in a minute."""


@pytest.fixture
def host(town: Town) -> str:
    """Add web-ui and return its own host."""
    town.knows_groups()
    return town.runs("operator", "/mesh add web-ui").host() or ""


def proposed(town: Town, text: str) -> Run:
    """Type a command and work until its plan is shown or it has ended."""
    run_id = run_named_in(told(town.says("operator", text)))

    def found() -> Run | None:
        run = town.tools.store.get(run_id)
        waits = run is not None and run.state is RunState.AWAITING and "[ Approve ]" in "\n".join(town.channel())
        return run if waits else town.ended(run_id)

    return town.works_until(found)


def approved(town: Town, text: str, meanwhile: Callable[[], object] = lambda: None) -> Run:
    """Have a command approved and carried out. What no visit can show is waited for on a clock that is set ahead."""
    run = proposed(town, text)
    assert run.state is RunState.AWAITING, run.why
    meanwhile()
    town.clicks("approver", "Approve")

    def found() -> Run | None:
        now = town.tools.store.get(run.id)
        if now and now.note(AWAIT_ROUTE) and now.state is RunState.WAITING:
            town.lets_pass(timedelta(seconds=6))
        return town.ended(run.id)

    return town.works_until(found)


def kong_requests(town: Town) -> list[str]:
    return [f"{line.method} {line.path.partition('/kong-admin')[2]}" for line in town.world.edge.requests if "/kong-admin" in line.path]


def route(town: Town, name: str) -> dict[str, Any]:
    return town.kong_admin("GET", f"/routes/{name}")


def test_an_approved_route_is_there_as_asked_after_seven_requests_to_kong(town: Town, host: str) -> None:
    before = len(kong_requests(town))
    run = approved(town, '/mesh route add web-ui cart path=/cart methods=GET,POST strip_path=false --reason "new cart"')
    stored = route(town, "web-ui-cart")
    assert run.state is RunState.DONE
    assert (stored["hosts"], stored["paths"], sorted(stored["methods"])) == ([host], ["/cart"], ["GET", "POST"])
    assert (stored["protocols"], stored["strip_path"], stored["preserve_host"]) == (["https"], False, False)
    asked = kong_requests(town)[before:]
    assert sorted(asked) == sorted([*WHOLE_TABLE * 2, "POST /routes"])


def test_the_plan_shows_what_changes_for_visitors_before_it_is_approved(town: Town, host: str) -> None:
    before = len(kong_requests(town))
    run = proposed(town, "/mesh route add web-ui cart path=/cart")
    shown = "\n".join(town.channel())
    assert run.state is RunState.AWAITING
    assert f"register the Kong route web-ui-cart: hosts {host}, paths /cart, protocols https" in shown
    assert f"GET https://{host}/cart: web-ui sees /cart (route web-ui) → web-ui sees / (route web-ui-cart)" in shown
    assert "POST /routes" not in kong_requests(town)[before:]


def test_a_change_leaves_the_fields_that_were_not_named_and_the_route_s_age(town: Town, host: str) -> None:
    service = town.kong_admin("GET", "/services/web-ui")
    town.kong_admin("PUT", "/routes/web-ui-cart", hosts=[host], paths=["/cart"], preserve_host=True, service={"id": service["id"]})
    before = route(town, "web-ui-cart")
    run = approved(town, "/mesh route set web-ui cart path=/cart,/basket")
    after = route(town, "web-ui-cart")
    changed = {name for name in before if before[name] != after[name] and name != "updated_at"}
    assert (run.state, after["paths"], changed) == (RunState.DONE, ["/cart", "/basket"], {"paths"})
    assert "change the Kong route web-ui-cart: paths: /cart → /cart, /basket" in "\n".join(town.channel())


def test_a_removed_route_is_seen_to_be_gone(town: Town, host: str) -> None:
    run = approved(town, "/mesh route remove web-ui web-ui")
    assert run.state is RunState.DONE
    assert town.visit(host).status_code == 404
    assert run.value(AWAIT_ROUTE, "saw") == f"https://{host}/ has no route"


def test_a_further_host_brings_its_domain_and_says_where_its_dns_should_point(town: Town, host: str) -> None:
    run = approved(town, f"/mesh add web-ui host={UI}")
    assert run.state is RunState.DONE
    assert route(town, "web-ui")["hosts"] == [host, UI]
    assert town.visit(UI).status_code == 200
    assert "point its DNS (CNAME) to round-" in "\n".join(town.channel())


def test_the_plan_of_a_further_host_shows_who_answers_there_before_it_is_approved(town: Town, host: str) -> None:
    before = len(kong_requests(town))
    run = proposed(town, f"/mesh add web-ui host={UI}")
    shown = "\n".join(town.channel())
    assert run.state is RunState.AWAITING
    assert f"GET https://{UI}/: 404 from Heroku: no app has this host → web-ui sees / (route web-ui)" in shown
    assert sorted(kong_requests(town)[before:]) == sorted(WHOLE_TABLE)


def test_a_further_host_needs_seven_requests_to_kong_and_one_to_heroku_beyond_the_readings(town: Town, host: str) -> None:
    before = len(kong_requests(town)), len(town.world.heroku.requests)
    run = approved(town, f"/mesh add web-ui host={UI}")
    asked = [f"{line.method} {line.path}" for line in list(town.world.heroku.requests)[before[1] :]]
    assert (run.state, len(kong_requests(town)) - before[0]) == (RunState.DONE, 7)
    assert [line for line in asked if not line.startswith("GET")] == [f"POST /apps/{APP}/domains"]


def test_a_domain_that_heroku_leads_to_another_app_fails_in_herokus_words_and_leaves_the_route_as_it_was(town: Town, host: str) -> None:
    town.runs("operator", "/mesh add shop")
    town.tools.heroku.add_domain("tinyrobot-science-mesh-shop", UI)
    run = approved(town, f"/mesh add web-ui host={UI}")
    assert run.state is RunState.FAILED
    assert f"{UI} is currently in use by another app" in run.why
    assert route(town, "web-ui")["hosts"] == [host]


def test_a_new_app_gets_its_further_host_at_once(town: Town) -> None:
    town.knows_groups()
    run = approved(town, f"/mesh add web-ui host={UI}")
    assert (run.state, route(town, "web-ui")["hosts"]) == (RunState.DONE, [run.host(), UI])
    assert len(kong_requests(town)) == 8


def test_a_host_of_the_app_gets_a_route_that_visits_show(town: Town, host: str) -> None:
    town.tools.heroku.add_domain(APP, UI)
    run = approved(town, f"/mesh route add web-ui ui host={UI}")
    assert (run.state, town.visit(UI).status_code) == (RunState.DONE, 200)
    assert run.value(AWAIT_ROUTE, "saw") == f"https://{UI}/ comes through Kong"


def test_a_host_that_is_no_domain_of_the_app_is_refused_with_how_to_add_it(town: Town, host: str) -> None:
    writes = town.writes()
    run = proposed(town, f"/mesh route add web-ui ui host={UI}")
    assert (run.state, run.advice) == (RunState.REFUSED, f"Add the domain first: `/mesh add web-ui host={UI}`.")
    assert town.writes() == writes


def test_a_route_that_is_so_already_is_told_and_nothing_is_written(town: Town, host: str) -> None:
    run = proposed(town, "/mesh route set web-ui web-ui protocols=https")
    assert run.state is RunState.DONE
    assert "There is nothing to do: the route web-ui is so already." in "\n".join(town.channel())


def test_a_route_that_somebody_else_wrote_meanwhile_is_not_written_over(town: Town, host: str) -> None:
    service = town.kong_admin("GET", "/services/web-ui")
    there = {"hosts": [host], "paths": ["/other"], "service": {"id": service["id"]}}
    proposed_run = proposed(town, "/mesh route add web-ui cart path=/cart")
    town.kong_admin("PUT", "/routes/web-ui-cart", **there)
    town.clicks("approver", "Approve")
    run = town.works_until(lambda: town.ended(proposed_run.id))
    assert (run.state, run.advice.partition(" ")[0]) == (RunState.REFUSED, "Nothing")
    assert run.why.startswith("The plan no longer applies: ")
    assert "withdrawn" not in "\n".join(town.lines(town.messages()[-1]))
    assert route(town, "web-ui-cart")["paths"] == ["/other"]


@pytest.mark.parametrize("lost", [{"status": 502}, {"reset": True}], ids=["502", "cut off"])
def test_a_lost_answer_to_the_write_does_not_write_twice(town: Town, host: str, lost: dict[str, object]) -> None:
    before = len(kong_requests(town))
    town.tells("edge", "faults", {"method": "POST", "path": "/kong-admin/routes", "when": "after", **lost})
    run = approved(town, "/mesh route add web-ui cart path=/cart")
    since = [line for line in town.world.edge.requests if "/kong-admin" in line.path][before:]
    assert (run.state, route(town, "web-ui-cart")["paths"]) == (RunState.DONE, ["/cart"])
    assert [line.fault.split()[0] for line in since if line.fault] == [*lost]
    assert [line for line in kong_requests(town)[before:] if "size=" not in line] == ["POST /routes", "GET /routes/web-ui-cart"]


def test_a_change_that_visits_never_show_fails_and_says_what_stands(town: Town, host: str) -> None:
    run = approved(town, "/mesh route remove web-ui web-ui", meanwhile=lambda: town.tells("heroku", f"apps/{APP}/crash", {"again": True}))
    assert run.state is RunState.FAILED
    assert "the change is stored, but after 16 s a visit is not answered as it should be: / answers 503" in run.why
    assert "What stands: the removal of the Kong route. What does not: that every Kong node has seen it." in "\n".join(town.channel())


def test_a_retry_looks_again_at_an_approved_change_that_is_written_and_asks_nobody_anew(town: Town, host: str) -> None:
    crashing = f"apps/{APP}/crash"
    run = approved(town, "/mesh route remove web-ui web-ui", meanwhile=lambda: town.tells("heroku", crashing, {"again": True}))
    before = len(kong_requests(town))
    town.tells("heroku", crashing, {"again": False})
    town.tools.heroku.scale(APP, dynos("web=0"))
    town.tools.heroku.scale(APP, dynos("web=1"))
    town.says("operator", f"/mesh retry {run.id}")
    again = town.works_until(lambda: town.ended(run.id))
    assert (run.state, again.state) == (RunState.FAILED, RunState.DONE)
    assert again.value(AWAIT_ROUTE, "saw") == f"https://{host}/ has no route"
    assert [line for line in kong_requests(town)[before:] if not line.startswith("GET")] == []


def test_a_plan_that_touches_120_routes_is_summed_up_in_its_message_and_whole_in_its_thread(
    town: Town, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "posts", lambda channel: Pace(f"post:{channel}", 1.5, 3))  # so slow that the thread is not filled in one go
    town.tools.heroku.add_domain(APP, UI)
    other = town.kong_admin("PUT", "/services/other", url="http://127.0.0.1:5000")
    for number in range(120):
        town.kong_admin("PUT", f"/routes/other-{number}", paths=[f"/a-rather-long-path/{number:03}"], service={"id": other["id"]})
    proposed(town, f"/mesh route add web-ui ui host={UI}")
    town.works_until(lambda: town.tools.board.behind(town.tools.now().replace(year=2100), 1) == () or None)
    messages = town.messages()
    message, thread = town.lines(messages[-1 - len(replies(messages))]), [line for each in replies(messages) for line in town.lines(each)]
    listed = [line for line in thread if f"://{UI}" in line]
    assert "For visitors, of the requests looked at, 2 begin to be answered, 120 stop being answered, 120 change:" in message
    assert "… and 234 more." in message
    assert message[-1].split("  ") == ["[ Approve ]", "[ Decline ]", "[ Withdraw ]"]
    assert len(listed) == len(set(listed)) == 242
    assert all(any(f"GET https://{UI}/a-rather-long-path/{number:03}:" in line for line in listed) for number in range(120))


def test_one_approved_route_change_goes_through_a_door_of_five_requests_a_minute_and_shows_its_wait(town: Town, host: str) -> None:
    plugins = town.kong_admin("GET", "/plugins")["data"]
    limiting = next(each["id"] for each in plugins if each["name"] == "rate-limiting")
    town.kong_admin("PATCH", f"/plugins/{limiting}", config={"minute": 5})
    town.lets_the_next_minute_begin()
    waits: list[str] = []

    def found() -> Run | None:
        """Let a minute pass whenever the message shows that the run waits for one, and time where no visit shows the change."""
        run = town.tools.store.recent(1)[0]
        line = next((line for line in town.channel() if "waits for the next minute" in line), "")
        if line and town.tools.now() < due(town, run.id):
            waits.append(line)
            town.lets_the_next_minute_begin()
        elif run.note(AWAIT_ROUTE) and run.state is RunState.WAITING:
            town.lets_pass(timedelta(seconds=6))
        elif run.state is RunState.AWAITING:
            town.says("approver", f"/mesh approve {run.id}")
        return town.ended(run.id)

    town.says("operator", "/mesh route add web-ui cart path=/cart")
    assert town.works_until(found).state is RunState.DONE
    assert route(town, "web-ui-cart")["paths"] == ["/cart"]
    assert waits


def due(town: Town, run_id: str) -> datetime:
    """Return when a worker looks at a run again."""
    score = wiring.worker_redis().zscore("meshbot:due", run_id)
    return datetime.fromtimestamp(float(score or 0), UTC)


def replies(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the messages of the newest thread."""
    threads = [each["thread_ts"] for each in messages if each.get("thread_ts") not in {None, "", each["ts"]}]
    return [each for each in messages if each.get("thread_ts") == threads[-1] and each["ts"] != threads[-1]]


# Questions


def test_an_app_s_routes_are_listed_in_the_channel(town: Town, host: str) -> None:
    town.runs("operator", "/mesh routes web-ui")
    shown = [line.split() for line in town.channel()]
    assert ["name", "hosts", "paths", "methods", "protocols", "flags", "age"] in shown
    assert any(line[:8] == ["web-ui", "(own", "host)", "any", "any", "https", "-", line[7]] for line in shown if len(line) > 7)


def test_anyone_may_ask_who_answers_a_request(town: Town, host: str) -> None:
    town.runs("outsider", f"/mesh routes --match GET {host}/cart")
    shown = "\n".join(town.channel())
    assert f"GET https://{host}/cart → web-ui sees /cart (route web-ui)" in shown
    assert f"Heroku leads {host} to web-ui." in shown


def test_a_host_that_leads_nowhere_is_told(town: Town, host: str) -> None:
    town.runs("operator", "/mesh routes --match GET nobody.example.com/")
    assert "No app of this mesh has the domain nobody.example.com." in "\n".join(town.channel())


def test_an_app_that_kong_does_not_know_has_no_routes(town: Town) -> None:
    run = town.runs("operator", "/mesh routes web-ui")
    assert (run.state, run.why) == (RunState.REFUSED, "Kong has no service `web-ui`, so it has no routes.")


def test_a_question_is_answered_within_twenty_seconds_though_kong_is_away(town: Town) -> None:
    town.tells("edge", "faults", {"path": "^/kong-admin", "status": 502, "count": 0})
    run_id = run_named_in(told(town.says("operator", "/mesh routes web-ui")))
    dues: list[datetime] = []

    def found() -> Run | None:
        """Let time pass up to when a worker looks again."""
        if town.ended(run_id) is None and (wait := due(town, run_id) - town.tools.now()) > timedelta(0):
            dues.append(due(town, run_id))
            town.lets_pass(wait)
        return town.ended(run_id)

    run = town.works_until(found)
    assert (run.state, run.advice) == (RunState.FAILED, "Ask again in a while.")
    assert "502" in run.why
    assert max(dues) - min(dues) < timedelta(seconds=20)
