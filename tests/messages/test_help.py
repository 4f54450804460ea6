from messages.help import HelpEntry, about, overview
from tests.messages.limits import problems, shown

ADD = HelpEntry("add", "create <an app>", "add APP", [("APP", "the app's short name")], ["/mesh add web-ui"])
LIST = HelpEntry("list", "say what is there", "list", [], ["/mesh list"])


def test_the_overview_lists_every_verb_with_what_it_does() -> None:
    text = shown(overview([ADD, LIST]))

    assert "• `/mesh add APP` · create &lt;an app&gt;\n• `/mesh list` · say what is there" in text


def test_an_overview_that_is_too_long_for_one_text_is_whole_all_the_same() -> None:
    entries = [HelpEntry(f"verb-{number}", "x" * 150, f"verb-{number} APP", [], ["/mesh list"]) for number in range(40)]

    assert "• `/mesh verb-39 APP`" in shown(overview(entries))
    assert problems(overview(entries)) == []


def test_the_overview_says_how_to_learn_more() -> None:
    assert "`/mesh help VERB` says more, as in `/mesh help add`." in shown(overview([ADD, LIST]))


def test_help_on_a_verb_explains_its_words_and_gives_examples() -> None:
    assert shown(about(ADD)) == (
        "*`/mesh add APP`* · create &lt;an app&gt;\n• `APP` · the app's short name\nFor example:\n`/mesh add web-ui`"
    )


def test_help_on_a_verb_with_very_many_words_is_within_slacks_limits() -> None:
    entry = HelpEntry("add", "x", "add", [("WORD", "m" * 200)] * 100, ["/mesh add web-ui"] * 300)

    assert problems(about(entry)) == []
