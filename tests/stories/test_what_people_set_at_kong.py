"""What people have set at Kong beyond what a command writes, over the wire, on each Kong: kept, shown, and told as Kong answers."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mesh.run import Run, RunState
from sandbox.launch.wishes import Wishes
from tests.stories.shop import last_message
from tests.stories.test_routes import WHOLE_TABLE, approved, kong_requests, proposed
from tests.stories.town import Town, a_town, run_named_in, told

Fields = Mapping[str, Any]
HEADERS: Fields = {"headers": {"x-preview": ["yes"]}, "path_handling": "v1", "https_redirect_status_code": 302, "tags": ["ours"]}
SNIS: Fields = {"snis": ["ui.example.com"], "response_buffering": False}
GRPC: Fields = {"protocols": ["grpc", "grpcs"], "strip_path": False}
TCP: Fields = {"hosts": None, "paths": None, "protocols": ["tcp"], "destinations": [{"ip": "10.0.0.1", "port": 9000}]}
SOURCES: Fields = {"hosts": None, "paths": None, "protocols": ["tcp", "tls"], "sources": [{"ip": "10.0.0.2"}]}
TLS: Fields = {"hosts": None, "paths": None, "protocols": ["tls"], "snis": ["ui.example.com"]}
MOMENTS = {"id", "created_at", "updated_at"}
LATE = ("2.8.5", "3.0.2")
OF_HTTP = [
    pytest.param(kong, fields, id=f"{kong}-{name}")
    for kong in LATE
    for name, fields in (("headers", HEADERS), ("snis", SNIS), ("grpc", GRPC))
]
OF_STREAMS = [("1.0.2", TCP), ("1.0.2", SOURCES), ("2.8.5", TLS), ("3.0.2", TCP)]


@pytest.fixture
def kong() -> str:
    return "2.8.5"


@pytest.fixture
def town(redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kong: str) -> Iterator[Town]:
    """Open a town with that Kong."""
    with a_town(redis_url, tmp_path, monkeypatch, Wishes(build_s=0.1, kong_version=kong)) as opened:
        opened.hurries()
        yield opened


@pytest.fixture
def host(town: Town) -> str:
    """Add web-ui and return its own host."""
    town.knows_groups()
    return town.runs("operator", "/mesh add web-ui").host() or ""


def a_cart(town: Town, host: str, fields: Fields) -> None:
    """Let somebody make the route web-ui-cart by hand."""
    service = town.kong_admin("GET", "/services/web-ui")
    body = {"name": "web-ui-cart", "hosts": [host], "paths": ["/cart"], "protocols": ["https"], "service": {"id": service["id"]}, **fields}
    town.kong_admin("POST", "/routes", **body)


def a_key(town: Town, route: str) -> None:
    """Let somebody ask visitors of a route for a key."""
    town.kong_admin("POST", "/plugins", name="key-auth", route={"id": town.kong_admin("GET", f"/routes/{route}")["id"]})


def stored(town: Town) -> dict[str, Any]:
    """Return all services, routes and plugins by their names, without ids and moments, and lists in an order of ours."""
    return {
        f"{kind} {each['name']}": {name: _plain(value) for name, value in each.items() if name not in MOMENTS}
        for kind in ("services", "routes", "plugins")
        for each in town.kong_admin("GET", f"/{kind}?size=1000")["data"]
    }


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON
    return sorted(map(json.dumps, value)) if isinstance(value, list) else value


def undone(town: Town, run: Run) -> Run:
    """Undo a run, have that approved, and work until it has ended."""
    return approved(town, f"/mesh undo {run.id}")


def seen_by_kong(town: Town) -> None:
    """Let as much time pass as Kong's nodes may need."""
    town.lets_pass(timedelta(seconds=16))


# Kept


@pytest.mark.parametrize(("kong", "fields"), OF_HTTP)
def test_a_route_that_is_removed_comes_back_with_all_that_people_have_set(town: Town, host: str, fields: Fields) -> None:
    a_cart(town, host, fields)
    before = stored(town)
    removal = approved(town, "/mesh route remove web-ui cart")
    assert (removal.state, "routes web-ui-cart" in stored(town)) == (RunState.DONE, False)
    assert undone(town, removal).state is RunState.DONE
    assert stored(town) == before


@pytest.mark.parametrize(("kong", "fields"), OF_STREAMS)
def test_no_undo_makes_a_route_for_streams_again_and_it_says_so(town: Town, host: str, fields: Fields) -> None:
    a_cart(town, host, fields)
    removal = approved(town, "/mesh route remove web-ui cart")
    before = stored(town)
    answer = told(town.says("operator", f"/mesh undo {removal.id}"))
    assert f"`web-ui-cart` was a route for {', '.join(fields['protocols'])}, which no command of mine makes again." in answer
    assert stored(town) == before


@pytest.mark.parametrize(("kong", "fields"), [("2.8.5", HEADERS), ("3.0.2", GRPC), ("3.0.2", SNIS)])
def test_a_route_that_is_set_and_set_back_keeps_all_that_people_have_set(town: Town, host: str, fields: Fields) -> None:
    a_cart(town, host, fields)
    before = stored(town)
    change = approved(town, "/mesh route set web-ui cart path=/basket")
    assert stored(town) == {**before, "routes web-ui-cart": {**before["routes web-ui-cart"], "paths": ['"/basket"']}}
    assert (change.state, undone(town, change).state, stored(town)) == (RunState.DONE, RunState.DONE, before)


@pytest.mark.parametrize("kong", ["1.0.2", *LATE])
def test_a_route_that_took_a_plugin_with_it_is_not_made_again_without_it(town: Town, host: str) -> None:
    a_cart(town, host, {})
    a_key(town, "web-ui-cart")
    removal = approved(town, "/mesh route remove web-ui cart")
    assert "removing web-ui-cart also removes key-auth, and nothing restores it, so this removal cannot be undone." in last_message(town)
    before = stored(town)
    answer = told(town.says("operator", f"/mesh undo {removal.id}"))
    assert "`web-ui-cart` had the plugins `key-auth`, which were removed with it." in answer
    assert stored(town) == before


@pytest.mark.parametrize("kong", LATE)
def test_an_app_that_is_added_again_keeps_what_people_have_set_at_its_route_and_service(town: Town, host: str) -> None:
    town.kong_admin("PATCH", "/routes/web-ui", tags=["ours"], path_handling="v1", response_buffering=False)
    town.kong_admin("PATCH", "/services/web-ui", read_timeout=7000, tags=["ours"])
    before = stored(town)
    assert town.runs("operator", "/mesh add web-ui web=2:standard-1x").state is RunState.DONE
    assert "the service web-ui has read_timeout 7000; tags, set by hand at Kong; that stays." in last_message(town)
    assert stored(town) == before


@pytest.mark.parametrize(
    ("kong", "fields", "typed"), [("2.8.5", GRPC, "methods=GET"), ("1.0.2", TCP, "protocols=https"), ("3.0.2", TLS, "path=/a")]
)
def test_what_kong_would_refuse_of_such_a_route_is_refused_before_anybody_is_asked(
    town: Town, host: str, fields: Fields, typed: str
) -> None:
    a_cart(town, host, fields)
    before = stored(town)
    run = proposed(town, f"/mesh route set web-ui cart {typed}")
    assert (run.state, run.advice) == (RunState.REFUSED, "Change it at Kong's Admin API.")
    assert stored(town) == before


# Shown


@pytest.mark.parametrize(
    ("kong", "fields", "words"),
    [
        ("2.8.5", HEADERS, "headers=x-preview"),
        ("3.0.2", SNIS, "snis=ui.example.com"),
        ("1.0.2", TCP, "destinations=10.0.0.1:9000"),
        ("1.0.2", SOURCES, "sources=10.0.0.2"),
    ],
)
def test_routes_diff_and_a_plan_show_what_people_have_set(town: Town, host: str, fields: Fields, words: str) -> None:
    a_cart(town, host, fields)
    town.runs("operator", "/mesh routes web-ui")
    assert words in last_message(town).replace("\n", " ")
    town.runs("operator", "/mesh diff web-ui")
    assert "route web-ui-cart: none → " in last_message(town)
    assert words.replace("=", " ") in last_message(town)
    proposed(town, "/mesh route remove web-ui cart")
    assert words.replace("=", " ") in last_message(town)


@pytest.mark.parametrize("kong", ["1.0.2", *LATE])
def test_diff_status_and_routes_name_a_plugin_that_may_answer_and_it_is_no_drift(town: Town, host: str) -> None:
    a_key(town, "web-ui")
    for command in ("diff web-ui", "status web-ui", "routes web-ui"):
        town.runs("operator", f"/mesh {command}")
        assert "Plugins that may answer instead of the app: key-auth of web-ui." in last_message(town), command
    town.runs("operator", "/mesh diff")
    assert "None of 1 apps of the mesh main drifted" in last_message(town)
    assert "Plugins that may answer instead of an app: key-auth of web-ui. They were set by hand" in last_message(town)


@pytest.mark.parametrize("command", ["status web-ui", "diff web-ui", "diff"])
def test_a_question_about_an_app_takes_no_more_of_a_minute_than_a_reader_has_at_the_door_as_heroku_ships_it(
    town: Town, host: str, command: str
) -> None:
    limiting = next(each["id"] for each in town.kong_admin("GET", "/plugins")["data"] if each["name"] == "rate-limiting")
    town.kong_admin("PATCH", f"/plugins/{limiting}", config={"minute": 5})
    town.lets_the_next_minute_begin()
    before = len(kong_requests(town))
    assert town.runs("operator", f"/mesh {command}").state is RunState.DONE
    assert sorted(kong_requests(town)[before:]) == sorted(WHOLE_TABLE)


# Decides


def answer_to(town: Town, url: str) -> str:
    run = town.runs("operator", f"/mesh routes --match GET {url}")
    assert run.state is RunState.DONE
    return last_message(town)


@pytest.mark.parametrize(("kong", "fields"), [("2.8.5", HEADERS), ("3.0.2", HEADERS), ("2.8.5", SNIS), ("3.0.2", SNIS), ("2.8.5", GRPC)])
def test_where_more_than_a_path_decides_the_answer_is_not_predicted(town: Town, host: str, fields: Fields) -> None:
    a_cart(town, host, fields)
    assert "not predicted: route web-ui-cart goes by" in answer_to(town, f"{host}/cart")
    assert "→ web-ui sees /shop (route web-ui)" in answer_to(town, f"{host}/shop")


@pytest.mark.parametrize(("kong", "fields"), [("1.0.2", TCP), ("2.8.5", TLS), ("3.0.2", TCP)])
def test_a_route_for_streams_answers_nobody_as_kong_does(town: Town, host: str, fields: Fields) -> None:
    a_cart(town, host, fields)
    assert "→ web-ui sees /cart (route web-ui)" in answer_to(town, f"{host}/cart")
    seen_by_kong(town)
    assert town.visit(host).status_code == 200


@pytest.mark.parametrize("kong", LATE)
def test_a_service_that_is_off_answers_nobody_and_stays_off(town: Town, host: str) -> None:
    town.kong_admin("PATCH", "/services/web-ui", enabled=False)
    before = stored(town)
    assert "→ 404, no route" in answer_to(town, f"{host}/")
    town.works_until(lambda: town.visit(host).status_code == 404 or None)
    town.runs("operator", "/mesh routes web-ui")
    assert "The service has enabled: false: Kong answers as if it had no routes." in last_message(town)
    run = town.runs("operator", "/mesh add web-ui web=2:standard-1x")
    assert (run.state, "`web-ui` has `enabled: false`" in run.why) == (RunState.REFUSED, True)
    change = approved(town, "/mesh route add web-ui cart path=/cart")
    assert "the service web-ui has enabled: false at Kong, which answers as if it had no routes" in last_message(town)
    assert (change.state, undone(town, change).state, stored(town)) == (RunState.DONE, RunState.DONE, before)


@pytest.mark.parametrize("kong", ["1.0.2", *LATE])
def test_where_a_plugin_may_answer_the_answer_is_not_predicted_and_a_visitor_meets_it(town: Town, host: str) -> None:
    a_key(town, "web-ui")
    assert "not predicted: the plugin key-auth of the route may answer; else web-ui sees /" in answer_to(town, f"{host}/")
    town.works_until(lambda: town.visit(host).status_code == 401 or None)


def test_a_plan_of_an_add_without_a_further_host_says_that_it_looked_at_no_plugins(town: Town, host: str) -> None:
    town.tells("edge", "faults", {"path": "^/$", "method": "GET", "count": 0, "status": 503})
    run_id = run_named_in(told(town.says("operator", "/mesh add web-ui --dry-run")))
    town.works_until(lambda: town.ended(run_id))
    assert "plugins at Kong were not looked at: one of its service or route may answer instead of the app" in last_message(town)
