"""Hosts of routes that name a port, as Kong takes them from 2.0 on. Source: kong/router.lua of 2.8, kong/router/atc_compat.lua of 3.0."""

from typing import Any

import pytest

from mesh.found import Route
from mesh.routing import Edge, NoRoute, Reached, Request, answer, effect, possible_answers
from mesh.routing.request import Scheme
from tests.mesh.test_routing import WEB, an_edge
from tests.mesh.test_routing import a_route as a_route_by_https

ANY = "*.herokuapp.com"


def a_route(name: str, age: int = 0, **fields: Any) -> Route:  # noqa: ANN401 - any field
    return a_route_by_https(name, age, **{"protocols": ("http", "https"), **fields})


def chosen(edge: Edge, host: str, scheme: Scheme = "https") -> set[str]:
    given = possible_answers(edge, Request(host, "/", scheme=scheme))
    return {each.match.route.name if isinstance(each, Reached) else "" for each in given}


@pytest.mark.parametrize("kong", ["2.8.5", "3.0.2"])
@pytest.mark.parametrize(("sent", "winner"), [(f"{WEB}:8443", "port"), (WEB, ""), (f"{WEB}:443", ""), (f"{WEB}:9000", "")])
def test_a_host_with_a_port_takes_requests_that_name_that_port_alone(kong: str, sent: str, winner: str) -> None:
    assert chosen(an_edge(kong, a_route("port", hosts=(f"{WEB}:8443",))), sent) == {winner}


@pytest.mark.parametrize("kong", ["2.8.5", "3.0.2"])
def test_a_plain_host_with_the_usual_port_takes_no_request_that_names_none(kong: str) -> None:
    assert chosen(an_edge(kong, a_route("port", hosts=(f"{WEB}:443",))), WEB) == {""}


@pytest.mark.parametrize(
    ("kong", "sent", "scheme", "winner"),
    [
        ("2.8.5", f"{WEB}:8443", "https", "port"),
        ("2.8.5", WEB, "https", "any"),
        ("3.0.2", f"{WEB}:8443", "https", "port"),
        ("3.0.2", WEB, "https", "any"),
    ],
)
def test_a_wildcard_with_a_port_takes_requests_of_that_port(kong: str, sent: str, scheme: Scheme, winner: str) -> None:
    routes = [a_route("any", hosts=(ANY,), id="a"), a_route("port", hosts=(f"{ANY}:8443",), paths=("/",), id="b")]
    assert chosen(an_edge(kong, *routes), sent, scheme) == {winner}


@pytest.mark.parametrize(("kong", "https", "http"), [("2.8.5", "port", ""), ("3.0.2", "", "")])
def test_to_a_wildcard_kong_2_adds_the_usual_port_of_the_scheme(kong: str, https: str, http: str) -> None:
    edge = an_edge(kong, a_route("port", hosts=(f"{ANY}:443",)))
    assert (chosen(edge, WEB), chosen(edge, WEB, "http")) == ({https}, {http})


def test_a_wildcard_with_a_port_comes_before_those_without_on_kong_2() -> None:
    older, younger = a_route("any", hosts=(ANY,)), a_route("port", hosts=(f"{ANY}:8443",))
    assert chosen(an_edge("2.8.5", older, younger), f"{WEB}:8443") == {"port"}


def test_a_plain_host_with_the_usual_port_hides_the_wildcards_from_the_shortcuts_of_kong_2() -> None:
    table = [
        a_route("named", hosts=(f"{WEB}:443",), paths=("/elsewhere",)),
        a_route("first", age=3, hosts=("*.com",), paths=("/elsewhere",)),
        a_route("older", age=2, hosts=(ANY,)),
        a_route("younger", age=1, hosts=("*.com",)),
    ]
    assert chosen(an_edge("2.8.5", *table), WEB) == {"older"}


@pytest.mark.parametrize("kong", ["2.8.5", "3.0.2"])
def test_the_samples_of_a_host_with_a_port_name_the_port_and_are_answered(kong: str) -> None:
    route: Route = a_route("port", hosts=(f"{WEB}:8443",), paths=("/cart",))
    before, after = an_edge(kong), an_edge(kong, route)
    (sample,) = effect(before, after)
    assert sample.request == Request(f"{WEB}:8443", "/cart")
    assert (isinstance(sample.before, NoRoute), isinstance(answer(after, sample.request), Reached)) == (True, True)
