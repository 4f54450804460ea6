"""Every request needs a token and a version, and says what is left of the rate limit."""

import base64

import pytest

from sandbox.heroku import TOKEN

from .served import ACCEPT, Served


def test_a_request_without_a_token_is_unauthorized(heroku: Served) -> None:
    answer = heroku.get("/account", Authorization="")

    assert answer.status_code == 401
    assert answer.json() == {"id": "unauthorized", "message": "Invalid credentials provided."}


@pytest.mark.parametrize("credentials", ["Bearer wrong", "Basic !!!", "Basic " + base64.b64encode(b"user:wrong").decode(), "Digest x"])
def test_wrong_credentials_are_unauthorized(heroku: Served, credentials: str) -> None:
    assert heroku.get("/account", Authorization=credentials).status_code == 401


@pytest.mark.parametrize("credentials", [f"Bearer {TOKEN}", "Basic " + base64.b64encode(f":{TOKEN}".encode()).decode()])
def test_the_token_may_come_as_bearer_or_as_the_password_of_basic(heroku: Served, credentials: str) -> None:
    assert heroku.get("/account", Authorization=credentials).json()["email"] == "operator-bot@example.com"


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/vnd.heroku+json; version=2"])
def test_a_request_that_names_no_version_3_is_not_acceptable(heroku: Served, accept: str) -> None:
    answer = heroku.get("/account", Accept=accept)

    assert (answer.status_code, answer.json()["id"]) == (406, "not_acceptable")


@pytest.mark.parametrize("variant", ["", ".sdk", ".cedar-acm"])
def test_variants_of_version_3_are_accepted(heroku: Served, variant: str) -> None:
    assert heroku.get("/account", Accept=ACCEPT + variant).status_code == 200


@pytest.mark.parametrize("path", ["/account", "/apps/nope", "/no/such/endpoint"])
def test_every_answer_has_a_request_id_a_rate_and_a_json_type(heroku: Served, path: str) -> None:
    headers = heroku.get(path).headers

    assert headers["Content-Type"].startswith("application/json")
    assert len(headers["Request-Id"]) == 36
    assert int(headers["RateLimit-Remaining"]) > 4000


def test_each_call_costs_one_and_asking_for_the_rate_costs_nothing(heroku: Served) -> None:
    heroku.get("/account")

    assert heroku.get("/account/rate-limits").json() == {"remaining": 4499}
    assert heroku.get("/account/rate-limits").json() == {"remaining": 4499}


def test_an_empty_bucket_answers_429_and_refills_75_a_minute(heroku: Served) -> None:
    heroku.http.patch("/_sandbox/settings", json={"rate_remaining": 0})

    refused = heroku.get("/account")

    assert refused.status_code == 429
    assert refused.json() == {
        "id": "rate_limit",
        "message": "Your account reached the API rate limit\nPlease wait a few minutes before making new requests",
        "url": "https://devcenter.heroku.com/articles/platform-api-reference#rate-limits",
    }
    heroku.clock.forward(60)
    assert heroku.get("/account/rate-limits").json() == {"remaining": 75}


def test_broken_json_is_a_bad_request(heroku: Served) -> None:
    answer = heroku.http.post("/apps", content=b'{"name": ')

    assert (answer.status_code, answer.json()["id"]) == (400, "bad_request")


def test_an_endpoint_that_is_not_there_answers_as_heroku_does(heroku: Served) -> None:
    answer = heroku.post("/apps/web-ui/frobnicate", {})

    assert answer.status_code == 404
    assert answer.json()["message"].startswith("The requested API endpoint was not found.")


@pytest.mark.parametrize("setting", [{"biuld_s": 1}, {"build_s": "long"}, {"build_s": -1}, {"rate_remaining": None}, {"default_size": 3}])
def test_a_setting_that_makes_no_sense_is_refused(heroku: Served, setting: dict[str, object]) -> None:
    answer = heroku.http.patch("/_sandbox/settings", json=setting)

    assert answer.status_code == 400
    assert answer.json()["message"]
