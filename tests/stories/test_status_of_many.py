"""How a large mesh stands: the worst in the message, the whole as a file in its thread."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import wiring
from jobs.queue import ask
from mesh.requests import Asking, MeshStatus
from mesh.run import Run
from sandbox.launch.wishes import Wishes
from tests.stories.town import Town, a_town

APPS = 70
MEMBERS = APPS - 1  # `stock` is named like an app of the mesh and is none


@pytest.fixture
def town(redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    with a_town(redis_url, tmp_path, monkeypatch, Wishes(build_s=0.1, apps=APPS)) as opened:
        opened.hurries()
        opened.is_seen_by_kong(f"tinyrobot-science-mesh-app-{APPS}")
        yield opened


def messages(town: Town) -> list[dict[str, Any]]:
    return list(next(each for each in town.state("slack")["channels"] if each["name"] == "mesh")["messages"])


def files(town: Town) -> list[dict[str, Any]]:
    return list(town.state("slack")["files"])


def table(town: Town) -> dict[str, Any]:
    return next(message for message in messages(town) if message["metadata"])


def test_the_worst_are_in_the_message_and_the_whole_is_a_file_in_its_thread(town: Town) -> None:
    town.runs("operator", "/mesh status")
    (file,) = files(town)
    lines = list(csv.DictReader(io.StringIO(file["text"])))

    assert f"Here are the 5 worst of {MEMBERS}. The whole is the file in the thread." in "\n".join(town.lines(table(town)))
    assert (file["completed"], file["thread_ts"]) == (True, table(town)["ts"])
    assert (len(lines), lines[0]["app"], lines[0]["trouble"]) == (MEMBERS, "mail", "down")


def test_a_choice_that_fits_is_all_in_the_message(town: Town) -> None:
    town.runs("operator", "/mesh status --down --drifted")

    assert "4 of 69 are down or drifted." in "\n".join(town.lines(table(town)))
    assert files(town) == []


def test_refresh_puts_no_second_file_of_the_same_reading_into_the_thread(town: Town) -> None:
    town.runs("operator", "/mesh status")
    town.clicks("approver", "Refresh")
    town.works_until(lambda: "asked by @approver" in "\n".join(town.lines(table(town))) or None)

    assert len(files(town)) == 1


def test_refresh_puts_the_file_of_a_new_reading_into_the_same_thread(town: Town) -> None:
    town.runs("operator", "/mesh status")
    wiring.worker_redis().delete("meshbot:status:main")
    town.lets_pass(timedelta(seconds=61))
    town.clicks("approver", "Refresh")
    town.works_until(lambda: len(files(town)) == 2 or None)

    assert {file["thread_ts"] for file in files(town)} == {table(town)["ts"]}
    assert len({file["name"] for file in files(town)}) == 2


def test_a_private_answer_shows_what_fits_and_says_how_to_get_the_file(town: Town) -> None:
    run = town.runs("operator", "/mesh status --quiet")

    assert run.answer is not None
    assert "Without --quiet the whole is a file in the thread" in "\n".join(town.private("U0OPERATOR") or ())
    assert (files(town), messages(town)) == ([], [])


def test_where_slack_takes_no_file_the_table_stands_and_the_thread_says_why(town: Town) -> None:
    refused = {"ok": False, "error": "missing_scope", "needed": "files:write"}
    town.tells("slack", "faults", {"path": "files.getUploadURLExternal", "status": 200, "body": refused})
    town.runs("operator", "/mesh status")
    shown = "\n".join(town.channel())

    assert f"Here are the 5 worst of {MEMBERS}." in shown
    assert "the bot lacks a scope (missing_scope; needed: files:write)" in shown
    assert files(town) == []


def test_a_file_that_slack_refuses_for_a_moment_is_there_in_the_end(town: Town) -> None:
    town.tells("slack", "faults", {"path": "files.completeUploadExternal", "status": 503})
    town.runs("operator", "/mesh status")

    assert [file["thread_ts"] for file in files(town) if file["completed"]] == [table(town)["ts"]]


def test_a_question_from_a_thread_is_answered_there_and_so_is_its_file(town: Town) -> None:
    root = town.tools.slack.post("C0MESH", "something else", [], {})
    asking = Asking("U0OPERATOR", "C0MESH", "main", "status", town.tools.now(), thread=root.ts)
    run = Run("r-thread", MeshStatus(), asking)
    ask(town.tools.store, run, delivery="from-a-thread", response_url="")
    town.works_until(lambda: town.ended("r-thread"))

    assert (table(town)["thread_ts"], files(town)[0]["thread_ts"]) == (root.ts, root.ts)
