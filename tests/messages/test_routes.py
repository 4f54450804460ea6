"""Routes for people: what a step changes field by field, what changes for visitors, the table, and who answers."""

from dataclasses import replace
from datetime import timedelta

from mesh import steps
from mesh.found import Route
from mesh.plan import Effect
from mesh.requests import RouteMatch
from mesh.routing import Edge, EdgeApp, Request, answer
from mesh.run import RunState
from messages.answer import answer_of, answer_pages
from messages.effects import effect_lines
from messages.plan_pages import plan_pages
from messages.route_table import Answered, routes_table, who_answers
from messages.run import run_message
from messages.steps import finding, intention
from tests.examples import APP, HOST, KONG_VERSION, NOON, SERVICE, a_note, a_plan, a_route, a_run, a_service
from tests.messages.limits import problems, shown

CART = Route("c-1", "web-ui-cart", a_service().id, (HOST,), ("/cart",), ("GET",), ("https",), created_at=NOON)
BEGINS = Effect("GET https://h/cart", "404, no route", "web-ui sees / (route web-ui-cart)")
CHANGES = Effect("GET https://h/a", "web-ui sees /a (route web-ui)", "web-ui sees / (route web-ui-a)")
STOPS = Effect("GET https://h/b", "web-ui sees /b (route web-ui)", "404, no route")


def test_a_new_route_is_shown_with_what_kong_would_not_set_by_itself() -> None:
    assert intention(steps.WriteRoute(SERVICE, replace(CART, id="", strip_path=False)), HOST) == (
        f"register the Kong route `web-ui-cart`: hosts `{HOST}`, paths `/cart`, methods GET, protocols https, strip_path false"
    )


def test_a_change_is_shown_field_by_field() -> None:
    wanted = replace(CART, paths=("/cart", "/basket"), methods=(), preserve_host=True)
    assert intention(steps.WriteRoute(SERVICE, wanted, before=CART), HOST) == (
        "change the Kong route `web-ui-cart`: paths: `/cart` → `/cart`, `/basket`; methods: GET → any; preserve_host: false → true"
    )


def test_a_removal_shows_what_the_route_was() -> None:
    words = f"remove the Kong route `web-ui-cart` (hosts `{HOST}`, paths `/cart`, methods GET, protocols https)"
    assert intention(steps.RemoveRoute(CART), HOST) == words


def test_a_long_list_is_written_out() -> None:
    many = replace(CART, paths=tuple(f"/p{n}" for n in range(120)))
    assert f"paths {', '.join(f'`{path}`' for path in many.paths)}" in intention(steps.WriteRoute(SERVICE, many), HOST)


def test_a_domain_says_where_its_dns_should_point_once_heroku_has_said_so() -> None:
    step = steps.AddDomain(APP, "ui.example.com")
    assert intention(step, HOST) == f"add the domain `ui.example.com` to `{APP}`"
    assert finding(step, a_note(after={"target": "round-cliff.herokudns.com"})) == "point its DNS (CNAME) to `round-cliff.herokudns.com`"


def test_the_waiting_says_what_was_seen() -> None:
    step = steps.AwaitRoute((), KONG_VERSION)
    assert intention(step, HOST) == "wait until Kong’s nodes have seen it"
    assert finding(step, a_note(after={"saw": "a <b>"})) == "a &lt;b&gt;"


def test_a_route_for_several_hosts_names_them_all() -> None:
    step = steps.PutRoute(SERVICE, None, None, further_hosts=("ui.example.com",))
    assert intention(step, None) == "register the Kong route `web-ui` for the new app’s host, `ui.example.com`, https only"


# What changes for visitors


def test_what_stops_is_shown_before_what_changes_and_begins() -> None:
    assert list(effect_lines(a_plan(effects=(BEGINS, CHANGES, STOPS)))) == [
        "*For visitors*, of the requests looked at, 1 begins to be answered, 1 stops being answered, 1 changes:",
        ":red_circle: `GET https://h/b`: web-ui sees /b (route web-ui) → 404, no route",
        ":large_yellow_circle: `GET https://h/a`: web-ui sees /a (route web-ui) → web-ui sees / (route web-ui-a)",
        ":large_green_circle: `GET https://h/cart`: 404, no route → web-ui sees / (route web-ui-cart)",
    ]


def test_a_plan_without_effects_says_nothing_of_visitors() -> None:
    assert list(effect_lines(a_plan())) == []


def test_a_plan_of_many_effects_shows_the_first_and_the_thread_has_them_all() -> None:
    effects = tuple(replace(CHANGES, request=f"GET https://{HOST}/{n}{'x' * 200}") for n in range(50))
    plan = a_plan(steps.WriteRoute(SERVICE, replace(CART, created_at=None)), effects=effects)
    run = a_run(state=RunState.AWAITING, plan=plan)
    message, thread = run_message(run, NOON), plan_pages(run)
    assert "… and 42 more." in shown(message)
    assert [problems(each) for each in (message, *thread)] == [[]] * (1 + len(thread))
    assert sum(shown(each).count("GET https://") for each in thread) == 50


def test_a_thread_is_not_begun_where_the_message_shows_all() -> None:
    assert plan_pages(a_run(state=RunState.AWAITING, plan=a_plan(effects=(CHANGES,)))) == ()


# Answers


def test_the_table_has_every_field_in_columns() -> None:
    both = replace(CART, hosts=(HOST, "ui.example.com"), methods=("GET", "HEAD", "POST"), strip_path=False, regex_priority=2)
    table = routes_table(a_service(), HOST, (both, a_route(created_at=NOON - timedelta(days=3))), NOON + timedelta(hours=2))
    assert shown(table).splitlines() == [
        f"`web-ui` has 2 routes; (own host) is {HOST}.",
        "```name         hosts           paths  methods   protocols  flags             age",
        "web-ui       (own host)      any    any       https      -                 3 d",
        "web-ui-cart  (own host)      /cart  GET,HEAD  https      strip_path=false  2 h",
        "             ui.example.com         POST                 regex_priority=2```",
    ]


def test_an_app_without_routes_is_told_so() -> None:
    assert shown(routes_table(a_service(), HOST, (), NOON)) == f"`web-ui` has no routes at Kong; (own host) is {HOST}."


def test_a_table_of_many_routes_is_whole_in_its_message_and_its_thread() -> None:
    many = [replace(CART, name=f"web-ui-{n:03}", paths=(f"/{'p' * 60}{n}",)) for n in range(300)]
    answer = answer_of(routes_table(a_service(), HOST, many, NOON))
    messages = [run_message(a_run(state=RunState.DONE, answer=answer), NOON), *answer_pages(answer)]
    assert [problems(message) for message in messages] == [[]] * len(messages)
    assert sum(shown(message).count("p" * 60) for message in messages) == 300


def test_a_route_of_more_than_a_block_holds_is_shown_to_its_end() -> None:
    long = replace(CART, paths=tuple(f"/{letter * 250}" for letter in "abcdefghijklmnopqrst"))
    answer = answer_of(routes_table(a_service(), HOST, [long], NOON))
    messages = [run_message(a_run(state=RunState.DONE, answer=answer), NOON), *answer_pages(answer)]
    text = "".join(shown(message) for message in messages)
    assert [path for path in long.paths if path not in text] == []


def answered(request: RouteMatch, *routes: Route, owner: str = SERVICE) -> Answered:
    edge = Edge(KONG_VERSION, (EdgeApp(SERVICE, (HOST,)),) if owner else (), (a_service(),), routes)
    return Answered(request, answer(edge, Request(request.host, request.path, request.method)), edge, owner)


def test_who_answers_is_told_with_why_and_who_would_come_next() -> None:
    message = who_answers(answered(RouteMatch("GET", HOST, "/cart/1"), a_route(), CART))
    assert shown(message).splitlines() == [
        f"`GET https://{HOST}/cart/1` → *web-ui sees /1 (route web-ui-cart)*",
        f"Heroku leads `{HOST}` to `web-ui`.",
        "Of 2 routes in the mesh `web-ui-cart` comes first: "
        f"it matches by host {HOST}, path /cart, method GET; strip_path takes /cart off.",
        "Next would come `web-ui`.",
    ]


def test_a_request_without_a_route_is_told_with_the_routes_of_its_host() -> None:
    assert "Routes for this host: `web-ui-cart`." in shown(who_answers(answered(RouteMatch("POST", HOST, "/cart"), CART)))


def test_a_host_that_no_app_has_is_told() -> None:
    text = shown(who_answers(answered(RouteMatch("GET", "ui.example.com", "/"), owner="")))
    assert "404 from Heroku: no app has this host" in text
    assert "No app of this mesh has the domain `ui.example.com`." in text
