"""`/mesh status`, `list`, `diff` and `releases` as they are typed."""

import pytest

from bot.understanding import Asked, understood
from bot.words import normalised
from mesh.errors import InvalidRequest
from mesh.requests import AppStatus, Diff, MeshStatus, Releases, Request, Routes
from tests.examples import APP, CHANNEL, a_mesh


def asked(text: str) -> Asked:
    found = understood(normalised(text), CHANNEL, {"main": a_mesh()})
    assert isinstance(found, Asked)
    return found


def sentence(text: str) -> str:
    with pytest.raises(InvalidRequest) as wrong:
        asked(text)
    return str(wrong.value)


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("status", MeshStatus()),
        ("list", MeshStatus()),
        ("status --down --drifted", MeshStatus(down=True, drifted=True)),
        ("status —down", MeshStatus(down=True)),
        ('list --match "Web-*"', MeshStatus(match="web-*")),
        ("status web-ui", AppStatus("web-ui")),
        (f"status {APP}", AppStatus("web-ui")),
        ("diff", Diff()),
        ("diff Web-UI", Diff("web-ui")),
        ("releases web-ui", Releases("web-ui")),
    ],
)
def test_what_is_typed_is_what_is_asked(text: str, request_: Request) -> None:
    assert asked(text).request == request_


@pytest.mark.parametrize("text", ["status", "status web-ui", "list", "diff", "releases web-ui", "routes web-ui"])
def test_a_question_may_be_asked_quietly(text: str) -> None:
    assert (asked(text).quiet, asked(f"{text} --quiet").quiet) == (False, True)


def test_a_change_is_never_quiet() -> None:
    assert "No such option `--quiet`" in sentence("add web-ui --quiet")


def test_a_quiet_question_about_routes_is_the_same_question() -> None:
    assert asked("routes web-ui --quiet").request == Routes("web-ui")


def test_a_choice_of_apps_and_one_app_do_not_go_together() -> None:
    assert sentence("status web-ui --down") == "`--down`, `--drifted` and `--match` choose among apps: leave out the app, or them."


def test_a_pattern_that_matches_no_name_is_told_with_an_example() -> None:
    assert sentence("status --match web_ui!b") == (
        '“web_ui!b” matches no app\'s name: use letters, digits, `-`, `*` and `?`, as in `--match "web-*"`.'
    )


def test_releases_need_an_app() -> None:
    assert sentence("releases").startswith("APP is missing.")


@pytest.mark.parametrize(("typed", "meant"), [("ps", "status"), ("ls", "list"), ("drift", "diff"), ("stat", "status")])
def test_words_of_neighbouring_tools_are_led_to_the_verb(typed: str, meant: str) -> None:
    assert f"Did you mean `/mesh {meant}`?" in sentence(typed)
