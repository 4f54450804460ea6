"""The listener, as Slack meets it: what is refused before anything is parsed, what is answered, and what Redis holds by then."""

import socket
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
import redis
from flask.testing import FlaskClient
from slack_sdk.signature import SignatureVerifier
from werkzeug.test import TestResponse

import settings
import wiring
from bot.gate import MAX_BODY_BYTES
from clients.store.members import MemberStore
from clients.store.queues import Queues
from clients.store.runs import RunStore
from mesh.record import entry_of
from mesh.run import RunState
from tests.bot.cutting import cutting_proxy
from tests.examples import NOON, a_run

SECRET = "signing-secret"
CONFIG = str(Path(__file__).parents[2] / "sandbox" / "mesh.toml")


@pytest.fixture
def slack(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """Return a client of the real web app, on a real Redis that is in use."""
    known(redis_url)
    yield from web_client(redis_url, monkeypatch)


def known(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as store:
        store.set("meshbot:known", "2026-11-01")


def web_client(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Generator[FlaskClient, None, None]:
    given = {"SLACK_SIGNING_SECRET": SECRET, "SLACK_BOT_TOKEN": "xoxb-token", "HEROKU_API_KEY": "key", "MESH_CONFIG": CONFIG}
    for name, value in {**given, "REDIS_URL": redis_url}.items():
        monkeypatch.setenv(name, value)
    for cached in (settings.settings, wiring.tools, wiring.worker_redis, wiring.web_redis):
        cached.cache_clear()
    from app import web_app  # noqa: PLC0415 - it reads the environment when it is imported

    with web_app().test_client() as client:
        yield client
    wiring.web_redis().close()


def command(text: str = "add web-ui", trigger: str = "1.2.3") -> str:
    fields = {"command": "/mesh", "text": text, "user_id": "U0OPERATOR", "channel_id": "C0MESH", "trigger_id": trigger, "team_id": "T0MESH"}
    return urlencode({**fields, "response_url": "http://127.0.0.1:9/commands/x"})


def delivered(
    slack: FlaskClient, body: str, *, at: str = "", signature: str = "", content_type: str = "application/x-www-form-urlencoded"
) -> TestResponse:
    headers = signed_headers_of(body, at=at, signature=signature, content_type=content_type)
    return slack.post("/slack/events", data=body.encode(), headers=headers)


def signed_headers_of(
    body: str, *, at: str = "", signature: str = "", content_type: str = "application/x-www-form-urlencoded"
) -> dict[str, str]:
    stamp = at or str(int(time.time()))
    signed = signature or SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body) or ""
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signed, "Content-Type": content_type}


def runs_in(redis_url: str) -> int:
    with redis.Redis.from_url(redis_url) as client:
        return len(client.keys("meshbot:run:*"))


def test_a_signed_command_is_answered_privately_with_the_run_s_id(slack: FlaskClient) -> None:
    answer = delivered(slack, command())
    assert (answer.status_code, answer.json["response_type"]) == (200, "ephemeral") if answer.json else False
    assert "is on its way as `r-" in answer.text


def test_the_run_its_entry_its_job_and_the_delivery_are_stored_before_the_answer(slack: FlaskClient, redis_url: str) -> None:
    delivered(slack, command())
    with redis.Redis.from_url(redis_url) as client:
        stored = {key.decode().rpartition(":")[0] or key.decode() for key in client.keys("*")}
        assert (client.llen("rq:queue:runs"), client.xlen("meshbot:record"), client.zcard("meshbot:due")) == (1, 1, 1)
    assert {"meshbot:run", "meshbot:delivery", "rq:job"} <= stored


@pytest.mark.parametrize("stamp", ["1700000000", "soon", "-5", "1e9", "²", "99999999999999999999"])
def test_a_timestamp_that_is_old_or_no_number_is_unauthorized(slack: FlaskClient, redis_url: str, stamp: str) -> None:
    assert delivered(slack, command(), at=stamp, signature="v0=00").status_code == 401
    assert runs_in(redis_url) == 0


def test_an_old_timestamp_with_its_own_right_signature_is_unauthorized(slack: FlaskClient) -> None:
    assert delivered(slack, command(), at=str(int(time.time()) - 301)).status_code == 401


@pytest.mark.parametrize("signature", ["v0=0000", "v0=", "nonsense", "v0=é"])
def test_a_bad_signature_is_unauthorized(slack: FlaskClient, redis_url: str, signature: str) -> None:
    assert delivered(slack, command(), signature=signature).status_code == 401
    assert runs_in(redis_url) == 0


def test_a_delivery_without_signature_headers_is_unauthorized(slack: FlaskClient) -> None:
    assert slack.post("/slack/events", data=command()).status_code == 401


def test_a_body_over_the_limit_is_refused_before_its_signature_is_looked_at(slack: FlaskClient) -> None:
    assert delivered(slack, "x" * (MAX_BODY_BYTES + 1), signature="v0=00").status_code == 413


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("payload={not json", "application/x-www-form-urlencoded"),
        ("payload=[]", "application/x-www-form-urlencoded"),
        ("command=/mesh&text=add", "application/x-www-form-urlencoded"),
        ("nothing of ours", "application/x-www-form-urlencoded"),
        ("", "application/x-www-form-urlencoded"),
        ("{", "application/json"),
        ("[]", "application/json"),
    ],
)
def test_a_signed_body_that_is_no_delivery_is_a_bad_request(slack: FlaskClient, body: str, content_type: str) -> None:
    assert delivered(slack, body, content_type=content_type).status_code == 400


def test_the_same_delivery_twice_makes_one_run_and_both_answers_name_it(slack: FlaskClient, redis_url: str) -> None:
    first, second = delivered(slack, command()), delivered(slack, command())
    assert (first.status_code, second.status_code, runs_in(redis_url)) == (200, 200, 1)
    assert set(first.text.split("`")) & set(second.text.split("`")) & {word for word in first.text.split("`") if word.startswith("r-")}


def test_the_same_words_typed_again_are_another_run(slack: FlaskClient, redis_url: str) -> None:
    delivered(slack, command(trigger="1.1.1"))
    delivered(slack, command(trigger="2.2.2"))
    assert runs_in(redis_url) == 2


def test_an_unknown_verb_gets_a_private_sentence_and_stores_nothing(slack: FlaskClient, redis_url: str) -> None:
    answer = delivered(slack, command("dploy web-ui"))
    assert (answer.status_code, runs_in(redis_url)) == (200, 0)
    assert "“dploy” is nothing that I can do." in answer.text or "is nothing that I can do" in answer.get_json()["text"]


@pytest.mark.parametrize("text", ["", "help", "help add", "add --help"])
def test_help_is_private_and_stores_nothing(slack: FlaskClient, redis_url: str, text: str) -> None:
    answer = delivered(slack, command(text))
    assert (answer.status_code, runs_in(redis_url)) == (200, 0)
    assert "/mesh add" in answer.text


def test_a_command_says_when_no_worker_is_there_to_take_it_up(slack: FlaskClient) -> None:
    assert "No worker is running at the moment" in delivered(slack, command()).get_json()["text"]


@pytest.fixture
def unreachable(monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """Return a client of a web app whose Redis refuses connections."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield from web_client(f"redis://127.0.0.1:{taken.getsockname()[1]}", monkeypatch)


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """Return a client of a web app whose Redis takes connections and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield from web_client(f"redis://127.0.0.1:{listening.getsockname()[1]}", monkeypatch)


@pytest.mark.parametrize("which", [pytest.param("unreachable", id="refused"), pytest.param("silent", id="silent")])
def test_without_redis_the_person_hears_that_nothing_was_started_within_a_second_and_a_half(
    which: str, request: pytest.FixtureRequest
) -> None:
    slack: FlaskClient = request.getfixturevalue(which)
    began = time.monotonic()
    answer = delivered(slack, command())
    took_s = time.monotonic() - began
    assert answer.status_code == 200
    assert "Nothing was started: my store does not answer." in answer.get_json()["text"]
    assert took_s < 1.5


def test_without_redis_the_process_is_alive_and_not_ready(unreachable: FlaskClient) -> None:
    assert unreachable.get("/healthz").status_code == 200
    assert unreachable.get("/readyz").status_code == 503


def test_readiness_needs_a_consumer_of_each_queue(slack: FlaskClient, redis_url: str) -> None:
    assert slack.get("/readyz").status_code == 503
    for queue in ("runs", "reads", "messages"):
        wiring.schedule().consumes(queue)
    assert slack.get("/readyz").status_code == 200


def test_an_answer_lost_after_the_commit_is_looked_up_and_names_the_run(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known(redis_url)
    with cutting_proxy(redis_url, stays_silent=False) as url:
        slack = next(clients := web_client(url, monkeypatch))
        answer = delivered(slack, command())
        clients.close()
    assert "`r-" in answer.get_json()["text"]
    assert runs_in(redis_url) == 1


def test_where_the_look_up_fails_too_the_person_hears_that_it_is_unknown(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known(redis_url)
    with cutting_proxy(redis_url, stays_silent=True) as url:
        slack = next(clients := web_client(url, monkeypatch))
        answer = delivered(slack, command())
        clients.close()
    assert "I do not know whether" in answer.get_json()["text"]
    assert runs_in(redis_url) == 1


def test_a_store_that_is_new_or_was_lost_takes_no_changes(slack: FlaskClient, redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as store:
        store.flushall()
    assert "my store is new or was lost" in delivered(slack, command()).get_json()["text"]
    assert runs_in(redis_url) == 0


@pytest.mark.parametrize("text", ["add web-ui --dry-run", "runs", "help"])
def test_a_store_that_is_new_answers_questions(slack: FlaskClient, redis_url: str, text: str) -> None:
    with redis.Redis.from_url(redis_url) as store:
        store.flushall()
    assert "my store is new" not in delivered(slack, command(text)).get_json()["text"]


def with_a_lost_answer(redis_url: str, monkeypatch: pytest.MonkeyPatch, text: str) -> str:
    """Type something on a way to Redis that loses the answer to the commit and is silent from then on; return the private answer."""
    with cutting_proxy(redis_url, stays_silent=True) as url:
        slack = next(clients := web_client(url, monkeypatch))
        answer = delivered(slack, command(text))
        clients.close()
    return str(answer.get_json()["text"])


def test_a_lock_whose_commit_was_not_answered_is_not_said_to_be_none(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known(redis_url)
    with redis.Redis.from_url(redis_url) as store:
        MemberStore(store).keep("S0OPERATORS", ["U0OPERATOR"])
        answer = with_a_lost_answer(redis_url, monkeypatch, "lock web-ui --reason leak")
        assert store.hexists("meshbot:locks:main", "web-ui")
    assert "I do not know whether `/mesh lock web-ui --reason leak` was done" in answer


def test_a_cancel_whose_commit_was_not_answered_is_not_said_to_be_none(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known(redis_url)
    run = a_run(id="r-22222", person="U0OPERATOR")
    with redis.Redis.from_url(redis_url) as store:
        MemberStore(store).keep("S0OPERATORS", ["U0OPERATOR"])
        runs = RunStore(store, Queues(store), lambda: NOON)
        runs.submit(run, delivery="1", response_url="", queue="runs", entry=entry_of(run, "asked", NOON))
        answer = with_a_lost_answer(redis_url, monkeypatch, "cancel r-22222")
        taken_back = runs.get("r-22222")
    assert taken_back is not None
    assert taken_back.state is RunState.WITHDRAWN
    assert "I do not know whether `/mesh cancel r-22222` was done" in answer


def test_a_retry_whose_commit_was_not_answered_is_not_said_to_be_none(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known(redis_url)
    run = a_run(id="r-22222", person="U0OPERATOR")
    with redis.Redis.from_url(redis_url) as store:
        MemberStore(store).keep("S0OPERATORS", ["U0OPERATOR"])
        runs = RunStore(store, Queues(store), lambda: NOON)
        runs.submit(run, delivery="1", response_url="", queue="runs", entry=entry_of(run, "asked", NOON))
        runs.move(run, RunState.FAILED)
        answer = with_a_lost_answer(redis_url, monkeypatch, "retry r-22222")
        assert (retried := runs.get("r-22222")) is not None
        assert retried.state is RunState.PROPOSED
    assert "I do not know whether `/mesh retry r-22222` was done" in answer


@pytest.mark.parametrize(
    "others", [{}, {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s"}, {"SLACK_VERIFICATION_TOKEN": "t"}], ids=["token", "oauth", "old"]
)
def test_the_app_warns_of_nothing_when_it_is_made(
    redis_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, others: dict[str, str]
) -> None:
    known(redis_url)
    for name, value in others.items():
        monkeypatch.setenv(name, value)
    for _ in web_client(redis_url, monkeypatch):
        assert [each.getMessage() for each in caplog.records if each.levelname in {"WARNING", "ERROR"}] == []
