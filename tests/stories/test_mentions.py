"""`@mesh …` in a channel or a thread takes the same words as `/mesh …`; its private answers come where it was typed."""

import pytest

from mesh.requests import Way
from mesh.run import Run, RunState
from tests.stories.town import Town, run_named_in


def asks(town: Town, person: str, text: str, channel: str = "mesh", thread: str = "") -> str:
    """Mention the bot, work, and return the newest private answer."""
    before = len(town.private(person_id(person)) or [])
    delivery = town.says(person, text, channel, thread)
    assert (delivery.kind, delivery.status) == ("app_mention", 200)

    def answered() -> str | None:
        lines = town.private(person_id(person)) or []
        return "\n".join(lines[before:]) or None

    return town.works_until(answered)


def person_id(person: str) -> str:
    return f"U0{person.upper()}"


def ends(town: Town, answer: str) -> Run:
    return town.works_until(lambda: town.ended(run_named_in(answer)))


@pytest.mark.both_ways
def test_a_mention_adds_an_app_as_the_command_does(town: Town) -> None:
    run = ends(town, asks(town, "operator", "@mesh add web-ui --reason the new shop"))
    assert (run.state, run.asking.person, run.asking.reason, run.asking.way) == (
        RunState.DONE,
        "U0OPERATOR",
        "the new shop",
        Way.MENTION,
    )
    assert town.visit(run.host() or "").status_code == 200


def test_the_answer_is_private_and_names_the_run(town: Town) -> None:
    answer = asks(town, "operator", "@mesh add web-ui --dry-run")
    assert "/mesh add web-ui --dry-run is on its way as r-" in answer
    assert "its message in this channel tells how it goes" in answer


@pytest.mark.both_ways
def test_in_a_thread_the_run_and_all_that_belongs_to_it_stay_in_that_thread(town: Town) -> None:
    town.knows_groups()
    first = town.says("operator", "shall we have a basket?").message or {}
    answer = asks(town, "operator", "@mesh add web-ui", thread=first["ts"])
    ends(town, answer)
    assert "its message in this thread" in answer
    asks(town, "operator", "@mesh route add web-ui cart path=/cart", thread=first["ts"])
    town.works_until(lambda: town.tools.store.awaiting("main") or None)
    town.works_until(lambda: [line for line in town.channel() if "waits for your decision" in line] or None)
    by_bot = [message for message in messages(town) if message["user"] == "U0MESHBOT"]
    assert {message.get("thread_ts") for message in by_bot} == {first["ts"]}


def messages(town: Town) -> list[dict[str, str]]:
    channel = next(each for each in town.state("slack")["channels"] if each["name"] == "mesh")
    return list(channel["messages"])


def test_a_private_answer_in_a_thread_is_shown_in_that_thread(town: Town) -> None:
    first = town.says("operator", "what happened lately?").message or {}
    asks(town, "operator", "@mesh runs", thread=first["ts"])
    (answer,) = town.state("slack")["private"]["U0OPERATOR"]
    assert (answer["thread_ts"], answer["channel"]) == (first["ts"], "C0MESH")


def test_a_mention_without_words_is_a_question_for_help(town: Town) -> None:
    assert "I operate the mesh from Slack." in asks(town, "operator", "@mesh")


def test_a_mention_that_repeats_the_command_means_the_same(town: Town) -> None:
    assert "/mesh add" in asks(town, "operator", "@mesh /mesh help add")


def test_a_message_that_only_speaks_of_the_bot_changes_nothing(town: Town) -> None:
    answer = asks(town, "operator", "please do not let @mesh add web-ui today")
    assert answer == "I act only on a message that begins with my name, as in @mesh runs; nothing was done."
    assert town.tools.store.recent(1) == ()


@pytest.mark.both_ways
def test_in_a_channel_of_no_mesh_the_person_is_told_privately_where_to_ask(town: Town) -> None:
    town.tells("slack", "membership", {"channel": "general", "in": True})
    assert "this channel belongs to no mesh" in asks(town, "operator", "@mesh add web-ui", "general").lower()
    assert [line for line in town.channel("general") if "belongs to no mesh" in line] == []


def test_an_outsider_is_refused_where_they_asked_and_nobody_else_sees_it(town: Town) -> None:
    answer = asks(town, "outsider", "@mesh add web-ui")
    assert ends(town, answer).state is RunState.REFUSED
    refusal = town.state("slack")["private"]["U0OUTSIDER"][-1]
    assert "you may not ask for that" in refusal["text"]
    assert refusal["channel"] == "C0MESH"
    assert [message for message in messages(town) if message["user"] == "U0MESHBOT"] == []


def test_a_form_does_not_open_for_a_mention_which_is_told_what_to_type(town: Town) -> None:
    answer = asks(town, "operator", "@mesh route add web-ui")
    assert "type /mesh route add web-ui" in answer
    assert "route add web-ui NAME path=/…" in answer


def test_a_run_that_waits_is_approved_by_a_mention(town: Town) -> None:
    town.knows_groups()
    town.runs("operator", "/mesh add web-ui")
    town.says("operator", "/mesh route add web-ui cart path=/cart")
    (waiting,) = town.works_until(lambda: ("[ Approve ]" in "\n".join(town.channel()) and town.tools.store.awaiting("main")) or None)
    assert f"Approved: {waiting.id}, plan " in asks(town, "approver", f"@mesh approve {waiting.id}")
    assert town.works_until(lambda: town.ended(waiting.id)).state is RunState.DONE


@pytest.mark.both_ways
def test_the_same_event_brought_twice_makes_one_run_and_one_answer(town: Town) -> None:
    town.world.slack.apply_setting("deliver_twice", value=True)
    ends(town, asks(town, "operator", "@mesh add web-ui --dry-run"))
    assert len(town.tools.store.recent(10)) == 1
    assert len(town.state("slack")["private"]["U0OPERATOR"]) == 1


def test_an_event_brought_again_after_its_answer_was_brought_is_not_answered_again(town: Town) -> None:
    asked = {"type": "app_mention", "user": "U0OPERATOR", "text": "<@U0MESHBOT> runs", "channel": "C0MESH"}
    assert town.brings(asked, "Ev1").status == 200
    town.works_until(lambda: town.private("U0OPERATOR"))
    assert town.brings(asked, "Ev1").status == 200
    town.works_until(town.has_nothing_to_do)
    assert len(town.state("slack")["private"]["U0OPERATOR"]) == 1


@pytest.mark.parametrize("mark", [{"bot_id": "B0OTHER"}, {"edited": {"user": "U0OPERATOR", "ts": "1.2"}}, {"subtype": "bot_message"}])
def test_what_a_bot_wrote_or_somebody_edited_starts_nothing(town: Town, mark: dict[str, object]) -> None:
    said = {"type": "app_mention", "user": "U0OPERATOR", "text": "<@U0MESHBOT> add web-ui", "channel": "C0MESH", **mark}
    assert town.brings(said, "Ev1").status == 200
    assert town.works_until(town.has_nothing_to_do)
    assert (town.tools.store.recent(1), town.private("U0OPERATOR")) == ((), None)
