"""The stand-in tells which route and service a request went to, as real Kong does for who asks by Kong-Debug."""

import asyncio

import pytest

from bench.router_answers import Rows, stored
from bench.router_tables import GivenTable
from sandbox.kong import CONTROLLER, KongStandIn, ProxyAnswer, ProxyRequest, UpstreamRequest
from tests.routers.examples import HTTPS, a_route

EVERY_KONG = pytest.mark.parametrize("version", ["1.0.2", "2.8.5", "3.0.2"])
NAMES = ("Kong-Route-Id", "Kong-Route-Name", "Kong-Service-Id", "Kong-Service-Name")
TABLE = GivenTable("debugged", (a_route("open", "b.example.com"), a_route("secure", "a.example.com", protocols=HTTPS)))


async def backend(_: UpstreamRequest) -> ProxyAnswer:
    return ProxyAnswer(200, ())


def asked(rows: Rows, host: str, *headers: tuple[str, str]) -> ProxyAnswer:
    kong = KongStandIn(rows.version, propagation_s=0)
    for row in rows.services:
        kong.store.put("services", dict(row))
    for row in rows.routes:
        kong.store.put("routes", dict(row))
    return asyncio.run(kong.answer(CONTROLLER, ProxyRequest("GET", "/", (("Host", host), *headers)), backend))


def told(answer: ProxyAnswer) -> list[str | None]:
    return [answer.header(name) for name in NAMES]


@EVERY_KONG
@pytest.mark.parametrize(("host", "route", "status"), [("b.example.com", "open", 200), ("a.example.com", "secure", 426)])
def test_the_route_and_the_service_are_told_to_who_asks(version: str, host: str, route: str, status: int) -> None:
    answer = asked(stored(TABLE, version), host, ("Kong-Debug", "1"))
    assert (answer.status, told(answer)) == (status, [TABLE.id_of(route), route, TABLE.id_of("s0"), "s0"])


@EVERY_KONG
def test_nothing_is_told_to_who_does_not_ask(version: str) -> None:
    assert told(asked(stored(TABLE, version), "b.example.com")) == [None] * 4


@EVERY_KONG
def test_where_there_is_no_route_nothing_is_told(version: str) -> None:
    answer = asked(stored(TABLE, version), "nobody.net", ("Kong-Debug", "1"))
    assert (answer.status, told(answer)) == (404, [None] * 4)
