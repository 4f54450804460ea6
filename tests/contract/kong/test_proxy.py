"""The proxy: which route takes a request, and what Kong answers itself."""

import pytest

from .examples import HOST, route, service
from .served import Served

NO_ROUTE = {"message": "no Route matched with those values"}


def _mesh(kong: Served, **fields: object) -> None:
    # The service is the Admin API itself: a backend that is always there.
    service(kong, url="http://127.0.0.1:8001")
    route(kong, **fields)


def test_a_request_that_no_route_takes_is_not_found(kong: Served) -> None:
    answer = kong.visit("unknown.example.com")
    assert (answer.status_code, answer.json(), answer.headers["Server"]) == (404, NO_ROUTE, "kong/1.0.2")


def test_an_answer_of_the_backend_carries_via_and_latencies(kong: Served) -> None:
    _mesh(kong)
    answer = kong.visit(HOST, "/status")
    assert (answer.status_code, answer.headers["Via"]) == (200, "kong/1.0.2")
    assert {"X-Kong-Upstream-Latency", "X-Kong-Proxy-Latency"} - {name.title() for name in answer.headers} == set()


@pytest.mark.parametrize(("host", "status"), [(f"{HOST}:443", 200), (HOST.upper(), 404), (f"a.{HOST}", 404)])
def test_the_host_is_compared_case_sensitively_and_without_its_port(kong: Served, host: str, status: int) -> None:
    _mesh(kong)
    assert kong.visit(host, "/status").status_code == status


@pytest.mark.parametrize(("host", "status"), [("a.x.com", 200), ("a.b.x.com", 200), ("x.com", 404)])
def test_a_wildcard_stands_for_at_least_one_label(kong: Served, host: str, status: int) -> None:
    _mesh(kong, hosts=["*.x.com"])
    assert kong.visit(host, "/status").status_code == status


@pytest.mark.parametrize("proto", ["http", "HTTPS", "https, http"])
def test_an_https_only_route_asks_for_an_upgrade_unless_the_trusted_header_says_exactly_https(kong: Served, proto: str) -> None:
    _mesh(kong)
    answer = kong.visit(HOST, "/status", proto=proto)
    assert (answer.status_code, answer.json()) == (426, {"message": "Please use HTTPS protocol"})
    assert (answer.headers["Upgrade"], answer.headers["Connection"]) == ("TLS/1.2, HTTP/1.1", "Upgrade")


def test_a_port_that_trusts_nobody_does_not_believe_the_header(kong: Served) -> None:
    _mesh(kong)
    headers = {"Host": HOST, "X-Forwarded-Proto": "https"}
    assert kong.untrusting_proxy.get("/status", headers=headers).status_code == 426
    assert kong.tls_proxy.get("/status", headers={"Host": HOST}).status_code == 200


def test_later_releases_can_redirect_instead(late_kong: Served) -> None:
    _mesh(late_kong, https_redirect_status_code=302)
    answer = late_kong.visit(HOST, "/x?y=1", proto="http")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"https://{HOST}/x?y=1")


def test_a_backend_that_refuses_is_a_bad_gateway_as_text_or_as_a_page(kong: Served) -> None:
    service(kong, url="http://127.0.0.1:1")
    route(kong)
    answer = kong.visit(HOST)
    assert (answer.status_code, answer.text) == (502, "An invalid response was received from the upstream server\n")
    assert kong.visit(HOST, Accept="text/html").headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_host_that_does_not_exist_cannot_be_resolved(kong: Served) -> None:
    service(kong, url="http://no-such-host.invalid")
    route(kong)
    answer = kong.visit(HOST)
    assert (answer.status_code, answer.json()) == (503, {"message": "name resolution failed"})


def test_the_route_with_more_kinds_of_criteria_wins_then_the_longer_path_then_the_older(kong: Served) -> None:
    for name in ("host-only", "host-and-path", "longer-path", "younger"):
        service(kong, name, url="http://no-such-host.invalid")
    service(kong, "right", url="http://127.0.0.1:8001/services/right?x")
    route(kong, "host-only")
    route(kong, "host-and-path", paths=["/a"])
    route(kong, "right", paths=["/a/b"], strip_path=True)
    route(kong, "younger", paths=["/a/b"])
    answer = kong.visit(HOST, "/a/b")
    assert (answer.status_code, answer.json()["name"]) == (200, "right")


def _path_seen(kong: Served, asked: str, **fields: object) -> str:
    """Return the path that a backend at `/base` is asked for. It is another port of the stand-in, whose log tells."""
    service(kong, url=f"http://127.0.0.1:{kong.running.untrusting_port}/base")
    route(kong, **fields)
    kong.visit(HOST, asked)
    return kong.kong.requests[-1].path


@pytest.mark.parametrize(
    ("asked", "fields", "seen"),
    [
        ("/p", {}, "/basep"),
        ("/sub/p", {"paths": ["/sub"]}, "/base/p"),
        ("/keep/p", {"paths": ["/keep"], "strip_path": False}, "/basekeep/p"),
    ],
)
def test_1_0_joins_the_services_path_without_a_slash(kong: Served, asked: str, fields: dict[str, object], seen: str) -> None:
    assert _path_seen(kong, asked, **fields) == seen


@pytest.mark.parametrize(
    ("asked", "fields", "seen"),
    [
        ("/p", {}, "/base/p"),
        ("/sub/p", {"paths": ["/sub"]}, "/base/p"),
        ("/keep/p", {"paths": ["/keep"], "strip_path": False}, "/base/keep/p"),
    ],
)
def test_later_releases_join_it_with_one(late_kong: Served, asked: str, fields: dict[str, object], seen: str) -> None:
    assert _path_seen(late_kong, asked, **fields) == seen


@pytest.mark.parametrize("release", ["late_kong", "kong_3"])
@pytest.mark.parametrize(
    ("content_type", "refusal"),
    [
        ("text/plain", (415, "Non-gRPC request matched gRPC route")),
        ("application/grpc", (426, "Please use HTTP2 protocol")),
        ("application/grpc+proto", (426, "Please use HTTP2 protocol")),
    ],
)
def test_a_route_for_grpc_refuses_what_is_no_grpc_over_http_2(
    release: str, content_type: str, refusal: tuple[int, str], request: pytest.FixtureRequest
) -> None:
    kong: Served = request.getfixturevalue(release)
    service(kong)
    route(kong, protocols=["grpc", "grpcs"])
    answer = kong.visit(HOST, "/", **{"Content-Type": content_type})
    assert (answer.status_code, answer.json()["message"]) == refusal


def test_a_service_that_is_off_answers_nobody(late_kong: Served) -> None:
    _mesh(late_kong)
    late_kong.admin.patch("/services/web-ui", json={"enabled": False})
    assert late_kong.visit(HOST, "/status").status_code == 404


def test_the_old_way_to_join_paths_can_be_asked_for_up_to_2_8(late_kong: Served, kong_3: Served) -> None:
    assert [_path_seen(each, "/p", path_handling="v1") for each in (late_kong, kong_3)] == ["/basep", "/base/p"]
