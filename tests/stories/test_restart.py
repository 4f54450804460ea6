"""Restarting: exactly the dynos that are meant, each once, however often the step is tried."""

import pytest

from mesh.run import RunState
from tests.stories.shop import APP, asked_of_heroku, last_message, shop, the_app
from tests.stories.town import Town, told

__all__ = ["shop"]


def dynos(town: Town) -> dict[str, str]:
    """Return the ids of dynos by name; a restart makes a new id."""
    return {dyno.name: dyno.id for dyno in town.tools.heroku.dynos(APP)}


def replaced(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {name for name in before if before[name] != after[name]}


@pytest.fixture
def busy(shop: Town) -> Town:
    """Let a worker dyno run beside the two web dynos."""
    shop.runs("operator", "/mesh scale web-ui worker=1")
    shop.world.heroku.requests.clear()
    return shop


@pytest.mark.both_ways
def test_all_dynos_of_an_app_are_restarted_and_none_of_another_kind(busy: Town) -> None:
    before = dynos(busy)
    run = busy.runs("operator", "/mesh restart web-ui")
    assert run.state is RunState.DONE
    assert replaced(before, dynos(busy)) == {"web.1", "web.2", "worker.1"}
    assert asked_of_heroku(busy) == ["DELETE /formations/web", "DELETE /formations/worker"]
    assert "✔ restart web.1, web.2, worker.1" in last_message(busy)
    assert "dynos up: web=2:standard-1x worker=1:standard-1x." in last_message(busy)


def test_one_process_type_is_restarted(busy: Town) -> None:
    before = dynos(busy)
    busy.runs("operator", "/mesh restart web-ui worker")
    assert replaced(before, dynos(busy)) == {"worker.1"}
    assert "wait until its dynos are up ·" in last_message(busy)  # nobody visits a worker


def test_one_dyno_is_restarted(busy: Town) -> None:
    before = dynos(busy)
    busy.runs("operator", "/mesh restart web-ui web.2")
    assert replaced(before, dynos(busy)) == {"web.2"}
    assert asked_of_heroku(busy) == [f"DELETE /dynos/{before['web.2']}"]
    assert "it answers through Kong: 200" in last_message(busy)


def test_a_dry_run_says_which_dynos_are_meant(busy: Town) -> None:
    busy.runs("outsider", "/mesh restart web-ui web --dry-run")
    assert "▫ restart web.1, web.2" in last_message(busy)
    assert asked_of_heroku(busy) == []


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("wrker", "web-ui has no dyno and no process type “wrker”; its process types are web, worker."),
        ("web.7", "web-ui has no dyno and no process type “web.7”"),
        ("worker", "worker has no dyno that runs."),
    ],
)
def test_what_does_not_run_is_refused_with_what_does(target: str, sentence: str, shop: Town) -> None:
    run = shop.runs("operator", f"/mesh restart web-ui {target}")
    assert run.state is RunState.REFUSED
    assert sentence in last_message(shop)
    assert "These run: web.1, web.2." in last_message(shop)


def test_a_word_that_is_neither_type_nor_dyno_is_not_understood(town: Town) -> None:
    assert "is neither a process type such as `worker` nor a dyno such as `web.2`" in told(
        town.says("operator", "/mesh restart web-ui web..2")
    )


def test_dynos_whose_restart_was_answered_by_nothing_are_not_restarted_again(shop: Town) -> None:
    shop.tells("heroku", "faults", {"method": "DELETE", "path": "/formations/", "reset": True, "when": "after"})
    run = shop.runs("operator", "/mesh restart web-ui")
    assert run.state is RunState.DONE
    assert asked_of_heroku(shop) == ["DELETE /formations/web"]


def test_dynos_whose_restart_never_arrived_are_restarted_by_their_ids(shop: Town) -> None:
    before = dynos(shop)
    shop.tells("heroku", "faults", {"method": "DELETE", "path": "/formations/", "reset": True, "when": "before"})
    run = shop.runs("operator", "/mesh restart web-ui")
    assert run.state is RunState.DONE
    assert set(asked_of_heroku(shop)[1:]) == {f"DELETE /dynos/{dyno_id}" for dyno_id in before.values()}
    assert replaced(before, dynos(shop)) == {"web.1", "web.2"}


def test_a_dyno_that_has_crashed_is_started_anew(shop: Town) -> None:
    shop.tells("heroku", f"apps/{APP}/crash", {"dyno": "web.2"})
    run = shop.runs("operator", "/mesh restart web-ui web.2")
    assert run.state is RunState.DONE
    assert {dyno["state"] for dyno in the_app(shop)["dynos"]} == {"up"}


def test_what_was_restarted_cannot_be_undone(shop: Town) -> None:
    run = shop.runs("operator", "/mesh restart web-ui web.1")
    assert "restarted dynos; those that were there before are gone for good" in told(shop.says("operator", f"/mesh undo {run.id}"))
