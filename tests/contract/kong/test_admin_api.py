"""The Admin API in general: methods, bodies, unknown paths, headers."""

import pytest

from .examples import BACKEND, service
from .served import Served

JSON = {"Content-Type": "application/json"}


def test_an_unknown_path_is_not_found(kong: Served) -> None:
    answer = kong.admin.get("/nope")
    assert (answer.status_code, answer.json()) == (404, {"message": "Not found"})


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_list_knows_only_get_and_post(kong: Served, method: str) -> None:
    answer = kong.admin.request(method, "/services")
    assert (answer.status_code, answer.json()) == (405, {"message": "Method not allowed"})


@pytest.mark.parametrize("body", ["null", '"x"', "5"])
def test_json_that_is_no_object_breaks_kong(kong: Served, body: str) -> None:
    answer = kong.admin.post("/services", content=body, headers=JSON)
    assert (answer.status_code, answer.json()) == (500, {"message": "An unexpected error occurred"})


def test_broken_json_cannot_be_parsed(kong: Served) -> None:
    answer = kong.admin.post("/services", content="{", headers=JSON)
    assert (answer.status_code, answer.json()) == (400, {"message": "Cannot parse JSON body"})


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "text/plain"}])
def test_a_body_of_another_or_no_type_gets_a_page(kong: Served, headers: dict[str, str]) -> None:
    answer = kong.admin.post("/services", content="{}", headers=headers)
    assert (answer.status_code, answer.headers["Content-Type"]) == (415, "text/html")


def test_the_texts_of_a_form_become_what_the_schema_expects(kong: Served) -> None:
    made = kong.admin.post("/services", data={"name": "x", "url": BACKEND, "retries": "7"}).json()
    assert (made["retries"], made["port"]) == (7, 5000)


def test_a_forms_lists_and_records_are_put_together(kong: Served) -> None:
    service(kong)
    made = kong.admin.post("/services/web-ui/routes", data={"hosts[]": ["a.com", "b.com"], "strip_path": "false"}).json()
    limit = kong.admin.post("/services/web-ui/plugins", data={"name": "rate-limiting", "config.minute": "5"}).json()
    assert (made["hosts"], made["strip_path"], limit["config"]["minute"]) == (["a.com", "b.com"], False, 5)


def test_json_sent_as_a_form_is_refused(kong: Served) -> None:
    answer = kong.admin.post("/services", content='{"name":"x"}', headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert (answer.status_code, answer.json()["name"]) == (400, "schema violation")


def test_1_0_answers_head_without_looking_and_options_with_every_method(kong: Served) -> None:
    assert kong.admin.head("/services/absent").status_code == 200
    options = kong.admin.options("/services")
    assert (options.status_code, options.headers["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, PUT, PATCH, POST, DELETE")


def test_later_releases_answer_head_as_get_and_options_with_the_methods_there_are(late_kong: Served) -> None:
    assert late_kong.admin.head("/services/absent").status_code == 404
    assert late_kong.admin.options("/services").headers["Allow"] == "GET, HEAD, OPTIONS, POST"


def test_every_answer_names_the_release_and_is_open_to_any_origin(kong: Served) -> None:
    answer = kong.admin.get("/services")
    assert (answer.headers["Server"], answer.headers["Access-Control-Allow-Origin"]) == ("kong/1.0.2", "*")
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"


def test_a_bad_name_in_a_path_is_refused_by_number(kong: Served) -> None:
    assert kong.admin.get("/services/bad%20name").json()["code"] == 10
    assert kong.admin.get("/plugins/no-uuid").json()["code"] == 1


def test_without_its_database_only_the_status_answers_and_proxying_goes_on(kong: Served) -> None:
    service(kong, url="http://127.0.0.1:8001")
    kong.admin.post("/services/web-ui/routes", json={"hosts": ["a.com"]})
    kong.admin.patch("/_sandbox/settings", json={"database_up": False})
    assert kong.admin.get("/status").json()["database"] == {"reachable": False}
    assert kong.admin.get("/").json() == {"message": "An unexpected error happened"}
    assert (kong.admin.get("/services").status_code, kong.visit("a.com", "/status").status_code) == (500, 200)


NO_DATABASE_ONLY = "this endpoint is only available when Kong is configured to not use a database"


@pytest.mark.parametrize(("release", "status"), [("kong", 404), ("late_kong", 400), ("kong_3", 400)])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_declared_configuration_is_for_kongs_without_a_database(
    release: str, status: int, method: str, request: pytest.FixtureRequest
) -> None:
    kong: Served = request.getfixturevalue(release)
    answer = kong.admin.request(method, "/config", json={} if method == "POST" else None)
    assert (answer.status_code, answer.json()["message"]) == (status, NO_DATABASE_ONLY if status == 400 else "Not found")


@pytest.mark.parametrize("release", ["late_kong", "kong_3"])
def test_later_releases_list_their_endpoints_by_segments(release: str, request: pytest.FixtureRequest) -> None:
    kong: Served = request.getfixturevalue(release)
    listed = kong.admin.get("/endpoints").json()["data"]
    wanted = {"/", "/services", "/services/{services}/routes/{routes}", "/consumers/{consumers}/key-auth/{keyauth_credentials}"}
    assert wanted - set(listed) == set()
    assert listed == sorted(listed, key=lambda path: path.replace("/", "\0"))


def test_1_0_does_not(kong: Served) -> None:
    assert kong.admin.get("/endpoints").status_code == 404
