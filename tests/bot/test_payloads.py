"""Signed bodies that are no delivery of Slack's are refused, and none breaks the listener."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import redis
from flask.testing import FlaskClient

from tests.bot.test_listener import delivered, known, web_client

CLICK: dict[str, Any] = {
    "type": "block_actions",
    "user": {"id": "U0OPERATOR"},
    "team": {"id": "T0MESH"},
    "channel": {"id": "C0MESH"},
    "trigger_id": "1.2",
    "actions": [{"type": "button", "action_id": "cancel", "value": "r-7k3f", "block_id": "b", "action_ts": "1.1"}],
}
EVENT: dict[str, Any] = {
    "type": "event_callback",
    "team_id": "T0MESH",
    "event_id": "Ev1",
    "event": {"type": "app_mention", "user": "U0OPERATOR", "channel": "C0MESH", "text": "<@U0BOT> help", "ts": "1.1"},
}


@pytest.fixture
def slack(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    known(redis_url)
    yield from web_client(redis_url, monkeypatch)


@pytest.mark.parametrize(
    "changed",
    [
        {"user": None},
        {"user": []},
        {"user": {"id": 5}},
        {"actions": {}},
        {"actions": []},
        {"actions": [None]},
        {"channel": "C0"},
        {"trigger_id": {}},
        {"type": 7},
        {"user": {"id": "\ud800"}},
        {"response_url": []},
        {"container": [1]},
    ],
)
def test_a_click_with_something_else_in_a_place_is_no_delivery(slack: FlaskClient, changed: dict[str, Any]) -> None:
    assert delivered(slack, urlencode({"payload": json.dumps(CLICK | changed)})).status_code == 400


@pytest.mark.parametrize(
    "changed", [{"event": None}, {"event": []}, {"event": {"type": "app_mention", "user": 5}}, {"authorizations": {}}, {"event_id": 1}]
)
def test_an_event_with_something_else_in_a_place_is_no_delivery(slack: FlaskClient, changed: dict[str, Any]) -> None:
    assert delivered(slack, json.dumps(EVENT | changed), content_type="application/json").status_code == 400


@pytest.mark.parametrize("body", ["[" * 100_000, '{"a":' * 100_000, "1" * 5000, "[]", "null", '{"type":"event_callback"}'])
def test_deep_or_foreign_json_is_no_delivery(slack: FlaskClient, body: str) -> None:
    assert delivered(slack, body, content_type="application/json").status_code == 400


def test_a_whole_click_and_event_are_taken(slack: FlaskClient) -> None:
    assert delivered(slack, urlencode({"payload": json.dumps(CLICK)})).status_code == 200
    assert delivered(slack, json.dumps(EVENT), content_type="application/json").status_code == 200


FORM: dict[str, Any] = {
    "type": "view_submission",
    "user": {"id": "U0OPERATOR"},
    "view": {"id": "V1", "type": "modal", "callback_id": "route-add", "private_metadata": "web-ui C0MESH main", "state": {"values": {}}},
}


@pytest.mark.parametrize("callback", ["route-add", "decline"])
@pytest.mark.parametrize("noted", ["", "\0", "web-ui", "web-ui C0MESH", "web-ui C0MESH eu", "web-ui C0MESH main more", "r-22222 x C0GONE"])
def test_a_stale_form_and_one_that_is_none_of_ours_are_answered(slack: FlaskClient, callback: str, noted: str) -> None:
    view = FORM["view"] | {"callback_id": callback, "private_metadata": noted}
    assert delivered(slack, urlencode({"payload": json.dumps(FORM | {"view": view})})).status_code == 200


@pytest.mark.parametrize("value", ["web-ui", "payload", "x payload=y"])
def test_a_command_that_speaks_of_a_payload_is_a_command(slack: FlaskClient, value: str) -> None:
    fields = {"command": "/mesh", "text": f"help {value}", "user_id": "U0OPERATOR", "channel_id": "C0MESH", "trigger_id": "1.2"}
    assert delivered(slack, urlencode(fields)).status_code == 200


@pytest.mark.parametrize("verb", ["route add", "status", "add", "lock", "can-i restart"])
def test_a_name_that_is_longer_than_any_is_answered_in_words(slack: FlaskClient, verb: str) -> None:
    fields = {"command": "/mesh", "text": f"{verb} {'a' * 300}", "user_id": "U0OPERATOR", "channel_id": "C0MESH", "trigger_id": "1.2"}
    answer = delivered(slack, urlencode(fields))
    assert (answer.status_code, "itself made an error" in answer.text) == (200, False)


def test_the_words_of_a_form_name_the_app_as_it_was_checked(slack: FlaskClient, redis_url: str) -> None:
    values = {"name": {"name": {"value": "cart"}}, "paths": {"paths": {"value": "/cart"}}, "reason": {"reason": {"value": "x"}}}
    view = FORM["view"] | {"private_metadata": "WEB-ui\u2028 C0MESH main", "state": {"values": values}}
    assert delivered(slack, urlencode({"payload": json.dumps(FORM | {"view": view})})).status_code == 200
    with redis.Redis.from_url(redis_url) as store:
        (core,) = [store.hget(name, "core") for name in store.scan_iter("meshbot:run:*")]
    assert "route add web-ui cart path=/cart" in json.loads(core or b"")["asking"]["words"]
