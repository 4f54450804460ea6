"""The same signed body twice: the world and the record are as after one."""

import json
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import redis
from flask.testing import FlaskClient

from bot.commands import VERBS
from clients.store.connection import committing
from clients.store.deliveries import DeliveryStore
from clients.store.members import MemberStore
from clients.store.queues import Queues
from clients.store.runs import RunStore
from mesh.errors import TemporaryFailure, UnderWay
from mesh.record import entry_of
from mesh.run import Approval, Run, RunState
from messages.buttons import APPROVE, CANCEL, DECLINE, REFRESH, RESTART, RETRY, SCALE, WITHDRAW
from messages.decline import CALLBACK, REASON
from tests.bot.test_listener import delivered, known, signed_headers_of, web_client
from tests.examples import a_run

RUN, DIGEST = "r-22222", "0123456789ab"
OPERATOR, APPROVER, ADMIN = "U0OPERATOR", "U0APPROVER", "U0ADMIN"
JSON = "application/json"


@pytest.fixture
def store(redis_url: str) -> Iterator[redis.Redis]:
    known(redis_url)
    with redis.Redis.from_url(redis_url) as connection:
        MemberStore(connection).keep("S0OPERATORS", [OPERATOR])
        MemberStore(connection).keep("S0APPROVERS", [APPROVER])
        yield connection


@pytest.fixture
def slack(store: redis.Redis, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    assert store.ping()
    yield from web_client(redis_url, monkeypatch)


def command(text: str, trigger: str = "1.1", person: str = ADMIN) -> str:
    fields = {"command": "/mesh", "text": text, "user_id": person, "channel_id": "C0MESH", "trigger_id": trigger, "team_id": "T0MESH"}
    return urlencode(fields | {"response_url": "http://127.0.0.1:9/x"})


def click(action: str, person: str, trigger: str = "1.1") -> str:
    pressed = {"type": "button", "action_id": action, "value": f"{RUN} {DIGEST}", "block_id": "b", "action_ts": "1.1"}
    sender = {"user": {"id": person}, "team": {"id": "T0MESH"}, "channel": {"id": "C0MESH"}, "trigger_id": trigger}
    return urlencode({"payload": json.dumps({"type": "block_actions", **sender, "actions": [pressed]})})


def declined(reason: str = "not now") -> str:
    view = {"id": "V1", "type": "modal", "callback_id": CALLBACK, "private_metadata": f"{RUN} {DIGEST}"}
    view["state"] = {"values": {REASON: {REASON: {"type": "plain_text_input", "value": reason}}}}  # type: ignore[assignment]
    sent = {"type": "view_submission", "user": {"id": APPROVER}, "team": {"id": "T0MESH"}, "trigger_id": "1.1", "view": view}
    return urlencode({"payload": json.dumps(sent)})


def mention(text: str, person: str = ADMIN) -> str:
    said = {"type": "app_mention", "user": person, "channel": "C0MESH", "text": f"<@U0BOT> {text}", "ts": "1.1"}
    return json.dumps({"type": "event_callback", "team_id": "T0MESH", "event_id": "Ev1", "event": said})


def stored(store: redis.Redis, state: RunState) -> Run:
    """Store an outsider's run in a state, and return it."""
    now = datetime.now(UTC)
    runs = RunStore(store, Queues(store), lambda: now)
    run = a_run(id=RUN, person=OPERATOR, at=now)
    runs.submit(run, delivery="0.0", response_url="", queue="runs", entry=entry_of(run, "asked", now))
    return run if state is run.state else moved(store, state)


def moved(store: redis.Redis, state: RunState) -> Run:
    now = datetime.now(UTC)
    runs = RunStore(store, Queues(store), lambda: now)
    run = runs.get(RUN)
    assert run is not None
    approval = Approval(2, "approvers", now + timedelta(hours=1), DIGEST, ("S0APPROVERS",)) if state is RunState.AWAITING else None
    return runs.move(run, state, approval=approval)


def world(store: redis.Redis) -> dict[bytes, bytes | None]:
    """Return all that Redis holds."""
    return {key: store.dump(key) for key in store.scan_iter()}


EXAMPLES = [(verb.name, re.sub(r"r-[a-z0-9]{4,5}\b", RUN, example)) for verb in VERBS for example in verb.examples]


@pytest.mark.parametrize(("verb", "text"), EXAMPLES)
def test_a_command_that_comes_again_changes_nothing(slack: FlaskClient, store: redis.Redis, verb: str, text: str) -> None:
    stored(store, RunState.AWAITING)
    body = command(text.removeprefix("/mesh "))
    assert delivered(slack, body).status_code == 200
    after_one = world(store)
    assert (verb, delivered(slack, body).status_code) == (verb, 200)
    assert world(store) == after_one


@pytest.mark.parametrize(("verb", "text"), EXAMPLES)
def test_a_mention_that_comes_again_changes_nothing(slack: FlaskClient, store: redis.Redis, verb: str, text: str) -> None:
    stored(store, RunState.AWAITING)
    body = mention(text.removeprefix("/mesh "))
    assert delivered(slack, body, content_type=JSON).status_code == 200
    after_one = world(store)
    assert (verb, delivered(slack, body, content_type=JSON).status_code) == (verb, 200)
    assert world(store) == after_one


@pytest.mark.parametrize(
    ("person", "first", "taken", "inverse"),
    [
        (ADMIN, "", "freeze --reason incident", "thaw"),
        (ADMIN, "freeze --reason incident", "thaw", "freeze --reason again"),
        (OPERATOR, "", "lock web-ui --reason leak", "unlock web-ui"),
        (OPERATOR, "lock web-ui --reason leak", "unlock web-ui", "lock web-ui --reason again"),
    ],
)
def test_what_was_taken_back_is_not_done_again_by_the_same_body(
    slack: FlaskClient, store: redis.Redis, *, person: str, first: str, taken: str, inverse: str
) -> None:
    delivered(slack, command(first or "help", "0.9", person))
    answer = delivered(slack, command(taken, person=person))
    after_one = world(store)
    delivered(slack, command(inverse, "1.2", person))
    after_both = world(store)
    assert after_both[b"meshbot:record"] != after_one[b"meshbot:record"]
    again = delivered(slack, command(taken, person=person))
    assert (again.status_code, again.get_json()) == (200, answer.get_json())
    assert world(store) == after_both


@pytest.mark.parametrize(
    ("stands", "body"),
    [
        (RunState.FAILED, command("retry r-22222", person=OPERATOR)),
        (RunState.FAILED, click(RETRY, OPERATOR)),
        (RunState.AWAITING, command(f"approve r-22222 {DIGEST}", person=APPROVER)),
        (RunState.AWAITING, click(APPROVE, APPROVER)),
    ],
)
def test_a_decision_does_not_count_again_when_the_run_stands_as_before(
    slack: FlaskClient, store: redis.Redis, stands: RunState, body: str
) -> None:
    version = stored(store, stands).version
    assert delivered(slack, body).status_code == 200
    after_one = moved(store, stands)
    assert after_one.version > version + 1
    as_it_is = world(store)
    assert delivered(slack, body).status_code == 200
    assert world(store) == as_it_is


@pytest.mark.parametrize(
    ("stands", "body"),
    [
        (RunState.PROPOSED, command("cancel r-22222", person=OPERATOR)),
        (RunState.PROPOSED, click(CANCEL, OPERATOR)),
        (RunState.AWAITING, command("withdraw r-22222", person=OPERATOR)),
        (RunState.AWAITING, click(WITHDRAW, OPERATOR)),
        (RunState.AWAITING, command("decline r-22222 --reason no", person=APPROVER)),
        (RunState.AWAITING, declined()),
    ],
)
def test_a_decision_that_ended_a_run_and_comes_again_changes_nothing(
    slack: FlaskClient, store: redis.Redis, stands: RunState, body: str
) -> None:
    before = stored(store, stands)
    assert delivered(slack, body).status_code == 200
    after_one = world(store)
    assert after_one[f"meshbot:run:{before.id}".encode()] is not None
    assert delivered(slack, body).status_code == 200
    assert world(store) == after_one


@pytest.mark.parametrize("action", [RETRY, CANCEL, APPROVE, WITHDRAW, DECLINE, REFRESH, RESTART, SCALE])
def test_a_copy_of_a_click_at_the_same_time_counts_once(slack: FlaskClient, store: redis.Redis, action: str) -> None:
    stored(store, RunState.AWAITING)
    body, together = click(action, APPROVER), threading.Barrier(4)

    def deliver(_: int) -> int:
        together.wait()
        sent: Any = slack.application.test_client().post("/slack/events", data=body.encode(), headers=signed_headers_of(body))
        return int(sent.status_code)

    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(deliver, range(4)))
    assert 200 in statuses
    run = RunStore(store, Queues(store), lambda: datetime.now(UTC)).get(RUN)
    assert run is not None
    assert run.approval is None or len(run.approval.decisions) <= 1


def test_a_delivery_that_failed_before_its_effect_may_come_again(store: redis.Redis) -> None:
    def fails() -> str:
        raise TemporaryFailure("away")

    with pytest.raises(TemporaryFailure):
        DeliveryStore(store).once("d", fails)
    assert DeliveryStore(store).once("d", lambda: "done") == "done"
    assert DeliveryStore(store).once("d", fails) == "done"


def test_a_delivery_whose_process_died_behind_its_effect_is_not_carried_out_again(store: redis.Redis) -> None:
    def dies() -> str:
        with committing("it") as commit, store.pipeline() as pipe:
            pipe.multi()
            pipe.incr("effect")
            commit.execute(pipe)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        DeliveryStore(store).once("d", dies)
    assert (DeliveryStore(store).once("d", dies), store.get("effect")) == ("", b"1")


def test_a_delivery_that_took_so_long_that_another_took_it_writes_nothing(store: redis.Redis) -> None:
    def takes_long() -> str:
        store.delete(*store.keys("meshbot:taken:*"))
        with committing("it") as commit, store.pipeline() as pipe:
            pipe.multi()
            pipe.incr("effect")
            commit.execute(pipe)
        return "done"

    with pytest.raises(TemporaryFailure):
        DeliveryStore(store).once("d", takes_long)
    assert store.get("effect") is None


def test_a_copy_waits_for_nobody(store: redis.Redis) -> None:
    def meets_its_copy() -> str:
        with pytest.raises(UnderWay):
            DeliveryStore(store).once("d", lambda: "twice")
        return "once"

    assert DeliveryStore(store).once("d", meets_its_copy) == "once"


def test_what_was_taken_is_kept_for_longer_than_a_signature_is_good_for(store: redis.Redis) -> None:
    DeliveryStore(store).once("d", lambda: "done")
    assert store.ttl(store.keys("meshbot:taken:*")[0]) > 300
