import socket
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from clients.connect import transport_to
from clients.kong import KongClient
from mesh.errors import InvalidRequest, MeshbotError, PermanentFailure, TemporaryFailure
from mesh.found import Route, Service
from sandbox.kong import KongStandIn
from tests.clients.certificates import Certificates
from tests.clients.served import Loop, Served

CONTROLLER = "mesh-control-0123456789ab.herokuapp.com"
KEY = "canary-admin-key"
BACKEND = "http://127.0.0.1:5000"
HALF_PAST = datetime(2026, 11, 2, 10, 15, 30, tzinfo=UTC)


of_every_kong = pytest.mark.parametrize("version", ["1.0.2", "2.8.5", "3.0.2"])


@pytest.fixture
def version() -> str:
    return "1.0.2"


@pytest.fixture
def stand_in(version: str) -> KongStandIn:
    kong = KongStandIn(version, admin_key=KEY)
    kong.seed_loopback()
    return kong


@pytest.fixture
def admin(loop: Loop, stand_in: KongStandIn) -> Iterator[Served]:
    """The Admin API itself."""
    with loop.served(stand_in) as serving:
        yield serving


@pytest.fixture
def door(loop: Loop, stand_in: KongStandIn, certificates: Certificates) -> Iterator[Served]:
    """The controller's https port with its door to the Admin API."""
    app = stand_in.proxy_app(scheme="https", trusted=False)
    with loop.served(stand_in, certificates.server(CONTROLLER), app) as serving:
        yield serving


class Keys:
    """The admin keys that the controller has had, newest last; `forgotten` counts how often one was refused."""

    def __init__(self, *keys: str) -> None:
        self.keys, self.forgotten = list(keys), 0

    def __call__(self) -> str:
        return self.keys[0]

    def forget(self) -> None:
        self.forgotten += 1
        self.keys = self.keys[1:] or self.keys


@pytest.fixture
def keys() -> Keys:
    return Keys(KEY)


@pytest.fixture
def told() -> list[tuple[int, int]]:
    """The limits that the client told of."""
    return []


@pytest.fixture
def kong(door: Served, keys: Keys, certificates: Certificates, told: list[tuple[int, int]]) -> Iterator[KongClient]:
    client = KongClient(
        f"https://{CONTROLLER}/kong-admin",
        keys,
        transport=transport_to(f"127.0.0.1:{door.port}", tls=certificates.client()),
        forget_key=keys.forget,
        on_limit=lambda limit, remaining: told.append((limit, remaining)),
        now=lambda: HALF_PAST,
        timeout=httpx.Timeout(0.5),
    )
    yield client
    client.close()


@pytest.fixture
def bare(admin: Served) -> Iterator[KongClient]:
    """A client of an Admin API without a door."""
    client = KongClient(admin.url, lambda: "", timeout=httpx.Timeout(0.5))
    yield client
    client.close()


def a_wanted_route(service_id: str, host: str = "ui.example.com") -> Route:
    return Route("", "web-ui", service_id, (host,), protocols=("https",))


def test_nothing_is_sent_before_the_first_call(kong: KongClient, door: Served) -> None:
    assert door.asked == []
    assert kong.version == ""


@of_every_kong
def test_what_kong_does_not_have_is_none(kong: KongClient) -> None:
    assert kong.service("web-ui") is None
    assert kong.route("web-ui") is None


@of_every_kong
def test_a_service_is_stored_and_read_back(kong: KongClient) -> None:
    stored = kong.create_service("web-ui", BACKEND)

    assert stored == Service(stored.id, "web-ui", "http", "127.0.0.1", 5000)
    assert kong.service("web-ui") == stored


@of_every_kong
def test_a_service_at_an_https_address_is_taken_for_what_was_asked(kong: KongClient) -> None:
    assert kong.create_service("web-ui", "https://ui.example.com").url == "https://ui.example.com:443"


@of_every_kong
def test_a_service_whose_name_is_taken_is_not_replaced(kong: KongClient) -> None:
    stored = kong.create_service("web-ui", BACKEND)

    with pytest.raises(TemporaryFailure, match="UNIQUE violation"):
        kong.create_service("web-ui", "http://127.0.0.1:6000")

    assert kong.service("web-ui") == stored


@of_every_kong
def test_a_route_is_stored_and_read_back(kong: KongClient) -> None:
    service = kong.create_service("web-ui", BACKEND)

    stored = kong.create_route(a_wanted_route(service.id))

    assert stored == Route(stored.id, "web-ui", service.id, ("ui.example.com",), (), (), ("https",))
    assert kong.route("web-ui") == stored


def test_each_call_is_one_request_and_all_share_a_connection(kong: KongClient, door: Served) -> None:
    service = kong.create_service("web-ui", BACKEND)
    kong.create_route(a_wanted_route(service.id))
    kong.service("web-ui")
    kong.route("web-ui")

    kind = "/kong-admin"
    assert door.asked == [
        f"POST {kind}/services",
        f"POST {kind}/routes",
        f"GET {kind}/services/web-ui",
        f"GET {kind}/routes/web-ui",
    ]
    assert len(door.peers) == 1


@of_every_kong
def test_the_version_is_that_of_the_last_answer(kong: KongClient, stand_in: KongStandIn) -> None:
    kong.service("web-ui")

    assert kong.version == stand_in.version.text


@of_every_kong
def test_the_version_is_known_without_a_door_too(bare: KongClient, stand_in: KongStandIn) -> None:
    bare.create_service("web-ui", BACKEND)

    assert bare.version == stand_in.version.text


@of_every_kong
def test_the_limit_of_the_door_is_told_after_every_answer(kong: KongClient, told: list[tuple[int, int]]) -> None:
    kong.service("web-ui")
    kong.route("web-ui")

    assert told == [(600, 599), (600, 598)]


def test_a_refused_key_is_forgotten_and_asked_for_once_more(kong: KongClient, keys: Keys, door: Served) -> None:
    keys.keys = ["canary-old-key", KEY]

    assert kong.service("web-ui") is None
    assert keys.forgotten == 1
    assert len(door.asked) == 2


@of_every_kong
def test_a_key_that_stays_refused_is_final_and_says_what_to_check(kong: KongClient, keys: Keys, door: Served) -> None:
    keys.keys = ["canary-wrong-key"]

    with pytest.raises(PermanentFailure, match=r"Kong did not show the service `web-ui`: “.+” \(40[13]\)") as caught:
        kong.service("web-ui")

    assert "KONG_HEROKU_ADMIN_KEY" in caught.value.advice
    assert "canary" not in f"{caught.value} {caught.value.__cause__}"
    assert len(door.asked) == 2


def test_a_missing_key_is_final_and_no_empty_header_is_sent(kong: KongClient, keys: Keys) -> None:
    keys.keys = [""]

    with pytest.raises(PermanentFailure, match="No API key found in request"):
        kong.service("web-ui")


def test_a_key_that_no_header_can_hold_is_told_without_it(kong: KongClient, keys: Keys, door: Served) -> None:
    keys.keys = ["canary\nkey"]

    with pytest.raises(PermanentFailure, match="characters that no header may have") as caught:
        kong.service("web-ui")

    assert "canary" not in str(caught.value)
    assert door.asked == []


def test_too_many_requests_wait_for_the_next_clock_minute(kong: KongClient, admin: Served) -> None:
    admin.go_wrong(status=429, body={"message": "API rate limit exceeded"})

    with pytest.raises(TemporaryFailure, match="API rate limit exceeded") as caught:
        kong.service("web-ui")

    assert caught.value.retry_after_s == 30


def test_too_many_requests_wait_as_long_as_kong_says(kong: KongClient, admin: Served) -> None:
    admin.go_wrong(status=429, body={"message": "API rate limit exceeded"}, headers={"Retry-After": "58"})

    with pytest.raises(TemporaryFailure) as caught:
        kong.service("web-ui")

    assert caught.value.retry_after_s == 58


@of_every_kong
def test_what_kong_finds_wrong_is_told_with_its_fields(kong: KongClient) -> None:
    service = kong.create_service("web-ui", BACKEND)

    with pytest.raises(PermanentFailure, match=r"create the route `web-ui`: “.*schema violation.*”, \{.*hosts.*\} \(400\)"):
        kong.create_route(a_wanted_route(service.id, "ui example"))


@of_every_kong
def test_a_route_for_a_service_that_is_not_there_is_final(kong: KongClient) -> None:
    with pytest.raises(PermanentFailure, match="400"):
        kong.create_route(a_wanted_route("00000000-0000-4000-8000-000000000000"))


@pytest.mark.parametrize(
    ("status", "error", "advice"),
    [
        (404, PermanentFailure, "KONG_ADMIN_URL"),
        (409, TemporaryFailure, ""),
        (413, PermanentFailure, "request-size-limiting"),
        (415, TemporaryFailure, ""),
        (426, PermanentFailure, "https://"),
        (500, TemporaryFailure, ""),
        (502, TemporaryFailure, ""),
        (503, TemporaryFailure, ""),
    ],
)
def test_a_status_tells_whether_to_try_again(kong: KongClient, admin: Served, status: int, error: type[MeshbotError], advice: str) -> None:
    admin.go_wrong(status=status, body={"message": "canned"})

    with pytest.raises(error, match=f"“canned” .{status}.") as caught:
        kong.route("web-ui")

    assert advice in getattr(caught.value, "advice", "")


def test_a_page_that_is_not_kongs_is_not_taken_for_an_absent_service(kong: KongClient, admin: Served) -> None:
    admin.go_wrong(count=0, status=404, body="<h1>No such app</h1>", content_type="text/html")

    with pytest.raises(TemporaryFailure, match="could not be read"):
        kong.service("web-ui")


@pytest.mark.parametrize("broken", [{"content_type": "text/html"}, {"half": True}, {"reset": True}, {"delay_s": 1}])
def test_an_answer_that_is_lost_leaves_a_write_unknown_and_a_read_not(kong: KongClient, admin: Served, broken: dict[str, object]) -> None:
    admin.go_wrong(count=0, when="after", **broken)

    with pytest.raises(TemporaryFailure) as caught:
        kong.create_service("web-ui", BACKEND)
    assert caught.value.outcome_unknown
    with pytest.raises(TemporaryFailure) as caught:
        kong.service("web-ui")
    assert not caught.value.outcome_unknown


def test_a_connection_cut_before_the_effect_may_be_tried_again(kong: KongClient, admin: Served) -> None:
    admin.go_wrong(reset=True)

    with pytest.raises(TemporaryFailure, match="Kong broke the connection off when asked to create the service `web-ui`"):
        kong.create_service("web-ui", BACKEND)

    assert kong.service("web-ui") is None


def test_a_request_that_was_never_sent_is_not_unknown() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        client = KongClient(f"http://127.0.0.1:{closed.getsockname()[1]}", lambda: KEY)
        with pytest.raises(TemporaryFailure, match="could not be reached") as caught:
            client.create_service("web-ui", BACKEND)
        client.close()

    assert not caught.value.outcome_unknown


def test_a_service_that_is_stored_otherwise_than_asked_is_told(kong: KongClient, admin: Served) -> None:
    admin.go_wrong(status=200, body={"id": "s", "name": "web-ui", "protocol": "http", "host": "127.0.0.1", "port": 7000, "path": None})

    with pytest.raises(PermanentFailure, match=r"now has the address http://127\.0\.0\.1:7000"):
        kong.create_service("web-ui", BACKEND)


@pytest.mark.parametrize("name", ["../consumers", "a/b", "a?b", "a#b", "..", "", "a b"])
def test_a_name_that_would_be_another_path_is_refused_before_anything_is_sent(kong: KongClient, door: Served, name: str) -> None:
    with pytest.raises(InvalidRequest):
        kong.service(name)
    with pytest.raises(InvalidRequest):
        kong.create_service(name, BACKEND)
    assert door.asked == []


def test_the_key_is_in_no_log(kong: KongClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")

    kong.create_service("web-ui", BACKEND)

    assert KEY not in caplog.text
