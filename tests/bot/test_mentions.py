"""What a mention says, read from the event as Slack delivers it."""

from typing import Any

import pytest

from bot.desk import Typed
from bot.mentions import begins_with_the_name, mention_in
from mesh.requests import Way


def an_event(text: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of an event
    event = {"type": "app_mention", "user": "U0OPERATOR", "text": text, "channel": "C0MESH", "ts": "1.1", **more}
    return {"event": event, "event_id": "Ev1", "authorizations": [{"user_id": "U0MESHBOT", "is_bot": True}]}


def said(text: str, **more: Any) -> str | None:  # noqa: ANN401 - as above
    typed = mention_in(an_event(text, **more))
    return typed.text if typed else None


def test_a_mention_becomes_what_somebody_typed_with_the_event_s_id_as_its_delivery() -> None:
    assert mention_in(an_event("<@U0MESHBOT> runs", thread_ts="1.0")) == Typed(
        "U0OPERATOR", "C0MESH", "runs", "Ev1", thread="1.0", way=Way.MENTION
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<@U0MESHBOT> add web-ui", "add web-ui"),
        ("  <@U0MESHBOT>\nadd web-ui", "add web-ui"),
        ("<@U0MESHBOT|mesh> add web-ui", "add web-ui"),
        ("<@U0MESHBOT>", ""),
        ("<@U0MESHBOT> /mesh add web-ui", "add web-ui"),
        ("<@U0MESHBOT> /mesh", ""),
        ("<@U0MESHBOT> history --by <@U0OTHER>", "history --by <@U0OTHER>"),
    ],
)
def test_the_words_are_what_stands_behind_the_bot_s_name(text: str, words: str) -> None:
    assert said(text) == words


@pytest.mark.parametrize("text", ["ask <@U0MESHBOT> runs", "<@U0OTHER> <@U0MESHBOT> runs", "", "runs"])
def test_a_message_that_begins_otherwise_is_not_said_to_the_bot(text: str) -> None:
    assert not begins_with_the_name(an_event(text))


def test_where_slack_names_no_bot_user_the_first_mention_is_taken_for_the_bot() -> None:
    assert begins_with_the_name({**an_event("<@U0OTHER> runs"), "authorizations": []})


@pytest.mark.parametrize("mark", [{"bot_id": "B1"}, {"subtype": "bot_message"}, {"edited": {"user": "U0OPERATOR"}}, {"user": ""}])
def test_what_no_person_says_now_is_no_mention(mark: dict[str, Any]) -> None:
    assert said("<@U0MESHBOT> add web-ui", **mark) is None
