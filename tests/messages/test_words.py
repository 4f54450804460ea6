from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mesh.addresses import Source
from messages.words import clock, code, duration, escaped, joined, quoted, source
from tests.examples import BUILDPACKS, NOON, SOURCE, packs


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<!channel>", "&lt;!channel&gt;"),
        ("<@U0ADMIN>", "&lt;@U0ADMIN&gt;"),
        ("&lt;!here&gt;", "&amp;lt;!here&amp;gt;"),
        ("<https://evil.example|here>", "&lt;https://evil.example|here&gt;"),
        ("a & b", "a &amp; b"),
        ("plain", "plain"),
    ],
)
def test_text_from_outside_is_shown_and_not_acted_on(text: str, shown: str) -> None:
    assert escaped(text) == shown


@settings(deadline=None)
@given(st.text())
def test_no_text_from_outside_can_open_a_mention_or_a_link(text: str) -> None:
    assert not {"<", ">"} & set(escaped(text))


@settings(deadline=None)
@given(st.text())
def test_no_text_can_leave_its_code_span(text: str) -> None:
    assert code(text).strip("`").count("`") == 0


def test_code_shows_hostile_text_as_it_is() -> None:
    assert code("add `<!channel>`") == "`add ˋ&lt;!channel&gt;ˋ`"


def test_a_reason_is_quoted_on_one_line() -> None:
    assert quoted("new\n  shop & <more>") == "“new shop &amp; &lt;more&gt;”"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0.0 s"),
        (0.44, "0.4 s"),
        (9.9, "9.9 s"),
        (12.4, "12 s"),
        (60, "1 min"),
        (185, "3 min 5 s"),
        (3600, "60 min"),
        (-1, "0.0 s"),
    ],
)
def test_a_duration_is_written_as_a_person_would_say_it(seconds: float, words: str) -> None:
    assert duration(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize("seconds", [9.96, 59.6])
def test_a_duration_is_never_rounded_to_an_odd_one(seconds: float) -> None:
    assert duration(timedelta(seconds=seconds)) in {"10 s", "1 min"}


def test_a_time_is_shown_in_each_readers_own_zone() -> None:
    assert clock(NOON) == "<!date^1795435200^{time}|12:00 UTC>"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (SOURCE.in_full(), "mars/tinyrobot-science-mesh-web-ui@master"),
        ("https://github.com/acme/web-ui/archive/refs/tags/v1.2.tar.gz", "acme/web-ui@v1.2"),
        ("https://github.com/acme/web-ui/archive/0a1b2c3.tar.gz", "acme/web-ui@0a1b2c3"),
        ("https://github.com/acme/web-ui/archive/refs/heads/feature/cart.tar.gz", "acme/web-ui@feature/cart"),
        ("https://codeload.github.com/acme/web-ui/tar.gz/main", "codeload.github.com/acme/web-ui/tar.gz/main"),
    ],
)
def test_a_source_is_shown_by_what_tells_it_from_others(url: str, shown: str) -> None:
    assert source(Source(url)) == shown


@pytest.mark.parametrize(
    "url",
    [
        "https://codeload.github.com/acme/web-ui/legacy.tar.gz/main?token=hunter2",
        "https://github.com/acme/web-ui/archive/main.tar.gz?token=hunter2",
        "https://operator:hunter2@example.com/main.tar.gz",
        "https://example.com/main.tar.gz#hunter2",
    ],
)
def test_a_source_is_shown_without_its_secrets(url: str) -> None:
    assert "hunter2" not in source(Source(url))


def test_buildpacks_are_shown_in_order_by_their_short_names() -> None:
    assert joined(BUILDPACKS) == "nodejs → kong → runit"


@pytest.mark.parametrize(
    "buildpack", ["https://packs.example.com/node.tgz?X-Amz-Signature=hunter2", "https://operator:hunter2@github.com/acme/pack.git"]
)
def test_a_buildpack_is_shown_without_its_secrets(buildpack: str) -> None:
    assert "hunter2" not in joined(packs(buildpack))


@pytest.mark.parametrize(
    ("buildpack", "name"),
    [
        ("https://github.com/acme/heroku-buildpack-runit.git#v2", "runit#v2"),
        ("https://packs.example.com/node.tgz?token=1#frag?ment", "node.tgz"),
        ("https://operator:hunter2@example.com", "example.com"),
        ("git@github.com:acme/pack.git", "pack"),
    ],
)
def test_a_buildpack_is_shown_by_what_tells_it_from_others(buildpack: str, name: str) -> None:
    assert joined(packs(buildpack)) == name


def test_no_buildpacks_are_shown_as_none() -> None:
    assert joined(()) == "none"
