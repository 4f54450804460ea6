from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from aiohttp import web

from clients.connect import transport_to
from sandbox.standin import StandIn
from tests.clients.certificates import Certificates
from tests.clients.served import Loop, Served

HOSTS = ("one.example.com", "two.example.com")


class Mirror(StandIn):
    """Answers with the host it was asked for."""

    name = "mirror"

    def __init__(self) -> None:
        super().__init__()
        self.app.router.add_get("/{tail:.*}", self._answer)

    async def _answer(self, request: web.Request) -> web.Response:
        return web.Response(text=request.headers["Host"])


@pytest.fixture
def served(loop: Loop, certificates: Certificates) -> Iterator[Served]:
    with loop.served(Mirror(), certificates.server(*HOSTS)) as serving:
        yield serving


@pytest.fixture
def client(served: Served, certificates: Certificates) -> Iterator[httpx.Client]:
    with httpx.Client(transport=transport_to(f"127.0.0.1:{served.port}", tls=certificates.client()), trust_env=False) as client:
        yield client


def test_the_host_header_and_the_certificate_stay_those_of_the_real_host(client: httpx.Client) -> None:
    assert client.get("https://one.example.com/").text == "one.example.com"
    assert client.get("https://one.example.com:8443/").text == "one.example.com:8443"


def test_a_certificate_of_another_name_is_not_believed(client: httpx.Client) -> None:
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        client.get("https://three.example.com/")


def test_a_connection_that_proved_one_name_is_not_used_for_another(client: httpx.Client, served: Served) -> None:
    client.get("https://one.example.com/")
    client.get("https://one.example.com/again")
    client.get("https://two.example.com/")

    with pytest.raises(httpx.ConnectError):
        client.get("https://three.example.com/")
    assert len(served.peers) == 2


def test_an_authority_that_nobody_named_is_not_believed(served: Served) -> None:
    with httpx.Client(transport=transport_to(f"127.0.0.1:{served.port}"), trust_env=False) as client, pytest.raises(httpx.ConnectError):
        client.get("https://one.example.com/")


def test_the_authority_in_ssl_cert_file_is_believed(
    served: Served, certificates: Certificates, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "authority.pem").write_bytes(certificates.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))

    with httpx.Client(transport=transport_to(f"127.0.0.1:{served.port}"), trust_env=False) as client:
        assert client.get("https://two.example.com/").text == "two.example.com"


def test_plain_http_goes_where_its_url_says(loop: Loop, client: httpx.Client) -> None:
    with loop.served(Mirror()) as plain:
        assert client.get(f"{plain.url}/").text == f"127.0.0.1:{plain.port}"


@pytest.mark.parametrize("address", ["127.0.0.1", ":443", "host:", "host:https"])
def test_an_address_that_is_not_host_and_port_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="is not host:port"):
        transport_to(address)
