"""Routes: to which service they belong, what they must name, and what differs between the releases."""

import pytest

from .examples import HOST, refusal_of_route, route, service
from .served import Served


def test_an_unnamed_route_may_be_created_again_and_again(kong: Served) -> None:
    service(kong)
    first, second = route(kong), route(kong)
    assert first["id"] != second["id"]


def test_a_routes_defaults_are_kongs(kong: Served) -> None:
    service(kong)
    made = route(kong, protocols=["http", "https"])
    wanted = {"regex_priority": 0, "strip_path": True, "preserve_host": False, "methods": None, "paths": None, "snis": None, "name": None}
    assert {name: made[name] for name in wanted} == wanted


def test_the_service_in_the_path_beats_the_one_in_the_body(kong: Served) -> None:
    made = service(kong)
    assert route(kong, service={"id": "00000000-0000-4000-8000-000000000000"})["service"] == {"id": made["id"]}


def test_1_0_knows_a_service_only_by_its_id(kong: Served) -> None:
    service(kong)
    refused = kong.admin.put("/routes/r", json={"hosts": [HOST], "service": {"name": "web-ui"}})
    assert refused.json()["message"] == "schema violation (service.id: missing primary key)"


def test_later_releases_find_a_service_by_its_name(late_kong: Served) -> None:
    made = service(late_kong)
    put = late_kong.admin.put("/routes/r", json={"hosts": [HOST], "service": {"name": "web-ui"}})
    assert put.json()["service"] == {"id": made["id"]}


def test_an_absent_service_is_a_foreign_key_violation(kong: Served) -> None:
    absent = {"id": "00000000-0000-4000-8000-000000000000"}
    refused = kong.admin.put("/routes/r", json={"hosts": [HOST], "service": absent})
    assert (refused.status_code, refused.json()["code"], refused.json()["fields"]) == (400, 4, {"service": absent})


def test_a_put_silently_moves_a_route_to_another_service(kong: Served) -> None:
    service(kong)
    other = service(kong, "other")
    made = route(kong, name="r")
    moved = kong.admin.put("/routes/r", json={"hosts": [HOST], "service": {"id": other["id"]}}).json()
    assert (moved["id"], moved["service"]) == (made["id"], {"id": other["id"]})


def test_1_0_has_no_path_of_a_route_below_its_service(kong: Served) -> None:
    service(kong)
    route(kong, name="r")
    statuses = {kong.admin.request(method, "/services/web-ui/routes/r").status_code for method in ("GET", "PUT", "PATCH", "DELETE")}
    assert statuses == {404}


def test_later_releases_have_it_and_move_the_route_by_it(late_kong: Served) -> None:
    service(late_kong)
    other = service(late_kong, "other")
    route(late_kong, name="r")
    assert late_kong.admin.get("/services/other/routes/r").status_code == 404
    assert late_kong.admin.put("/services/other/routes/r", json={"hosts": [HOST]}).json()["service"] == {"id": other["id"]}


def test_a_route_must_name_something_to_match(kong: Served) -> None:
    sentence = "must set one of 'methods', 'hosts', 'paths' when 'protocols' is 'http' or 'https'"
    assert refusal_of_route(kong, hosts=[])["fields"] == {"@entity": [sentence]}


def test_later_releases_say_it_by_protocol(late_kong: Served) -> None:
    sentence = "must set one of 'methods', 'hosts', 'headers', 'paths' when 'protocols' is 'http'"
    assert refusal_of_route(late_kong, hosts=None, protocols=["http"])["fields"] == {"@entity": [sentence]}


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"hosts": ["bad host"]}, {"hosts": "invalid value: bad host"}),
        ({"hosts": ["ok.com", "x.com:80"]}, {"hosts": "must not have a port"}),
        ({"hosts": ["*.x.*"]}, {"hosts": "invalid wildcard: must have at most one wildcard"}),
        ({"hosts": ["a.*.com"]}, {"hosts": "invalid wildcard: must be placed at leftmost or rightmost label"}),
        ({"paths": ["x"]}, {"paths": "should start with: /"}),
        ({"methods": ["get"]}, {"methods": "invalid value: get"}),
        ({"protocols": []}, {"protocols": "length must be at least 1"}),
        ({"https_redirect_status_code": 302}, {"https_redirect_status_code": "unknown field"}),
    ],
)
def test_1_0_says_of_a_list_only_what_is_wrong_with_its_first_wrong_member(
    kong: Served, fields: dict[str, object], wrong: dict[str, str]
) -> None:
    assert refusal_of_route(kong, **fields)["fields"] == wrong


def test_later_releases_say_what_is_wrong_with_each_member_in_its_place(late_kong: Served) -> None:
    refused = refusal_of_route(late_kong, hosts=["ok.com", "bad host"])
    assert refused["fields"] == {"hosts": [None, "invalid hostname: bad host"]}
    assert refused["message"] == "schema violation (hosts.2: invalid hostname: bad host)"


def test_3_0_takes_a_regular_expression_only_behind_a_tilde(kong_3: Served) -> None:
    assert refusal_of_route(kong_3, paths=["x"])["fields"] == {"paths": ["should start with: / (fixed path) or ~/ (regex path)"]}
    assert route(kong_3, paths=["/a(b"])["paths"] == ["/a(b"]


def test_later_releases_refuse_protocols_of_different_families(late_kong: Served) -> None:
    refused = refusal_of_route(late_kong, protocols=["http", "tcp"])
    assert refused["fields"] == {"protocols": "these sets are mutually exclusive: ('http', 'https'), ('tcp', 'tls', 'udp')"}


@pytest.mark.parametrize("host", ["a_b.example.com", "*.x.com", "x.*", "10.0.0.1", "single", "X.HEROKUAPP.COM"])
def test_unusual_hosts_are_accepted(kong: Served, host: str) -> None:
    service(kong)
    assert route(kong, hosts=[host])["hosts"] == [host]


@pytest.mark.parametrize("release", ["kong", "late_kong", "kong_3"])
def test_a_service_whose_id_is_null_is_a_field_that_is_missing(release: str, request: pytest.FixtureRequest) -> None:
    kong: Served = request.getfixturevalue(release)
    refused = kong.admin.put("/routes/r", json={"hosts": [HOST], "service": {"id": None}})
    assert (refused.status_code, refused.json()["fields"]) == (400, {"service": {"id": "required field missing"}})
    assert refused.json()["message"] == "schema violation (service.id: required field missing)"


@pytest.mark.parametrize("release", ["kong", "late_kong", "kong_3"])
@pytest.mark.parametrize(("given", "sentence"), [(5, "expected a string"), ("x", "expected a valid UUID"), ([], "expected a string")])
def test_an_id_of_a_wrong_type_is_refused_in_a_put_too(release: str, given: object, sentence: str, request: pytest.FixtureRequest) -> None:
    kong: Served = request.getfixturevalue(release)
    made = service(kong)
    for path in ("/routes/new", "/services/web-ui", f"/services/{made['id']}"):
        refused = kong.admin.put(path, json={"id": given, "url": "http://a.com", "hosts": [HOST], "service": {"id": made["id"]}})
        assert (refused.status_code, refused.json()["fields"]["id"]) == (400, sentence)


@pytest.mark.parametrize("release", ["kong", "late_kong", "kong_3"])
def test_an_id_of_the_right_type_in_a_put_changes_no_id(release: str, request: pytest.FixtureRequest) -> None:
    kong: Served = request.getfixturevalue(release)
    made = service(kong)
    again = kong.admin.put("/services/web-ui", json={"id": "11111111-1111-4111-8111-111111111111", "url": "http://a.com"})
    assert (again.status_code, again.json()["id"]) == (200, made["id"])


@pytest.mark.parametrize("release", ["kong", "late_kong", "kong_3"])
def test_an_id_that_is_null_breaks_the_database(release: str, request: pytest.FixtureRequest) -> None:
    kong: Served = request.getfixturevalue(release)
    answer = kong.admin.post("/services", json={"id": None, "name": "x", "url": "http://a.com"})
    assert (answer.status_code, answer.json()) == (500, {"message": "An unexpected error occurred"})
    assert kong.admin.get("/services").json()["data"] == []


def test_1_0_reads_half_an_escape_in_a_name_as_nothing(kong: Served) -> None:
    made = service(kong)
    put = kong.admin.request("PUT", "/routes/a%b", json={"hosts": [HOST], "service": {"id": made["id"]}})
    assert (put.status_code, put.json()["name"]) == (200, "a")


def test_later_releases_refuse_it(late_kong: Served) -> None:
    made = service(late_kong)
    put = late_kong.admin.request("PUT", "/routes/a%b", json={"hosts": [HOST], "service": {"id": made["id"]}})
    assert (put.status_code, put.json()["code"]) == (400, 10)


@pytest.mark.parametrize(("release", "status"), [("late_kong", 400), ("kong_3", 200)])
def test_2_8_takes_no_service_in_a_patch_below_the_service(release: str, status: int, request: pytest.FixtureRequest) -> None:
    kong: Served = request.getfixturevalue(release)
    made = service(kong)
    route(kong, name="r")
    answer = kong.admin.patch("/services/web-ui/routes/r", json={"hosts": ["b.com"], "service": {"id": made["id"]}})
    assert answer.status_code == status
    assert kong.admin.patch("/services/web-ui/routes/r", json={"hosts": ["b.com"]}).status_code == 200


@pytest.mark.parametrize("release", ["late_kong", "kong_3"])
@pytest.mark.parametrize("host", ["a.example.com.", "*.example.com."])
def test_later_releases_take_a_host_with_a_dot_at_its_end(release: str, host: str, request: pytest.FixtureRequest) -> None:
    kong: Served = request.getfixturevalue(release)
    service(kong)
    assert route(kong, hosts=[host])["hosts"] == [host]
    assert kong.admin.post("/services/web-ui/routes", json={"hosts": ["a.."]}).status_code == 400
    assert kong.admin.post("/services/web-ui/routes", json={"hosts": ["."]}).status_code == 400


def test_1_0_does_not(kong: Served) -> None:
    assert refusal_of_route(kong, hosts=["a.example.com."])["fields"] == {"hosts": "invalid value: a.example.com."}


@pytest.mark.parametrize("release", ["kong", "late_kong", "kong_3"])
def test_an_address_of_a_stream_route_names_what_it_leaves_open(release: str, request: pytest.FixtureRequest) -> None:
    kong: Served = request.getfixturevalue(release)
    service(kong)
    made = route(kong, hosts=None, protocols=["tcp"], destinations=[{"port": 80}], sources=[{"ip": "10.0.0.1"}])
    assert made["destinations"] == [{"ip": None, "port": 80}]
    assert made["sources"] == [{"ip": "10.0.0.1", "port": None}]
