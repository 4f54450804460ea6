from dataclasses import replace

import pytest

from mesh.run import RunState
from messages import answers
from messages.blocks import Rendered
from tests.examples import NOON, a_run
from tests.messages.limits import problems, shown

REFUSED = a_run(state=RunState.REFUSED, why="you may not ask for that.", advice="Ask one of them to type it.", ended_at=NOON)


def test_what_was_accepted_is_told_with_its_run_and_its_command() -> None:
    assert shown(answers.accepted("r-7k3f", "add web-ui", consumed=True)) == (
        "`/mesh add web-ui` is on its way as `r-7k3f`; its message in this channel tells how it goes."
    )


def test_where_no_worker_runs_the_answer_says_so() -> None:
    assert "No worker is running at the moment" in shown(answers.accepted("r-7k3f", "add web-ui", consumed=False))


def test_a_delivery_that_came_again_is_told_the_run_it_made() -> None:
    assert shown(answers.already("r-7k3f")) == "That is on its way already as `r-7k3f`."


def test_a_refusal_says_what_was_refused_why_and_what_to_do() -> None:
    assert shown(answers.refused(REFUSED)) == (
        ":no_entry: `/mesh add web-ui` was refused (`r-7k3f`): you may not ask for that. Ask one of them to type it."
    )


def test_whoever_decides_on_what_was_refused_meanwhile_reads_why_as_it_was_said() -> None:
    refused = replace(REFUSED, why="Heroku knows no app `acme-billing`.")

    assert shown(answers.decided_already(refused)) == "`r-7k3f` is refused: Heroku knows no app `acme-billing`."


def test_a_store_that_does_not_answer_is_told_as_nothing_started() -> None:
    assert shown(answers.nothing_started("add web-ui")) == (
        ":warning: Nothing was started: my store does not answer. Type `/mesh add web-ui` again in a minute."
    )


def test_what_is_not_known_is_said_to_be_not_known() -> None:
    text = shown(answers.unknown_whether_started("r-7k3f", "add web-ui"))

    assert "I do not know whether `/mesh add web-ui` was started as `r-7k3f`" in text
    assert "what stands is never done twice" in text


HOSTILE = "add ` <!channel> " + "x" * 9000

ANSWERS = {
    "accepted": answers.accepted("r-7k3f", HOSTILE, consumed=False),
    "refused": answers.refused(a_run(state=RunState.REFUSED, words=HOSTILE, why="x" * 9000)),
    "nothing started": answers.nothing_started(HOSTILE),
    "unknown": answers.unknown_whether_started("r-7k3f", HOSTILE),
    "not understood": answers.not_understood("x" * 9000),
    "broken": answers.broken(),
}


@pytest.mark.parametrize("message", ANSWERS.values(), ids=ANSWERS)
def test_every_answer_is_within_slacks_limits_whatever_was_typed(message: Rendered) -> None:
    assert problems(message) == []


@pytest.mark.parametrize("message", ANSWERS.values(), ids=ANSWERS)
def test_what_was_typed_is_shown_and_not_acted_on(message: Rendered) -> None:
    assert "<!channel>" not in shown(message) + message.text


@pytest.mark.parametrize("message", ANSWERS.values(), ids=ANSWERS)
def test_the_text_for_notifications_says_the_same(message: Rendered) -> None:
    assert message.text[:40] == shown(message)[:40]
