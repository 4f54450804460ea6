"""A pytest plugin that counts, over the whole run and all its processes, what must be true of every single one.

Every success answer of the Heroku stand-in is held to Heroku's schema, no message that the product renders may be refused by Slack, and no
secret may be in what the product says, logs, records or keeps.
The run fails where one was wrong, and says at its end how many there were.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from sandbox.heroku import HerokuStandIn
from tests.contract.heroku.schema import check
from tests.sandbox.leaks import in_slack, leaks

FOLDER = "MESHBOT_TALLY"
CHECK = "tests.contract.heroku.schema:check"
"""The name of the check, for sandboxes in processes of their own (`--check-heroku`)."""


class Tally:
    """What this process has seen."""

    def __init__(self) -> None:
        self.seen: dict[str, Any] = {"answers": 0, "messages": 0, "texts": 0, "wrong": []}

    def check(self, resource: str, item: object) -> None:
        """Hold one answer of Heroku to the schema, and keep what is wrong with it: the product may hide it."""
        self.seen["answers"] += 1
        try:
            check(resource, item)
        except Exception as wrong:
            self.seen["wrong"].append(f"Heroku, {resource}: {wrong}")
            raise

    def note_slack(self, slack: Mapping[str, Any]) -> None:
        """Count the messages of a workspace (its state) in which the product alone has spoken."""
        self.seen["messages"] += slack["accepted"]
        self.seen["wrong"] += [f"Slack, {one['where']}: {one['errors']}" for one in slack["invalid"]]
        self.look_through("Slack", in_slack(slack))

    def look_through(self, place: str, texts: Iterable[str]) -> None:
        """Look for secrets in texts of the product's making."""
        for text in texts:
            self.seen["texts"] += 1
            self.seen["wrong"] += leaks(place, [text])

    def note_sandbox(self, state: Mapping[str, Any]) -> None:
        """Count what a whole sandbox with the product in it has seen; `state` is what `--state` wrote."""
        self.seen["answers"] += state["heroku"]["validated"]
        self.note_slack(state["slack"])


TALLY = Tally()


def pytest_configure(config: pytest.Config) -> None:
    # The workers of xdist inherit the folder from the process that starts them.
    if not hasattr(config, "workerinput"):
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="tally-")
    HerokuStandIn.every_answer.append(TALLY.check)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    (Path(os.environ[FOLDER]) / f"{os.getpid()}.json").write_text(json.dumps(TALLY.seen))
    if not hasattr(session.config, "workerinput") and _all_seen()["wrong"]:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    seen = _all_seen()
    terminalreporter.write_line(
        f"{seen['answers']} success answers of Heroku held to its schema; {seen['messages']} messages of the product taken by Slack; "
        f"{seen['texts']} texts looked through for secrets; "
        f"{len(seen['wrong'])} wrong"
    )
    for sentence in seen["wrong"]:
        terminalreporter.write_line(sentence, red=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True)


def _all_seen() -> dict[str, Any]:
    parts = [json.loads(path.read_text()) for path in sorted(Path(os.environ[FOLDER]).glob("*.json"))]
    return {
        "answers": sum(part["answers"] for part in parts),
        "messages": sum(part["messages"] for part in parts),
        "texts": sum(part["texts"] for part in parts),
        "wrong": [sentence for part in parts for sentence in part["wrong"]],
    }
