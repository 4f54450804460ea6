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
