"""What people put around their words: it is understood as if they were typed plainly."""

import pytest

from bot.mentions import begins_with_the_name, mention_in
from bot.words import normalised, words

MENTION = "<@U0MESHBOT>"


@pytest.mark.parametrize(
    "typed",
    [
        "status web-ui",
        "`status web-ui`",
        "status `web-ui`",
        "`status` `web-ui`",
        "status 'web-ui'",
        "status \u2018web-ui\u2019",
        "status \u201cweb-ui\u201d",
        "*status* _web-ui_",
        "*status web-ui*",
        "_status web-ui_",
        "~status web-ui~",
        "```status web-ui```",
        "```\nstatus web-ui\n```",
        "status web-ui.",
        "status web-ui?",
        "status web-ui !",
        "status `web-ui`.",
        "`/mesh status web-ui`",
        ": status web-ui",
        "'status web-ui'",
    ],
)
def test_it_is_understood_as_if_it_were_typed_plainly(typed: str) -> None:
    assert [word for word in words(normalised(typed)) if word != "!"] == ["status", "web-ui"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("status *web*", ["status", "*web*"]),
        ("route add web-ui x path=/a.", ["route", "add", "web-ui", "x", "path=/a."]),
        ("route add web-ui x host=*.example.com", ["route", "add", "web-ui", "x", "host=*.example.com"]),
        ("help ?", ["help", "?"]),
        ("restart web.1", ["restart", "web.1"]),
        ("add web-ui --reason it is `broken`!", ["add", "web-ui", "--reason", "it is `broken`!"]),
        ("freeze --until 'Mon 09:00' --reason x", ["freeze", "--until", "Mon 09:00", "--reason", "x"]),
        ("restart *web-ui*", ["restart", "web-ui"]),
        ("restart *web-ui*.", ["restart", "web-ui"]),
    ],
)
def test_what_means_something_stays(typed: str, found: list[str]) -> None:
    assert words(normalised(typed)) == found


@pytest.mark.parametrize(
    "said", ["{} `runs`", "{}: runs", "{}, runs", "{} : `runs`", "*{} runs*", "`{} runs`", "{} /mesh runs", "{} `/mesh runs`"]
)
def test_a_mention_is_understood_with_its_marks(said: str) -> None:
    body = {
        "event": {"user": "U0OPERATOR", "channel": "C0MESH", "text": said.format(MENTION)},
        "event_id": "Ev1",
        "authorizations": [{"user_id": "U0MESHBOT"}],
    }
    typed = mention_in(body)
    assert typed is not None
    assert (begins_with_the_name(body), words(normalised(typed.text))) == (True, ["runs"])
