"""What Slack's composer made of what a person typed, undone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.words import normalised, words


def read(text: str) -> list[str]:
    return words(normalised(text))


LINKS = {
    "an automatic link is its label": ("add <http://web-ui.example.com|web-ui.example.com>", "add web-ui.example.com"),
    "a link without a label is its address": ("--from <https://example.com/main.tar.gz>", "--from https://example.com/main.tar.gz"),
    "a link with an empty label is its address": ("<https://example.com/|>", "https://example.com/"),
    "a link within a word": ("host=<http://ui.example.com|ui.example.com>", "host=ui.example.com"),
    "a link with a query": ("<https://example.com/x?a=1&amp;b=2>", "https://example.com/x?a=1&b=2"),
    "two links": ("<http://a.example|a.example> <http://b.example|b.example>", "a.example b.example"),
    "a mail address": ("<mailto:ops@example.com|ops@example.com>", "ops@example.com"),
    "a mail address without a label": ("<mailto:ops@example.com>", "ops@example.com"),
    "a person": ("<@U012AB|alice>", "@U012AB"),
    "a person without a name": ("<@U012AB>", "@U012AB"),
    "a channel": ("<#C042|ops>", "#C042"),
    "a channel without a name": ("<#C042>", "#C042"),
    "a channel that is private": ("<#C042|>", "#C042"),
    "a user group": ("<!subteam^S1>", "S1"),
    "a user group with a handle": ("<!subteam^S1|@operators>", "S1"),
}


@pytest.mark.parametrize(("text", "meant"), LINKS.values(), ids=LINKS)
def test_links_and_mentions_are_unwrapped(text: str, meant: str) -> None:
    assert normalised(text) == meant


ENTITIES = {
    "an ampersand": ("Bob &amp; Alice", "Bob & Alice"),
    "less and greater": ("a &lt; b &gt; c", "a < b > c"),
    "a typed entity, once": ("&amp;lt;", "&lt;"),
    "a typed mention stays text": ("&lt;@U012&gt;", "<@U012>"),
    "a typed link stays text": ("&lt;http://x|y&gt;", "<http://x|y>"),
    "other entities are no entities of Slack's": ("&quot;&nbsp;", "&quot;&nbsp;"),
}


@pytest.mark.parametrize(("text", "meant"), ENTITIES.values(), ids=ENTITIES)
def test_entities_are_decoded_once_and_after_links(text: str, meant: str) -> None:
    assert normalised(text) == meant


SPACES = {
    "no-break": "\u00a0",
    "narrow no-break": "\u202f",
    "figure": "\u2007",
    "thin": "\u2009",
    "hair": "\u200a",
    "em": "\u2003",
    "ideographic": "\u3000",
    "tab": "\t",
    "new line": "\n",
    "carriage return and new line": "\r\n",
    "line separator": "\u2028",
    "several": "   ",
}


@pytest.mark.parametrize("space", SPACES.values(), ids=SPACES)
def test_every_space_is_a_space(space: str) -> None:
    assert normalised(f"add{space}web-ui{space}—dry-run") == "add web-ui --dry-run"


@pytest.mark.parametrize("space", SPACES.values(), ids=SPACES)
def test_a_reason_is_as_greedy_after_any_space(space: str) -> None:
    assert read(f"add web-ui{space}--reason new shop") == ["add", "web-ui", "--reason", "new shop"]


INVISIBLE = {
    "zero-width space": "\u200b",
    "zero-width non-joiner": "\u200c",
    "zero-width joiner": "\u200d",
    "word joiner": "\u2060",
    "byte-order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "left-to-right mark": "\u200e",
    "right-to-left mark": "\u200f",
    "direction override": "\u202e",
    "invisible plus": "\u2064",
}


@pytest.mark.parametrize("nothing", INVISIBLE.values(), ids=INVISIBLE)
def test_what_nobody_sees_is_not_there(nothing: str) -> None:
    assert normalised(f"{nothing}add web{nothing}-ui{nothing}") == "add web-ui"


@pytest.mark.parametrize("dash", ["—", "–", "‒", "−", "—-"])
def test_a_dash_that_the_phone_made_of_two_is_two_again(dash: str) -> None:
    assert normalised(f"add web-ui {dash}dry-run") == "add web-ui --dry-run"


@pytest.mark.parametrize("text", ["web—ui", "shop — new", "2–3", "–5", "web-ui", "--dry-run"])
def test_other_dashes_stay_as_they_are(text: str) -> None:
    assert normalised(text) == text


@pytest.mark.parametrize("text", ["“new shop”", "„new shop“", "«new shop»", '"new shop"'])
def test_every_double_quote_quotes(text: str) -> None:
    assert read(f"x={text}") == ["x=new shop"]


@pytest.mark.parametrize("text", ["Bob’s", "Bob‘s", "Bob's"])
def test_an_apostrophe_is_an_apostrophe(text: str) -> None:
    assert read(f"add {text} web-ui") == ["add", "Bob's", "web-ui"]


SPLIT = {
    "words": ("add web-ui web=2:standard-1x", ["add", "web-ui", "web=2:standard-1x"]),
    "nothing": ("", []),
    "only spaces": ("  \u00a0 ", []),
    "spaces around": ("  add   web-ui ", ["add", "web-ui"]),
    "quotes around a word": ('"web-ui"', ["web-ui"]),
    "quotes within a word": ('tag="blue green"', ["tag=blue green"]),
    "empty quotes": ('add ""', ["add", ""]),
    "a quote that never closes": ('add "web-ui', ["add", '"web-ui']),
    "a quote that never closes, with words after it": ('add "web ui', ["add", '"web', "ui"]),
    "no escapes": (r"a\ b", ["a\\", "b"]),
    "no comments": ("add web-ui # new", ["add", "web-ui", "#", "new"]),
    "no expansion": ("add $HOME *", ["add", "$HOME", "*"]),
}


@pytest.mark.parametrize(("text", "found"), SPLIT.values(), ids=SPLIT)
def test_words_are_split_as_they_were_meant(text: str, found: list[str]) -> None:
    assert read(text) == found


REASONS = {
    "quoted": ('--reason "new shop"', ["--reason", "new shop"]),
    "with smart quotes and an automatic dash": ("—reason “new shop”", ["--reason", "new shop"]),
    "after an equals sign": ('--reason="new shop"', ["--reason", "new shop"]),
    "after an equals sign, without quotes": ("--reason=new shop", ["--reason", "new shop"]),
    "without quotes": ("--reason new shop", ["--reason", "new shop"]),
    "with an apostrophe": ("--reason Bob’s test", ["--reason", "Bob's test"]),
    "up to the next flag": ("--reason Bob's test --dry-run", ["--reason", "Bob's test", "--dry-run"]),
    "up to the next flag that the phone made a dash": ("—reason new shop —dry-run", ["--reason", "new shop", "--dry-run"]),
    "up to the next flag, with an equals sign": ("--reason=new shop --quiet", ["--reason", "new shop", "--quiet"]),
    "with a flag in quotes": ('--reason "not --dry-run"', ["--reason", "not --dry-run"]),
    "with words after the quotes": ('--reason "new shop" to main', ["--reason", "new shop", "to", "main"]),
    "with a dash in it": ("--reason shop - new one", ["--reason", "shop - new one"]),
    "with a quote that never closes": ('--reason "new shop --quiet', ["--reason", '"new shop', "--quiet"]),
    "empty": ('--reason ""', ["--reason", ""]),
    "with a person": ("--reason asked by <@U012|bob>", ["--reason", "asked by @U012"]),
    "with a link": ("--reason see <https://x.example/1>", ["--reason", "see https://x.example/1"]),
}


@pytest.mark.parametrize(("text", "found"), REASONS.values(), ids=REASONS)
def test_a_reason_takes_all_that_belongs_to_it(text: str, found: list[str]) -> None:
    assert read(f"add web-ui {text}") == ["add", "web-ui", *found]


def test_a_flag_that_only_begins_like_reason_takes_nothing() -> None:
    assert read("add web-ui --reasons new shop") == ["add", "web-ui", "--reasons", "new", "shop"]


def test_a_reason_is_no_reason_in_the_middle_of_a_word() -> None:
    assert read("x--reason new shop") == ["x--reason", "new", "shop"]


WORDS = ["add", "web-ui", "--reason", "--dry-run", "<@U1|x>", "&amp;", "&lt;"]
pieces = st.sampled_from([*WORDS, "—", '"', "“", "'", "<", ">", "|", "=", " ", "\u00a0", "\ufeff", "\n"])


@settings(deadline=None)
@given(st.lists(pieces).map("".join) | st.text())
def test_whatever_was_typed_becomes_words(text: str) -> None:
    assert all(isinstance(word, str) for word in read(text))


@settings(deadline=None)
@given(st.text(alphabet="abc -=\"'—\u00a0"))
def test_what_was_normalised_stays_so(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


@pytest.mark.parametrize("piece", ['"', "<", "--reason ", "<a|", " —", "&amp;", '"a ', "\u00a0"])
def test_very_long_texts_are_read_at_once(piece: str) -> None:
    assert len(read(piece * 20_000)) <= 40_001
