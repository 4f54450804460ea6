from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.add import ADD
from bot.commands.attach import ATTACH
from bot.commands.remove import REMOVE
from bot.understanding import Asked, Help, understood
from bot.words import normalised
from mesh.addresses import Source
from mesh.app import Mesh
from mesh.errors import InvalidRequest
from messages import answers
from tests.examples import CHANNEL, a_mesh, a_profile, an_add, dynos
from tests.messages.limits import shown

SOURCE = "https://github.com/acme/web-ui/archive/refs/heads/main.tar.gz"
MESHES = {"main": a_mesh(), "eu": a_mesh(name="eu", channels=("C0EU",), controller="eu-control")}


def asked(text: str, channel: str = CHANNEL, meshes: dict[str, Mesh] | None = None) -> Asked:
    answer = understood(normalised(text), channel, meshes or MESHES)
    assert isinstance(answer, Asked), answer
    return answer


def sentence(text: str, channel: str = CHANNEL, meshes: dict[str, Mesh] | None = None) -> str:
    """Return what a person is told about words that were not understood."""
    with pytest.raises(InvalidRequest) as wrong:
        understood(normalised(text), channel, meshes or MESHES)
    return str(wrong.value)


# What is asked


def test_an_app_is_added() -> None:
    assert asked("add web-ui").request == an_add()


@pytest.mark.parametrize("text", ["Add web-ui", "ADD Web-UI", "  add   web-ui  "])
def test_case_and_spaces_do_not_matter(text: str) -> None:
    assert asked(text).request == an_add()


def test_dynos_and_a_source_are_part_of_the_request() -> None:
    assert asked(f"add web-ui web=2:Standard-1X worker=1 --from {SOURCE}").request == an_add(
        formation=dynos("web=2:standard-1x", "worker=1"), source=Source(SOURCE)
    )


def test_a_source_that_slack_made_a_link_of_is_the_source() -> None:
    assert asked(f"add web-ui —from <{SOURCE}>").request == an_add(source=Source(SOURCE))


def test_flags_may_stand_before_the_app() -> None:
    assert asked("add --dry-run web-ui web=2").request == an_add(formation=dynos("web=2"))


def test_reason_and_flags_are_circumstances_and_no_part_of_the_request() -> None:
    answer = asked("add web-ui --dry-run --reason Bob’s new shop")

    assert (answer.request, answer.reason, answer.dry_run) == (an_add(), "Bob's new shop", True)


def test_without_flags_it_is_meant() -> None:
    answer = asked("add web-ui")

    assert (answer.reason, answer.dry_run) == ("", False)


# Where


def test_the_mesh_is_the_channels() -> None:
    assert asked("add web-ui", channel="C0EU").mesh.name == "eu"


@pytest.mark.parametrize(
    "text",
    [
        "add web-ui to eu --dry-run",
        "add web-ui to eu web=2",
        "add web-ui to EU",
        "add to to eu",
        "add web-ui to eu --reason to be sure",
        "add web-ui --reason to be sure --to eu",
    ],
)
def test_the_mesh_may_be_named_before_flags_too(text: str) -> None:
    assert asked(text, channel="C0EU").mesh.name == "eu"


@pytest.mark.parametrize(
    "text",
    ["add web-ui to eu", "add web-ui --to eu", "add web-ui TO eu", "add web-ui --dry-run to eu", 'add web-ui --reason "go" to eu'],
)
def test_the_mesh_may_be_named(text: str) -> None:
    assert asked(text, channel="C0EU").mesh.name == "eu"


def test_an_app_may_be_called_to() -> None:
    assert asked("add to").request == an_add(service="to")


def test_a_mesh_that_is_not_there_is_told_with_those_that_are() -> None:
    assert sentence("add web-ui to asia") == "there is no mesh “asia”; there is `main`, `eu`."


def test_a_mesh_is_operated_from_its_own_channel() -> None:
    assert sentence("add web-ui to eu") == "the mesh `eu` is operated from <#C0EU>: type it there, where its people see it."


def test_a_channel_without_a_mesh_is_told_with_those_that_have_one() -> None:
    assert sentence("add web-ui", channel="C0RANDOM") == (
        "this channel belongs to no mesh. Type it in the mesh's own channel: `main` in <#C0MESH>; `eu` in <#C0EU>."
    )


# Help


@pytest.mark.parametrize("text", ["", "  ", "help", "HELP", "--help", "—help", "-h", "?"])
def test_no_words_or_help_are_answered_with_help(text: str) -> None:
    assert understood(normalised(text), CHANNEL, MESHES) == Help()


@pytest.mark.parametrize("text", ["help add", "help ADD", "add --help", "add web-ui -h", "? add", "add web-ui --nonsense --help"])
def test_help_on_a_verb_is_asked_for_before_or_after_it(text: str) -> None:
    assert understood(normalised(text), CHANNEL, MESHES) == Help(ADD)


@pytest.mark.parametrize("text", ["help help", "help --help", "? ?", "HELP Help"])
def test_help_on_help_is_help(text: str) -> None:
    assert understood(text, CHANNEL, MESHES) == Help()


def test_help_is_answered_in_every_channel() -> None:
    assert understood("help", "C0RANDOM", MESHES) == Help()


# Did you mean


@pytest.mark.parametrize("verb", ["ad", "addd", "create", "new", "launch", "deploy", "dploy", "craete", "up"])
def test_a_wrong_verb_is_told_with_the_one_that_was_probably_meant(verb: str) -> None:
    assert sentence(f"{verb} web-ui") == f"“{verb}” is nothing that I can do. Did you mean `/mesh add`?"


@pytest.mark.parametrize("verb", ["hlep", "hepl", "helpp"])
def test_help_is_suggested_too(verb: str) -> None:
    assert sentence(verb) == f"“{verb}” is nothing that I can do. Did you mean `/mesh help`?"


def test_a_verb_that_is_like_none_is_told_with_the_way_to_help() -> None:
    assert sentence("zebra web-ui") == "“zebra” is nothing that I can do. `/mesh help` lists what I do."


@pytest.mark.parametrize(
    "verb", ["rm", "delete", "destroy", "purge", "undo", "drop", "down", "detach", "stop", "kill", "destory", "unadd", "undeploy"]
)
def test_who_wants_to_take_something_away_is_never_told_to_add(verb: str) -> None:
    assert "/mesh add" not in sentence(f"{verb} web-ui")


@pytest.mark.parametrize("verb", ["rm", "delete", "destroy", "destory", "purge", "drop", "detach"])
def test_who_wants_to_take_an_app_away_is_told_of_remove(verb: str) -> None:
    assert sentence(f"{verb} web-ui") == f"“{verb}” is nothing that I can do. Did you mean `/mesh remove`?"


@pytest.mark.parametrize("text", [f"{word} web-ui" for word in (*ADD.synonyms, *REMOVE.synonyms, *ATTACH.synonyms)])
def test_a_suggestion_is_never_run(text: str) -> None:
    assert "Did you mean" in sentence(text)


# What is wrong with the words of a verb


def test_a_missing_app_is_told() -> None:
    assert sentence("add") == "APP is missing. `/mesh help add` shows what it takes."


@pytest.mark.parametrize(("typed", "meant"), [("--dryrun", "--dry-run"), ("--resaon", "--reason"), ("—reasn", "--reason")])
def test_an_unknown_flag_is_told_with_the_one_that_was_probably_meant(typed: str, meant: str) -> None:
    assert f"Did you mean `{meant}`?" in sentence(f"add web-ui {typed}")


def test_a_sentence_about_a_flag_ends_as_sentences_do() -> None:
    assert sentence("add web-ui --dryrun") == ("No such option `--dryrun`. Did you mean `--dry-run`? `/mesh help add` shows what it takes.")


def test_an_unknown_flag_that_is_like_two_is_told_with_both() -> None:
    assert sentence("add web-ui --form") == (
        "No such option `--form`. Did you mean `--from` or `--to`? `/mesh help add` shows what it takes."
    )


def test_more_words_than_a_verb_takes_are_told() -> None:
    assert sentence("run r-7k3fx &lt;now&gt;") == "“&lt;now&gt;” is more than `/mesh run` takes. `/mesh help run` shows what it takes."


def test_an_unknown_flag_like_no_other_is_told() -> None:
    assert sentence("add web-ui --zebra") == "No such option `--zebra`. `/mesh help add` shows what it takes."


@pytest.mark.parametrize("flag", ["--from", "--reason", "--to"])
def test_a_flag_without_its_value_is_told(flag: str) -> None:
    assert sentence(f"add web-ui {flag}") == f"Option `{flag}` requires an argument. `/mesh help add` shows what it takes."


@pytest.mark.parametrize("word", ["web:2", "web=two", "web", "2", "size=standard-1x:2", "path=/shop"])
def test_another_notation_of_dynos_is_told_with_an_example(word: str) -> None:
    assert sentence(f"add web-ui {word}") == (
        f"“{word}” is not a number of dynos: write `type=quantity` or `type=quantity:size`, as in `web=2:standard-1x`."
    )


def test_a_further_host_is_part_of_the_request() -> None:
    assert asked("add web-ui host=<http://ui.example.com|ui.example.com>").request == an_add(host="ui.example.com")


def test_a_host_of_herokus_own_is_no_further_host() -> None:
    assert "is Heroku's own" in sentence("add web-ui host=web-ui.herokuapp.com")


def test_further_hosts_are_added_one_by_one() -> None:
    assert "may be given once" in sentence("add web-ui host=a.example.com host=b.example.com")


def test_a_host_that_is_none_is_told_first() -> None:
    assert "is not a host" in sentence("add web-ui host=nothing")


@pytest.mark.parametrize("name", ["web_ui", "2web", "../victim", "Bob's", "@U012"])
def test_a_name_that_no_app_may_have_is_told(name: str) -> None:
    assert sentence(f"add {name}").startswith(f"“{name}” cannot be an app's name")


def test_a_name_that_is_too_long_for_heroku_is_told_with_its_length() -> None:
    assert sentence("add billing-api") == (
        "`billing-api` would become the Heroku app `tinyrobot-science-mesh-billing-api`, which has 34 characters "
        "(3 to 30 of a-z, 0-9 and -): choose a name of at most 7."
    )


def test_more_dynos_than_the_mesh_allows_are_told_with_the_limit() -> None:
    meshes = {"main": a_mesh(profile=a_profile(max_dynos=3))}

    assert sentence("add web-ui web=4", meshes=meshes) == (
        "`web=4` is more than the 3 dynos that `max_dynos` in `mesh.toml` allows: ask for fewer."
    )


def test_the_controller_cannot_be_added() -> None:
    assert "would be the controller" in sentence("add control")


@pytest.mark.parametrize("source", ["acme/web-ui@main", "http://example.com/main.tar.gz", "https://bob:hunter2@example.com/main.tar.gz"])
def test_a_source_that_is_no_https_address_is_told(source: str) -> None:
    assert "is not an https address of a source tarball" in sentence(f"add web-ui --from {source}")


def test_a_password_in_a_source_is_not_repeated() -> None:
    assert "hunter2" not in sentence("add web-ui --from https://bob:hunter2@example.com/main.tar.gz")


@pytest.mark.parametrize(
    "text",
    [
        "&lt;!channel&gt;",
        "add &lt;!channel&gt;",
        "add web-ui &lt;!channel&gt;",
        "add web-ui --from &lt;!channel&gt;",
        "add web-ui to &lt;!channel&gt;",
        "add web-ui --&lt;!channel&gt;",
        "add web-ui --dry-run=&lt;!channel&gt;",
        "add web-ui host=&lt;!channel&gt;",
        "run &lt;!channel&gt;",
        "run r-7k3fx &lt;!channel&gt;",
        "runs &lt;!channel&gt;",
    ],
)
def test_what_was_not_understood_is_shown_and_not_acted_on(text: str) -> None:
    assert "<!channel>" not in shown(answers.not_understood(sentence(text)))


@pytest.mark.parametrize("text", ["x" * 3000, "add " + "x" * 3000, "add web-ui --" + "x" * 3000, "run r-7k3fx " + "x " * 1500])
def test_a_very_long_word_is_not_repeated_at_length(text: str) -> None:
    assert len(sentence(text)) < 300


@pytest.mark.parametrize("words", ["web=0", "web=0 worker=1"])
def test_an_app_without_a_web_dyno_is_refused_at_once(words: str) -> None:
    assert "Kong can only answer with at least one" in sentence(f"add web-ui {words}")


WORDS = ["add", "web-ui", "web=2", "--dry-run", "--to", "to", "main", "--reason", "--from", "--help"]
pieces = st.sampled_from([*WORDS, "--", "-", "=", '"', "'", "\\"])


@settings(deadline=None)
@given(st.lists(pieces).map(" ".join) | st.text())
def test_whatever_was_typed_is_understood_or_told_in_a_sentence(text: str) -> None:
    with suppress(InvalidRequest):
        assert isinstance(understood(normalised(text), CHANNEL, MESHES), Help | Asked)
