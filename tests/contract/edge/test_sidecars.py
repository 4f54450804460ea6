"""What the sidecar in an app's dyno does with a visit."""

from .served import ADMIN_KEY, CONTROLLER_HOST, Served

HOST = "web-ui.herokuapp.com"


def test_a_mesh_app_answers_through_its_sidecar(web_ui: Served) -> None:
    answer = web_ui.visit(HOST, "/hello?x=1")
    assert (answer.status_code, answer.headers["Via"]) == (200, "kong/1.0.2, 1.1 vegur")
    assert (answer.json()["app"], answer.json()["path"], answer.json()["host"]) == ("web-ui", "/hello", "127.0.0.1:5000")


def test_a_browser_sees_a_page_that_says_hello(web_ui: Served) -> None:
    answer = web_ui.visit(HOST, "/<b>", Accept="text/html")
    assert "Hello from web-ui" in answer.text
    assert "through its Kong sidecar" in answer.text
    assert "<b>" not in answer.text.replace("<body>", "")


def test_a_mesh_app_without_a_route_is_not_found_by_its_sidecar(edge: Served) -> None:
    edge.apps.add("web-ui")
    answer = edge.visit(HOST)
    assert (answer.status_code, answer.json()) == (404, {"message": "no Route matched with those values"})


def test_a_write_through_the_door_is_seen_by_the_sidecar_after_the_propagation_time(edge: Served) -> None:
    edge.apps.add("web-ui")
    edge.kong.clock_ahead_s += edge.kong.propagation_s
    made = edge.visit(CONTROLLER_HOST, "/kong-admin/services/web-ui", method="PUT", body={"url": "http://127.0.0.1:5000"}, apikey=ADMIN_KEY)
    given = {"hosts": [HOST], "protocols": ["https"], "service": {"id": made.json()["id"]}}
    edge.visit(CONTROLLER_HOST, "/kong-admin/routes/web-ui", method="PUT", body=given, apikey=ADMIN_KEY)
    assert edge.visit(HOST).status_code == 404
    edge.kong.clock_ahead_s += edge.kong.propagation_s
    assert edge.visit(HOST).status_code == 200


def test_a_route_for_another_apps_host_is_answered_by_the_app_that_owns_the_host(web_ui: Served) -> None:
    web_ui.apps.add("billing")
    web_ui.register("billing")
    assert web_ui.visit("billing.herokuapp.com").json()["app"] == "billing"


def test_a_foreign_route_on_an_apps_host_still_reaches_the_apps_own_backend(edge: Served) -> None:
    edge.apps.add("web-ui")
    edge.register("billing", hosts=[HOST])
    assert edge.visit(HOST).json()["app"] == "web-ui"


def test_a_service_on_a_port_where_the_app_does_not_listen_is_a_bad_gateway(edge: Served) -> None:
    edge.apps.add("web-ui")
    edge.register("web-ui", url="http://127.0.0.1:5009")
    assert edge.visit(HOST).status_code == 502


def test_a_service_at_another_apps_public_host_is_visited_there(edge: Served) -> None:
    edge.apps.add("web-ui")
    edge.apps.add("plain", has_kong=False, database="")
    edge.register("web-ui", url="https://plain.herokuapp.com")
    assert edge.visit(HOST).json()["app"] == "plain"


def test_a_service_at_the_apps_own_public_host_goes_in_a_circle(edge: Served) -> None:
    edge.apps.add("web-ui")
    edge.register("web-ui", url=f"https://{HOST}")
    assert edge.visit(HOST).status_code == 502


def test_an_origin_turns_the_apps_own_host_into_its_backend(edge: Served) -> None:
    edge.apps.add("web-ui", KONG_ORIGINS=f"https://{HOST}:443=http://localhost:5000")
    edge.register("web-ui", url=f"https://{HOST}")
    assert edge.visit(HOST).json()["app"] == "web-ui"


def test_a_service_at_a_host_that_does_not_exist_cannot_be_resolved(edge: Served) -> None:
    edge.apps.add("web-ui")
    edge.register("web-ui", url="http://no-such-host.invalid")
    answer = edge.visit(HOST)
    assert (answer.status_code, answer.json()) == (503, {"message": "name resolution failed"})


def test_malformed_origins_crash_the_dyno(web_ui: Served) -> None:
    web_ui.apps.add("web-ui", KONG_ORIGINS=f"https://{HOST}=http://localhost:5000")
    answer = web_ui.visit(HOST)
    assert (answer.status_code, answer.headers["Heroku-Error"]) == (503, "H10")


def test_an_app_with_kong_but_without_the_controllers_database_does_not_start(edge: Served) -> None:
    edge.apps.add("web-ui", database="")
    assert edge.visit(HOST).headers["Heroku-Error"] == "H10"


def test_an_app_without_kong_answers_itself(edge: Served) -> None:
    edge.apps.add("plain", has_kong=False, database="")
    answer = edge.visit("plain.herokuapp.com")
    assert (answer.json()["app"], answer.json()["host"], answer.headers["Via"]) == ("plain", "plain.herokuapp.com", "1.1 vegur")


def test_the_door_is_on_every_sidecar_whose_admin_api_is_not_off(edge: Served) -> None:
    edge.apps.add("web-ui")
    edge.apps.add("closed", KONG_ADMIN_LISTEN="off")
    edge.kong.clock_ahead_s += edge.kong.propagation_s
    assert edge.visit(HOST, "/kong-admin/services", apikey=ADMIN_KEY).status_code == 200
    assert edge.visit("closed.herokuapp.com", "/kong-admin/services", apikey=ADMIN_KEY).status_code == 502


def test_the_state_counts_visits_by_app(web_ui: Served) -> None:
    web_ui.visit(HOST)
    assert web_ui.visit("localhost", "/_sandbox/state").json()["visits_by_app"] == {"web-ui": 1}
