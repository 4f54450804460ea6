"""The same delivery twice, by either way, forms too: the world is as after one."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import redis
from flask.testing import FlaskClient

import wiring
from bot.envelopes import Envelope, heard
from bot.socket_mode import carried_out
from clients.store.members import MemberStore
from mesh.people import SlackUser, Standing
from mesh.run import RunState
from messages.buttons import APPROVE, CANCEL, DECLINE, REFRESH, RESTART, RETRY
from messages.decline import CALLBACK as DECLINE_FORM
from messages.decline import REASON
from messages.route_form import CALLBACK as ROUTE_FORM
from tests.bot.test_listener import delivered, known, web_client
from tests.bot.test_replays import ADMIN, APPROVER, DIGEST, OPERATOR, RUN, moved, stored, world

Bring = Callable[[str, dict[str, Any]], str]
"""Deliver a payload of a type of envelope; return the answer."""
GUEST = "U0GUEST"
COMMAND, INTERACTION, EVENT = "slash_commands", "interactive", "events_api"


@pytest.fixture
def store(redis_url: str) -> Iterator[redis.Redis]:
    known(redis_url)
    with redis.Redis.from_url(redis_url) as connection:
        MemberStore(connection).keep("S0OPERATORS", [OPERATOR])
        MemberStore(connection).keep("S0APPROVERS", [APPROVER])
        MemberStore(connection).keep_user(SlackUser(frozenset({GUEST}), Standing.GUEST))
        yield connection


@pytest.fixture(params=["HTTP", "Socket Mode"])
def bring(request: pytest.FixtureRequest, store: redis.Redis, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bring]:
    assert store.ping()
    for client in web_client(redis_url, monkeypatch):
        yield by_http(client) if request.param == "HTTP" else by_socket()


def by_http(client: FlaskClient) -> Bring:
    def bring(kind: str, payload: dict[str, Any]) -> str:
        written = json.dumps(payload)
        body = written if kind == EVENT else urlencode(payload if kind == COMMAND else {"payload": written})
        answer = delivered(client, body, content_type="application/json" if kind == EVENT else "application/x-www-form-urlencoded")
        assert answer.status_code == 200
        return answer.text

    return bring


def by_socket() -> Bring:
    from app import bolt  # noqa: PLC0415 - it reads the environment when it is imported

    listening = bolt(wiring.desk())

    def bring(kind: str, payload: dict[str, Any]) -> str:
        envelope = heard(json.dumps({"type": kind, "envelope_id": "e1", "payload": payload}).encode())
        assert isinstance(envelope, Envelope)
        answer = carried_out(listening, envelope)
        assert answer is not None
        return answer

    return bring


def command(text: str, person: str = ADMIN, trigger: str = "1.1") -> dict[str, Any]:
    return {"command": "/mesh", "text": text, "user_id": person, "channel_id": "C0MESH", "trigger_id": trigger}


def click(action: str, person: str) -> dict[str, Any]:
    pressed = {"type": "button", "action_id": action, "value": f"{RUN} {DIGEST}", "block_id": "b"}
    return {"type": "block_actions", "user": {"id": person}, "channel": {"id": "C0MESH"}, "trigger_id": "1.1", "actions": [pressed]}


def mention(text: str) -> dict[str, Any]:
    said = {"type": "app_mention", "user": ADMIN, "channel": "C0MESH", "text": f"<@U0BOT> {text}"}
    return {"type": "event_callback", "event_id": "Ev1", "event": said}


def home(tab: str = "home") -> dict[str, Any]:
    return {"type": "event_callback", "event_id": "Ev2", "event": {"type": "app_home_opened", "user": ADMIN, "tab": tab}}


def form(callback: str, noted: str, values: dict[str, str], person: str = OPERATOR) -> dict[str, Any]:
    filled = {name: {name: {"type": "plain_text_input", "value": value}} for name, value in values.items()}
    view = {"id": "V1", "type": "modal", "callback_id": callback, "private_metadata": noted, "state": {"values": filled}}
    return {"type": "view_submission", "user": {"id": person}, "view": view}


def route_form(name: str = "cart", path: str = "/cart") -> dict[str, Any]:
    return form(ROUTE_FORM, "web-ui C0MESH main", {"name": name, "paths": path, "reason": "shop"})


def decline_form(reason: str = "not now", person: str = APPROVER) -> dict[str, Any]:
    return form(DECLINE_FORM, f"{RUN} {DIGEST} C0MESH", {REASON: reason}, person)


@pytest.mark.parametrize(
    ("stands", "kind", "payload"),
    [
        (RunState.AWAITING, COMMAND, command("add web-ui", OPERATOR)),
        (RunState.AWAITING, COMMAND, command("lock web-ui --reason x")),
        (RunState.AWAITING, COMMAND, command("freeze --reason x")),
        (RunState.AWAITING, COMMAND, command(f"approve {RUN} {DIGEST}", APPROVER)),
        (RunState.FAILED, COMMAND, command(f"retry {RUN}", OPERATOR)),
        (RunState.AWAITING, EVENT, mention("add web-ui")),
        (RunState.AWAITING, EVENT, mention("freeze --reason x")),
        (RunState.AWAITING, EVENT, home()),
        (RunState.AWAITING, INTERACTION, click(APPROVE, APPROVER)),
        (RunState.FAILED, INTERACTION, click(RETRY, OPERATOR)),
        (RunState.PROPOSED, INTERACTION, click(CANCEL, OPERATOR)),
        (RunState.FAILED, INTERACTION, click(DECLINE, APPROVER)),
        (RunState.AWAITING, INTERACTION, click(DECLINE, OPERATOR)),
        (RunState.AWAITING, INTERACTION, click(DECLINE, GUEST)),
        (RunState.AWAITING, INTERACTION, click(REFRESH, OPERATOR)),
        (RunState.AWAITING, INTERACTION, click(RESTART, OPERATOR)),
        (RunState.AWAITING, INTERACTION, click("no-such-action", OPERATOR)),
        (RunState.AWAITING, INTERACTION, click(APPROVE, GUEST)),
        (RunState.AWAITING, INTERACTION, decline_form(person=GUEST)),
        (RunState.AWAITING, INTERACTION, route_form()),
        (RunState.AWAITING, INTERACTION, route_form("Not a name")),
        (RunState.AWAITING, INTERACTION, decline_form()),
        (RunState.AWAITING, INTERACTION, decline_form(" ")),
    ],
)
def test_what_comes_again_changes_nothing_and_is_answered_as_before(
    bring: Bring, store: redis.Redis, *, stands: RunState, kind: str, payload: dict[str, Any]
) -> None:
    stored(store, stands)
    answer = bring(kind, payload)
    after_one = world(store)
    assert "already" in (again := bring(kind, payload)) or again == answer
    assert world(store) == after_one


def test_a_freeze_that_was_lifted_is_not_set_again_by_the_same_delivery(bring: Bring, store: redis.Redis) -> None:
    bring(COMMAND, command("freeze --reason x"))
    bring(COMMAND, command("thaw", trigger="1.2"))
    thawed = world(store)
    bring(COMMAND, command("freeze --reason x"))
    assert world(store) == thawed


@pytest.mark.parametrize(
    ("kind", "payload"), [(COMMAND, command(f"approve {RUN} {DIGEST}", APPROVER)), (INTERACTION, click(APPROVE, APPROVER))]
)
def test_a_decision_does_not_count_again_when_the_run_stands_as_before(
    bring: Bring, store: redis.Redis, kind: str, payload: dict[str, Any]
) -> None:
    stored(store, RunState.AWAITING)
    bring(kind, payload)
    moved(store, RunState.AWAITING)
    as_it_is = world(store)
    bring(kind, payload)
    assert world(store) == as_it_is


def test_a_form_that_declined_does_not_decline_again_when_the_run_stands_as_before(bring: Bring, store: redis.Redis) -> None:
    stored(store, RunState.AWAITING)
    awaiting = store.dump(f"meshbot:run:{RUN}") or b""
    bring(INTERACTION, decline_form())
    store.restore(f"meshbot:run:{RUN}", 0, awaiting, replace=True)
    as_it_is = world(store)
    bring(INTERACTION, decline_form())
    assert world(store) == as_it_is


def test_a_form_that_was_wrong_at_first_makes_one_run_however_often_both_come(bring: Bring, store: redis.Redis) -> None:
    wrong, right = route_form("Not a name"), route_form()
    for each in (wrong, wrong, right, right):
        bring(INTERACTION, each)
    as_it_is = world(store)
    for each in (wrong, right):
        bring(INTERACTION, each)
    assert len(list(store.scan_iter("meshbot:run:*"))) == 1
    assert world(store) == as_it_is


def test_a_form_whose_run_is_over_makes_no_other(bring: Bring, store: redis.Redis) -> None:
    bring(INTERACTION, route_form())
    (name,) = store.scan_iter("meshbot:run:*")
    bring(COMMAND, command(f"cancel {str(name, 'utf8').rpartition(':')[2]}"))
    as_it_is = world(store)
    bring(INTERACTION, route_form())
    assert world(store) == as_it_is
