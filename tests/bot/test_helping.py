import pytest

from bot.commands import VERBS, Verb
from bot.helping import help_about
from bot.understanding import Asked, understood
from tests.examples import CHANNEL, a_mesh
from tests.messages.limits import problems, shown

EXAMPLES = [example.removeprefix("/mesh ") for verb in VERBS for example in verb.examples]


def test_help_lists_every_verb_and_itself() -> None:
    text = shown(help_about(None))

    assert [name for name in (*(verb.name for verb in VERBS), "help") if f"`/mesh {name}" not in text] == []


def test_help_says_how_add_is_typed() -> None:
    assert "`/mesh add APP [TYPE=QUANTITY[:SIZE]]… [host=HOST] [--flags]` · create an app" in shown(help_about(None))


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_help_on_a_verb_explains_each_of_its_words(verb: Verb) -> None:
    text = shown(help_about(verb))
    flags = [param.opts[0] for param in verb.parser.params if param.param_type_name == "option"]

    assert [flag for flag in flags if f"• `{flag}" not in text] == []


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_help_on_a_verb_leaves_no_word_unexplained(verb: Verb) -> None:
    assert [line for line in shown(help_about(verb)).splitlines() if line.startswith("•") and not line.partition("` · ")[2]] == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_in_the_help_is_understood(example: str) -> None:
    assert isinstance(understood(example, CHANNEL, {"main": a_mesh()}), Asked)


@pytest.mark.parametrize("verb", [None, *VERBS], ids=lambda verb: verb.name if verb else "all")
def test_help_is_within_slacks_limits(verb: Verb | None) -> None:
    assert problems(help_about(verb)) == []
