import json
import logging
import socket
from collections.abc import Callable

import pytest

from clients.heroku import HerokuClient
from mesh.addresses import Source
from mesh.errors import MeshbotError, PermanentFailure, TemporaryFailure
from sandbox.heroku import CONTROLLER, DATABASE, TOKEN, HerokuStandIn, seed_addon, seed_app
from tests.clients.certificates import Certificates
from tests.clients.heroku.conftest import APP
from tests.clients.served import Loop, Served

SECRET = "canary-secret-value"


def failure_of(call: Callable[[], object]) -> MeshbotError:
    with pytest.raises(MeshbotError) as caught:
        call()
    return caught.value


def temporary(call: Callable[[], object]) -> TemporaryFailure:
    failure = failure_of(call)
    assert isinstance(failure, TemporaryFailure)
    return failure


def permanent(call: Callable[[], object]) -> PermanentFailure:
    failure = failure_of(call)
    assert isinstance(failure, PermanentFailure)
    return failure


@pytest.mark.parametrize(
    ("status", "error_id", "advice"),
    [
        (401, "unauthorized", "Check HEROKU_API_KEY"),
        (402, "delinquent", "billing"),
        (403, "forbidden", "access to the app or the team"),
        (403, "two_factor", "second factor"),
        (404, "not_found", "renamed or deleted"),
        (422, "invalid_params", "Change what Heroku names"),
        (422, "verification_needed", "https://heroku.com/verify"),
        (418, "teapot", ""),
    ],
)
def test_a_refusal_is_final_and_says_what_to_do(heroku: HerokuClient, served: Served, status: int, error_id: str, advice: str) -> None:
    served.go_wrong(method="POST", status=status, body={"id": error_id, "message": "No such thing."}, headers={"Request-Id": "req-1"})

    failure = permanent(lambda: heroku.create_app("web-api", "us", "heroku-24", None))

    assert str(failure) == f"Heroku did not create the app `web-api`: “No such thing.” ({status} {error_id}, Request-Id req-1)."
    assert advice in failure.advice


def test_a_full_team_or_account_is_told_in_herokus_own_words(heroku: HerokuClient, stand_in: HerokuStandIn) -> None:
    stand_in.account.verified = False
    stand_in.world.knobs.app_limit = 1

    assert "limit of 1 apps for unverified accounts" in str(permanent(lambda: heroku.create_app("web-api", "us", "heroku-24", None)))


def test_a_wrong_key_is_told_without_the_key(served: Served) -> None:
    client = HerokuClient("wrong-canary-key", served.url)

    failure = permanent(client.account)
    client.close()

    assert "HEROKU_API_KEY" in failure.advice
    assert "canary" not in str(failure)


def test_a_conflict_may_be_tried_again(heroku: HerokuClient, served: Served) -> None:
    served.go_wrong(status=409, body={"id": "conflict", "message": "Another change is under way."})

    failure = temporary(lambda: heroku.set_config(APP, {"A": "b"}))

    assert not failure.outcome_unknown


def test_an_empty_rate_limit_waits_a_minute(heroku: HerokuClient, stand_in: HerokuStandIn) -> None:
    stand_in.account.tokens_left = 0

    failure = temporary(lambda: heroku.app(APP))

    assert failure.retry_after_s == 60
    assert "API rate limit" in str(failure)


def test_an_empty_rate_limit_waits_longer_if_heroku_says_so_and_is_not_slept_on(heroku: HerokuClient, served: Served) -> None:
    served.go_wrong(status=429, headers={"Retry-After": "90"}, body={"id": "rate_limit", "message": "Wait."})

    assert temporary(lambda: heroku.app(APP)).retry_after_s == 90
    assert len(served.asked) == 1


def test_a_read_is_tried_three_times_on_503(heroku: HerokuClient, served: Served) -> None:
    served.go_wrong(status=503, count=2)

    assert heroku.app(APP) is not None
    assert len(served.asked) == 3


def test_a_write_is_sent_once_on_503(heroku: HerokuClient, served: Served) -> None:
    served.go_wrong(status=503, count=0, body={"id": "service_unavailable", "message": "Try again."})

    failure = temporary(lambda: heroku.start_build(APP, Source("https://example.com/a.tar.gz"), "r-1"))

    assert len(served.asked) == 1
    assert not failure.outcome_unknown


def test_an_attachment_that_heroku_answers_with_503_may_be_tried_again(heroku: HerokuClient, stand_in: HerokuStandIn) -> None:
    seed_addon(stand_in.world, "postgresql-young-1", app=CONTROLLER, attached_as=None, state="provisioning")

    failure = temporary(lambda: heroku.attach("postgresql-young-1", APP, "DATABASE"))

    assert "503 addon_error" in str(failure)


def test_an_attachment_never_replaces_another_add_on(heroku: HerokuClient, stand_in: HerokuStandIn) -> None:
    seed_app(stand_in.world, "other-app")
    seed_addon(stand_in.world, "postgresql-other-1", app="other-app")

    failure = permanent(lambda: heroku.attach(DATABASE, "other-app", "DATABASE"))

    assert "400 confirmation_required" in str(failure)
    assert stand_in.state()["apps"]["other-app"]["attachments"] == {"DATABASE": "postgresql-other-1"}


@pytest.mark.parametrize("status", [500, 502, 504])
def test_after_a_gateways_error_a_write_may_stand_and_a_read_changes_nothing(heroku: HerokuClient, served: Served, status: int) -> None:
    served.go_wrong(status=status, count=0)

    assert temporary(lambda: heroku.start_build(APP, Source("https://example.com/a.tar.gz"), "r-1")).outcome_unknown
    assert not temporary(lambda: heroku.app(APP)).outcome_unknown


def test_an_answer_that_does_not_come_in_time_leaves_a_write_unknown(heroku: HerokuClient, served: Served) -> None:
    served.go_wrong(delay_s=1.5)

    failure = temporary(lambda: heroku.create_app("web-api", "us", "heroku-24", None))

    assert failure.outcome_unknown
    assert "did not answer in time when asked to create the app `web-api`" in str(failure)


def test_a_read_that_takes_too_long_is_not_sent_again(heroku: HerokuClient, served: Served) -> None:
    served.go_wrong(delay_s=1.5)

    assert not temporary(lambda: heroku.app(APP)).outcome_unknown
    assert len(served.asked) == 1


def test_a_connection_cut_after_the_effect_leaves_a_write_unknown(heroku: HerokuClient, served: Served) -> None:
    served.go_wrong(method="POST", reset=True, when="after")

    failure = temporary(lambda: heroku.create_app("web-api", "us", "heroku-24", None))

    assert failure.outcome_unknown
    assert heroku.app("web-api") is not None


def test_a_connection_cut_before_the_effect_looks_the_same(heroku: HerokuClient, served: Served) -> None:
    served.go_wrong(method="POST", reset=True)

    assert temporary(lambda: heroku.create_app("web-api", "us", "heroku-24", None)).outcome_unknown
    assert heroku.app("web-api") is None


def test_half_an_answer_leaves_a_write_unknown(heroku: HerokuClient, served: Served) -> None:
    served.go_wrong(method="POST", half=True, when="after")

    assert temporary(lambda: heroku.create_app("web-api", "us", "heroku-24", None)).outcome_unknown


def test_an_answer_of_another_type_leaves_a_write_unknown(heroku: HerokuClient, served: Served) -> None:
    served.go_wrong(content_type="text/html", when="after", count=0)

    failure = temporary(lambda: heroku.set_config(APP, {"A": "b"}))

    assert failure.outcome_unknown
    assert "could not be read (Request-Id" in str(failure)
    assert not temporary(lambda: heroku.dynos(APP)).outcome_unknown


@pytest.mark.parametrize("body", ["not JSON", '["a list"]', '{"an": "object"}', "null"])
def test_json_that_is_not_what_was_to_come_may_be_tried_again(heroku: HerokuClient, served: Served, body: str) -> None:
    served.go_wrong(status=200, body=body, count=0)

    assert "could not be read" in str(temporary(lambda: heroku.app(APP)))
    assert "could not be read" in str(temporary(lambda: heroku.releases(APP)))
    assert temporary(lambda: heroku.start_build(APP, Source("https://example.com/a.tar.gz"), "r-1")).outcome_unknown


def test_a_redirect_is_not_followed_with_the_key(heroku: HerokuClient, served: Served) -> None:
    served.go_wrong(path="^/apps/", status=302, headers={"Location": "/account"})

    temporary(lambda: heroku.app(APP))

    assert len(served.asked) == 1


def test_a_request_that_was_never_sent_is_not_unknown() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        client = HerokuClient(TOKEN, f"http://127.0.0.1:{closed.getsockname()[1]}")
        failure = temporary(lambda: client.create_app("web-api", "us", "heroku-24", None))

    assert not failure.outcome_unknown
    assert "could not be reached" in str(failure)


def test_a_certificate_that_nobody_vouches_for_is_not_believed(loop: Loop, stand_in: HerokuStandIn, certificates: Certificates) -> None:
    with loop.served(stand_in, certificates.server("127.0.0.1")) as served:
        client = HerokuClient(TOKEN, served.url)
        failure = temporary(lambda: client.create_app("web-api", "us", "heroku-24", None))
        client.close()

    assert "showed a TLS certificate that is not valid for its name" in str(failure)
    assert not failure.outcome_unknown
    assert served.asked == []


def test_a_config_value_that_heroku_repeats_is_left_out(heroku: HerokuClient, served: Served) -> None:
    served.go_wrong(method="PATCH", status=422, body={"id": "invalid_params", "message": f"{SECRET} is too long."})

    failure = permanent(lambda: heroku.set_config(APP, {"TOKEN": SECRET}))

    assert str(failure) == "Heroku did not set TOKEN on `" + APP + "`: its reason quotes a secret and is left out (422 invalid_params)."


def test_no_secret_is_in_a_failure_or_a_log(heroku: HerokuClient, served: Served, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    served.go_wrong(method="PATCH", content_type="text/html", when="after")
    served.go_wrong(path="config-vars", half=True, when="after")

    failures = [
        failure_of(lambda: heroku.set_config(APP, {"TOKEN": SECRET})),
        failure_of(lambda: heroku.config(APP, ["TOKEN"])),
        failure_of(lambda: heroku.create_app(APP, "us", "heroku-24", None)),
    ]

    told = caplog.text + json.dumps([f"{error!r} {error} {error.__cause__!r} {error.__cause__}" for error in failures])
    assert SECRET not in told
    assert TOKEN not in told
    assert "canary" not in told
