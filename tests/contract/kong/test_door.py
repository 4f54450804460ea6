"""The door that Heroku's controller opens to its Admin API: `/kong-admin`."""

import httpx
import pytest

from .served import Served, served


def _statuses(controller: Served, requests: int) -> list[int]:
    return [controller.door("GET", "/services").status_code for _ in range(requests)]


def test_the_key_opens_the_admin_api_and_the_answer_came_through_kong(controller: Served) -> None:
    answer = controller.door("GET", "/services?size=1")
    assert (answer.status_code, answer.headers["Via"]) == (200, "kong/1.0.2")
    assert [row["name"] for row in answer.json()["data"]] == ["kong-admin"]


@pytest.mark.parametrize(
    ("key", "status", "message"),
    [
        (None, 401, "No API key found in request"),
        ("wrong", 403, "Invalid authentication credentials"),
    ],
)
def test_no_key_and_a_wrong_key_are_refused_without_via(controller: Served, key: str | None, status: int, message: str) -> None:
    answer = controller.door("GET", "/services", key=key)
    assert (answer.status_code, answer.json(), "Via" in answer.headers) == (status, {"message": message}, False)


def test_later_releases_answer_401_to_a_wrong_and_to_an_empty_key() -> None:
    with served("2.8.5", door=True) as controller:
        assert [controller.door("GET", "/", key=key).status_code for key in ("wrong", "")] == [401, 401]


def test_1_0_breaks_over_an_empty_key(controller: Served) -> None:
    answer = controller.door("GET", "/services", key="")
    assert (answer.status_code, answer.text) == (500, "An unexpected error occurred")


def test_a_key_of_a_consumer_outside_the_group_is_not_enough(controller: Served) -> None:
    controller.admin.put("/consumers/stranger", json={})
    controller.admin.post("/consumers/stranger/key-auth", json={"key": "strange"})
    answer = controller.door("GET", "/services", key="strange")
    assert (answer.status_code, answer.json()) == (403, {"message": "You cannot consume this service"})


def test_the_door_is_closed_to_plain_http(controller: Served) -> None:
    answer = controller.proxy.get("/kong-admin/", headers={"Host": "ctl.herokuapp.com"})
    assert answer.status_code == 426


def test_a_body_of_more_than_8_megabytes_is_too_large(controller: Served) -> None:
    headers = {"Host": "c", "X-Forwarded-Proto": "https", "apikey": "test-admin-key"}
    answer = controller.proxy.post("/kong-admin/services", headers=headers, content=b"x" * 9 * 2**20)
    assert (answer.status_code, answer.json()) == (413, {"message": "Request size limit exceeded"})


def test_the_sixth_request_of_a_clock_minute_is_refused_and_the_next_minute_starts_anew(controller: Served) -> None:
    assert _statuses(controller, 7) == [200] * 5 + [429] * 2
    controller.forward(60)
    assert _statuses(controller, 1) == [200]


def test_a_refusal_for_the_limit_tells_it_but_not_when_to_come_back(controller: Served) -> None:
    _statuses(controller, 5)
    refused = controller.door("GET", "/services")
    assert refused.json() == {"message": "API rate limit exceeded"}
    limits = (refused.headers["X-RateLimit-Limit-minute"], refused.headers["X-RateLimit-Remaining-minute"])
    assert (*limits, "Retry-After" in refused.headers) == ("5", "0", False)


def test_requests_without_a_valid_key_are_not_counted(controller: Served) -> None:
    for key in (None, "wrong") * 3:
        controller.door("GET", "/services", key=key)
    assert _statuses(controller, 5) == [200] * 5


def test_the_state_tells_how_often_the_limit_was_hit_and_the_most_admitted_in_a_minute(controller: Served) -> None:
    _statuses(controller, 7)
    told = httpx.get(f"{controller.admin.base_url}/_sandbox/state", trust_env=False).json()["loopback"]
    assert (told["answered_429"], told["most_admitted_in_a_minute"]) == (2, 5)


def test_the_key_does_not_reach_the_backend_and_is_not_shown_in_the_state(controller: Served) -> None:
    controller.door("GET", "/services")
    assert "test-admin-key" not in httpx.get(f"{controller.admin.base_url}/_sandbox/state", trust_env=False).text


def test_the_next_page_lacks_the_doors_prefix(controller: Served) -> None:
    controller.admin.put("/services/web-ui", json={"url": "http://127.0.0.1:5000"})
    assert controller.door("GET", "/services?size=1").json()["next"].startswith("/services?offset=")
