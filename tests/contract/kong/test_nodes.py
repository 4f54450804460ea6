"""Nodes: when each sees a write, and what KONG_ORIGINS and KONG_ADMIN_LISTEN do to a sidecar."""

import asyncio

import pytest

from sandbox.kong import CONTROLLER, KongStandIn, NodeCrashed, NodeSettings, ProxyAnswer, ProxyRequest, UpstreamRequest

HOST = "web-ui.herokuapp.com"
ORIGIN = f"https://{HOST}:443=http://localhost:5000"


class Backends:
    """Takes what nodes send on, and answers."""

    def __init__(self) -> None:
        self.asked: list[UpstreamRequest] = []

    async def __call__(self, sent: UpstreamRequest) -> ProxyAnswer:
        self.asked.append(sent)
        return ProxyAnswer(200, ())


def _mesh(url: str = "http://127.0.0.1:5000", version: str = "1.0.2") -> KongStandIn:
    kong = KongStandIn(version, propagation_s=5)
    kong.store.writer = CONTROLLER
    service = kong.admin.daos["services"].insert({"name": "web-ui", "url": url})
    kong.admin.daos["routes"].insert({"hosts": [HOST], "service": {"id": service["id"]}})
    return kong


def _visit(kong: KongStandIn, node: str, settings: NodeSettings = NodeSettings(), path: str = "/") -> tuple[int, list[UpstreamRequest]]:  # noqa: B008 - frozen
    backends = Backends()
    answer = asyncio.run(kong.answer(node, ProxyRequest("GET", path, (("Host", HOST),)), backends, settings))
    return answer.status, backends.asked


def test_the_node_that_wrote_sees_it_at_once() -> None:
    assert _visit(_mesh(), CONTROLLER)[0] == 200


def test_every_other_node_sees_it_after_the_propagation_time() -> None:
    kong = _mesh()
    assert _visit(kong, "web-ui")[0] == 404
    kong.clock_ahead_s += 5
    assert _visit(kong, "web-ui")[0] == 200


def test_a_sidecar_sends_what_it_matched_to_the_services_address() -> None:
    kong = _mesh()
    kong.clock_ahead_s += 5
    sent = _visit(kong, "some-other-app", path="/x?y=1")[1][0]
    assert (sent.host, sent.port, sent.target, dict(sent.headers)["Host"]) == ("127.0.0.1", 5000, "/x?y=1", "127.0.0.1:5000")


def test_an_origin_replaces_the_address_of_the_service_that_has_it() -> None:
    sent = _visit(_mesh(f"https://{HOST}"), CONTROLLER, NodeSettings(origins=ORIGIN))[1][0]
    assert (sent.scheme, sent.host, sent.port, dict(sent.headers)["Host"]) == ("http", "localhost", 5000, "localhost:5000")


def test_an_origin_never_looks_at_the_routes_host() -> None:
    sent = _visit(_mesh(), CONTROLLER, NodeSettings(origins=ORIGIN))[1][0]
    assert (sent.host, sent.port) == ("127.0.0.1", 5000)


def test_origins_are_unknown_from_2_0_on() -> None:
    sent = _visit(_mesh(f"https://{HOST}", "2.8.5"), CONTROLLER, NodeSettings(origins="nonsense"))[1][0]
    assert sent.host == HOST


@pytest.mark.parametrize(
    ("origins", "sentence"),
    [
        ("https://a.com=http://localhost:5000", "an origin must be of the form"),
        (f"{ORIGIN},{ORIGIN}", "duplicate origin"),
        ("https://*.a.com:443=http://localhost:5000", "failed to parse authority"),
        ("https://a.com:99999=http://localhost:5000", "failed to parse authority"),
        ("https://a.com:443=http://localhost:5000/", "an origin must be of the form"),
    ],
)
def test_bad_origins_stop_the_node(origins: str, sentence: str) -> None:
    with pytest.raises(NodeCrashed, match=sentence):
        _visit(_mesh(), CONTROLLER, NodeSettings(origins=origins))


def test_a_sidecar_whose_admin_api_is_off_has_no_door_to_it() -> None:
    kong = _mesh("http://localhost:8001")
    assert _visit(kong, CONTROLLER, NodeSettings(admin_listens=True))[0] == 200
    assert _visit(kong, CONTROLLER, NodeSettings(admin_listens=False))[0] == 502
