"""What happened, asked of the record in the channel."""

import json
from datetime import timedelta

import pytest

from mesh.run import RunState
from tests.examples import a_lock, an_entry
from tests.stories.town import Town, told


@pytest.fixture(autouse=True)
def _groups(town: Town) -> None:
    town.knows_groups()


def history(town: Town, text: str = "/mesh history") -> str:
    """Ask, and return what the channel then shows of it."""
    run = town.runs("outsider", text)
    assert run.state is RunState.DONE, run.why
    assert run.answer is not None
    channel = next(each for each in town.state("slack")["channels"] if each["name"] == "mesh")
    own = next(each for each in channel["messages"] if run.id in str(each["blocks"]))
    return "\n".join(town.lines(own))


def locked_and_unlocked(town: Town) -> None:
    told(town.says("operator", '/mesh lock web-ui for 2h --reason "looking at a leak"'))
    told(town.says("operator", "/mesh unlock web-ui --reason fixed"))


@pytest.mark.both_ways
def test_history_says_when_who_what_and_why_newest_first(town: Town) -> None:
    locked_and_unlocked(town)
    newest, before, *_ = history(town).splitlines()[1:]
    assert "@operator unlocked /mesh unlock web-ui" in newest
    assert newest.endswith("· fixed")
    assert "@operator locked /mesh lock web-ui for 2h" in before
    assert before.endswith("· looking at a leak")


def test_history_tells_a_run_from_its_asking_to_its_end(town: Town) -> None:
    run = town.runs("operator", "/mesh add web-ui --reason new shop")
    shown = history(town, "/mesh history web-ui").splitlines()[1:5]
    assert [line.split("/mesh")[0].rsplit("UTC · ", 1)[1].strip() for line in shown] == [
        "meshbot done",
        "meshbot begun",
        "meshbot approved",
        "@operator asked",
    ]
    assert all(f"· {run.id}" in line for line in shown)


def test_history_leaves_questions_and_dry_runs_out(town: Town) -> None:
    town.runs("operator", "/mesh plan add web-ui")
    history(town)
    assert "The record holds nothing of this mesh." in history(town)


def test_history_is_of_one_app_where_one_is_named(town: Town) -> None:
    locked_and_unlocked(town)
    told(town.says("operator", "/mesh lock api --reason other"))
    title, line, *_ = history(town, "/mesh history api").splitlines()
    assert title == "The one entry of api:"
    assert line.endswith("@operator locked /mesh lock api · other")


def test_history_is_of_one_person_where_one_is_mentioned(town: Town) -> None:
    locked_and_unlocked(town)
    told(town.says("operator2", "/mesh lock api --reason other"))
    shown = history(town, "/mesh history --by @operator2")
    assert "@operator2 locked /mesh lock api" in shown
    assert "@operator unlocked" not in shown


def test_history_takes_a_mention_and_no_name(town: Town) -> None:
    assert "mention the person" in told(town.says("operator", "/mesh history --by operatorr"))


def test_history_is_no_older_than_asked_for(town: Town) -> None:
    locked_and_unlocked(town)
    town.lets_pass(timedelta(days=8))
    assert "The record holds nothing of this mesh in that time." in history(town, "/mesh history --since 7d")
    assert "unlocked" in history(town, "/mesh history --since 9d")


def test_a_long_history_shows_thirty_and_says_how_many_more(town: Town) -> None:
    for number in range(32):
        told(town.says("operator", f"/mesh lock app-{number} --reason {number}"))
    shown = history(town)
    assert "The latest 30 of 32 entries of this mesh, newest first." in shown
    assert "/mesh lock app-1 " not in shown
    assert "/mesh lock app-2 " in shown


def test_what_was_typed_as_a_reason_mentions_nobody(town: Town) -> None:
    told(town.says("operator", "/mesh lock web-ui --reason <!channel> look"))
    run = town.runs("outsider", "/mesh history")
    assert run.answer is not None
    assert "<!channel>" not in run.answer.blocks


HOSTILE = "<!subteam^S0OPERATORS> <!date^1700000000^click^https://evil.example|x> <@U0ADMIN> <https://evil.example|x>"


def test_markup_in_a_reason_is_shown_as_it_was_typed(town: Town) -> None:
    told(town.says("operator", f"/mesh lock web-ui --reason {HOSTILE}"))
    run = town.runs("outsider", "/mesh history")
    assert run.answer is not None
    live = [each for each in ("<!subteam", "click^https", "<@U0ADMIN>", "<https://evil") if each in run.answer.blocks]
    assert live == ["click^https"]  # as plain text
    assert "&lt;!date^1700000000^click^https" in run.answer.blocks


def test_another_mesh_s_history_is_not_told_here(town: Town) -> None:
    town.tools.locks.lock("eu", a_lock(), was=None, entry=an_entry(mesh="eu"))
    assert "The record holds nothing of this mesh." in history(town)


def test_an_export_has_everything_as_json_lines_in_a_file_in_the_thread(town: Town) -> None:
    locked_and_unlocked(town)
    run = town.runs("operator", "/mesh plan add web-ui")
    shown = history(town, "/mesh history --export jsonl")
    assert "with questions and dry runs, are in the file in the thread." in shown
    file = town.works_until(lambda: next((each for each in town.state("slack")["files"] if each["completed"]), None))
    entries = [json.loads(line) for line in file["text"].splitlines()]
    assert [entry["event"] for entry in entries][-4:] == ["done", "asked", "unlocked", "locked"]
    assert [entry["run"] for entry in entries if entry["is_read"]][-1] == run.id
    assert entries[-1].keys() == {"at", "event", "run", "mesh", "app", "who", "what", "why", "is_read", "told"}


def test_an_export_is_for_everybody(town: Town) -> None:
    assert "leave out `--quiet`" in told(town.says("operator", "/mesh history --export jsonl --quiet"))
