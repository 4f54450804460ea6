"""What visitors get is no change of one person: asked for in the words of everyday work, it waits for somebody else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mesh.run import Run, RunState
from sandbox.launch.wishes import Wishes
from tests.stories.town import Town, a_town, run_named_in, told

APP = "tinyrobot-science-mesh-web-ui"
OLD_HOST = f"{APP}-ba9876543210.herokuapp.com"
KEPT = {"preserve_host": True, "tags": ["by-hand"], "headers": {"x-preview": ["yes"]}, "path_handling": "v1"}


@pytest.fixture
def town(redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """Open a town with Kong 2.8.5 in which web-ui is a mesh app already."""
    with a_town(redis_url, tmp_path, monkeypatch, Wishes(build_s=0.1, kong_version="2.8.5")) as opened:
        opened.hurries()
        opened.knows_groups()
        assert opened.runs("operator", "/mesh add web-ui").state is RunState.DONE
        yield opened


def awaiting(town: Town, text: str) -> Run:
    """Type something and work until it waits for approval, or has ended without."""
    run_id = run_named_in(told(town.says("operator", text)))

    def settled() -> Run | None:
        run = town.tools.store.get(run_id)
        shown = "[ Approve ]" in "\n".join(town.channel())
        return run if run is not None and (run.has_ended or (run.state is RunState.AWAITING and shown)) else None

    return town.works_until(settled)


def test_anyones_tarball_on_a_running_app_waits_for_somebody_else(town: Town) -> None:
    builds = len(town.state("heroku")["apps"][APP]["releases"])
    run = awaiting(town, "/mesh add web-ui --from https://anyone.example/x.tar.gz")
    assert run.state is RunState.AWAITING
    assert "It needs approval because the app answers visitors" in "\n".join(town.channel())
    assert len(town.state("heroku")["apps"][APP]["releases"]) == builds


def test_an_add_shows_what_it_changes_of_a_route_that_was_set_by_hand_and_keeps_the_rest(town: Town) -> None:
    before = town.kong_admin("PATCH", "/routes/web-ui", hosts=[OLD_HOST], **KEPT)
    host = str(town.state("heroku")["apps"][APP]["domains"][0])
    run = awaiting(town, "/mesh add web-ui")
    assert run.state is RunState.AWAITING
    assert f"change the Kong route web-ui: hosts: {OLD_HOST} → {host}" in "\n".join(town.channel())
    town.says("approver", f"/mesh approve {run.id} {run.approval.digest if run.approval else ''}")
    town.works_until(lambda: town.kong_admin("GET", "/routes/web-ui")["hosts"] == [host] or None)
    assert {**town.kong_admin("GET", "/routes/web-ui"), "updated_at": 0} == {**before, "hosts": [host], "updated_at": 0}


def test_words_do_not_approve_what_is_not_predicted_unless_they_name_the_plan(town: Town) -> None:
    town.kong_admin("PATCH", "/routes/web-ui", headers={"x-preview": ["yes"]})
    run = awaiting(town, "/mesh route add web-ui cart path=/cart")
    answer = told(town.says("approver", f"/mesh approve {run.id}"))
    assert "is *not predicted*, first of `GET https://" in answer
    assert run.approval is not None
    assert "Approved" in told(town.says("approver", f"/mesh approve {run.id} {run.approval.digest}"))
