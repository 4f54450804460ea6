import socket
from collections.abc import Iterator

import pytest
from aiohttp import web

from clients.edge import EdgeClient
from mesh.errors import InvalidRequest, TemporaryFailure
from sandbox.standin import StandIn
from tests.clients.certificates import Certificates
from tests.clients.served import Loop, Served

HOST = "web-ui-0123456789ab.herokuapp.com"


class Sidecar(StandIn):
    """Answers as an app behind Kong does; `/large` and `/redirect` are what they say."""

    name = "sidecar"

    def __init__(self) -> None:
        super().__init__()
        self.sent_bytes = 0
        self.app.router.add_get("/large", self._large)
        self.app.router.add_get("/redirect", self._redirect)
        self.app.router.add_get("/{tail:.*}", self._answer)

    async def _answer(self, _: web.Request) -> web.Response:
        response = web.Response(text="hello")
        response.headers.add("Via", "kong/1.0.2")
        response.headers.add("Via", "1.1 vegur")
        return response

    async def _redirect(self, _: web.Request) -> web.Response:
        raise web.HTTPFound("/")

    async def _large(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while self.sent_bytes < 64 * 2**20:
                await response.write(bytes(2**16))
                self.sent_bytes += 2**16
        except ConnectionError:
            pass
        return response


@pytest.fixture
def served(loop: Loop, certificates: Certificates) -> Iterator[Served]:
    with loop.served(Sidecar(), certificates.server(HOST)) as serving:
        yield serving


@pytest.fixture
def edge(served: Served, certificates: Certificates) -> Iterator[EdgeClient]:
    client = EdgeClient(f"127.0.0.1:{served.port}", tls=certificates.client(), timeout_s=0.5)
    yield client
    client.close()


def test_a_visit_tells_the_status_and_who_it_came_through(edge: EdgeClient) -> None:
    visit = edge.visit(HOST)

    assert (visit.status, visit.via) == (200, "kong/1.0.2, 1.1 vegur")
    assert visit.came_through("1.0.2")
    assert 0 < visit.duration_s < 5


def test_any_status_is_an_answer(edge: EdgeClient, served: Served) -> None:
    served.go_wrong(status=503)

    visit = edge.visit(HOST, "/health?deep=1")

    assert (visit.status, visit.via) == (503, "")
    assert served.asked == ["GET /health?deep=1"]


def test_a_redirect_is_not_followed(edge: EdgeClient, served: Served) -> None:
    assert edge.visit(HOST, "/redirect").status == 302
    assert served.asked == ["GET /redirect"]


def test_every_visit_connects_anew(edge: EdgeClient, served: Served) -> None:
    edge.visit(HOST)
    edge.visit(HOST)

    assert len(served.peers) == 2


def test_a_large_page_is_not_read_to_its_end(edge: EdgeClient, served: Served) -> None:
    assert edge.visit(HOST, "/large").status == 200
    assert isinstance(served.stand_in, Sidecar)
    assert served.stand_in.sent_bytes < 64 * 2**20


def test_a_certificate_of_another_name_is_a_failure_that_says_so(edge: EdgeClient) -> None:
    with pytest.raises(TemporaryFailure, match=r"`other\.example\.com` showed a TLS certificate that is not valid for its name"):
        edge.visit("other.example.com")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"delay_s": 1}, "did not answer in time"),
        ({"reset": True}, "broke the connection off"),
        ({"half": True}, "broke the connection off"),
    ],
)
def test_a_visit_without_an_answer_may_be_tried_again(edge: EdgeClient, served: Served, fault: dict[str, object], words: str) -> None:
    served.go_wrong(**fault)

    with pytest.raises(TemporaryFailure, match=words):
        edge.visit(HOST)


def test_an_edge_that_is_not_there_may_be_tried_again() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(TemporaryFailure, match="could not be reached"):
            EdgeClient(f"127.0.0.1:{closed.getsockname()[1]}").visit(HOST)


@pytest.mark.parametrize(
    ("host", "path"), [("ui.example.com:443", "/"), ("user@ui.example.com", "/"), ("UI", "/"), ("ui.example.com", "x"), ("a.b", "/ x")]
)
def test_what_is_no_host_or_path_is_refused_before_anything_is_sent(edge: EdgeClient, served: Served, host: str, path: str) -> None:
    with pytest.raises(InvalidRequest):
        edge.visit(host, path)
    assert served.asked == []
