"""Runs that an earlier version stored: a deploy must not make them unreadable."""

import json
from pathlib import Path

import pytest

from clients.store import codec
from mesh.requests import Add, RouteAdd, RouteMatch, RouteRemove, Routes
from mesh.run import Run, RunState

STORED = json.loads(Path(__file__).with_name("runs_of_an_earlier_version.json").read_text("utf8"))


def stored(run_id: str) -> Run:
    """Return a run from the hash fields that were written before there were locks, scalings, restarts, removals and threads."""
    return next(run for fields in STORED if (run := codec.run_from(fields)).id == run_id)


@pytest.mark.parametrize(
    ("run_id", "kind"), [("r-22222", Add), ("r-33333", RouteAdd), ("r-44444", RouteRemove), ("r-55555", Routes), ("r-66666", RouteMatch)]
)
def test_a_run_of_an_earlier_version_is_still_what_it_was(run_id: str, kind: type) -> None:
    assert type(stored(run_id).request) is kind


def test_a_run_that_was_under_way_before_a_deploy_keeps_its_steps_and_notes() -> None:
    run = stored("r-22222")
    assert (run.state, len(run.plan.steps) if run.plan else 0) == (RunState.WAITING, 11)
    assert (run.host() or "").startswith("tinyrobot-science-mesh-web-ui-")
    assert run.value("build", "build") == "b1"


def test_approvals_that_were_given_before_a_deploy_count_on() -> None:
    run = stored("r-33333")
    assert run.approval is not None
    assert run.approval.approved_by() == ("U0APPROVER",)


def test_messages_of_an_earlier_version_are_still_edited() -> None:
    assert {codec.message_from(fields["message"]).ts for fields in STORED} == {"1.2"}


def test_what_a_later_version_added_to_a_run_is_ignored() -> None:
    (fields,) = [fields for fields in STORED if "r-22222" in fields["core"]]
    later = fields | {"core": json.dumps(json.loads(fields["core"]) | {"invented": {"later": True}})}
    assert codec.run_from(later) == stored("r-22222")
