"""The story in docs/transcript.md is what really happens."""

import pytest

from bot.commands import VERBS
from sandbox.launch.wishes import ROOT
from tests.transcript.story import STORY
from tests.transcript.telling import Chapter, compared, lasting, told, written

PAGE = ROOT / "docs" / "transcript.md"


@pytest.mark.parametrize("chapter", STORY, ids=lambda chapter: chapter.title)
def test_the_chapter_is_told_as_it_is_written(chapter: Chapter) -> None:
    code, transcript = told(chapter)
    page, now = compared(written(PAGE.read_text("utf8"))[chapter.title]), compared(transcript)
    assert now.acts == page.acts
    assert {"new": now.lines - page.lines, "gone": page.lines - now.lines} == {"new": set(), "gone": set()}
    assert code == chapter.ends


def test_the_page_has_every_chapter_and_no_other() -> None:
    assert list(written(PAGE.read_text("utf8"))) == [chapter.title for chapter in STORY]


@pytest.mark.parametrize("until", ["Wed 25 Nov, 23:28 UTC", "Thu 3 Dec, 00:06 UTC", "1 Jan 2027, 00:06 UTC", "00:06 UTC"])
def test_the_story_may_be_told_on_any_day(until: str) -> None:
    assert (
        lasting(f"❄ @admin froze the mesh main, until {until}: “release day”.") == "❄ @admin froze the mesh main, until T: “release day”."
    )


def test_every_verb_is_typed_in_the_story() -> None:
    typed = [word.removeprefix("/mesh ") for chapter in STORY for word in chapter.script if word.startswith("/mesh ")]
    assert {verb.name for verb in VERBS if not any(f"{text} ".startswith(f"{verb.name} ") for text in typed)} == set()
