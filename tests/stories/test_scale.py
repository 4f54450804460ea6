"""Scaling: typed, planned in absolute numbers, carried out once, and asked about where it goes beyond the limits of mesh.toml."""

from datetime import timedelta

import pytest

from mesh.run import RunState
from tests.stories.shop import APP, approved, asked_of_heroku, awaiting, formation, last_message, shop
from tests.stories.town import Town, run_named_in, told

__all__ = ["shop"]


@pytest.mark.both_ways
def test_an_app_is_scaled_and_the_message_says_what_was_and_what_is(shop: Town) -> None:
    run = shop.runs("operator", "/mesh scale web-ui web=3")
    assert run.state is RunState.DONE
    assert formation(shop) == "web=3:standard-1x"
    assert "✔ scale web=3 (now: web=2:standard-1x)" in last_message(shop)
    assert "dynos up: web=3:standard-1x." in last_message(shop)
    assert asked_of_heroku(shop) == ["PATCH /formation"]


def test_a_relative_number_is_made_absolute_before_anything_is_sent(shop: Town) -> None:
    shop.runs("operator", "/mesh scale web-ui web=+1")
    assert formation(shop) == "web=3:standard-1x"
    assert "scale web=3" in last_message(shop)
    (patch,) = [line for line in shop.world.heroku.requests if line.method == "PATCH"]
    assert patch.body == '{"updates": [{"type": "web", "quantity": 3}]}'


def test_several_types_and_sizes_are_set_in_one_request(shop: Town) -> None:
    run = shop.runs("operator", "/mesh scale web-ui web=1:standard-2x worker=1")
    assert run.state is RunState.DONE
    assert formation(shop) == "web=1:standard-2x worker=1:standard-1x"
    assert asked_of_heroku(shop) == ["PATCH /formation"]


def test_a_dry_run_shows_the_plan_and_sends_nothing(shop: Town) -> None:
    run = shop.runs("outsider", "/mesh scale web-ui web=-1 --dry-run")
    assert run.state is RunState.DONE
    assert "scale web=1 (now: web=2:standard-1x)" in last_message(shop)
    assert asked_of_heroku(shop) == []


def test_what_is_scaled_so_already_is_left_and_said(shop: Town) -> None:
    run = shop.runs("operator", "/mesh scale web-ui web=2:standard-1x")
    assert run.state is RunState.DONE
    assert "There is nothing to do: web-ui is scaled so already: web=2:standard-1x." in last_message(shop)
    assert asked_of_heroku(shop) == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("wrker=1", "web-ui has no process type wrker; it has web, worker."),
        ("web=2:huge", "Heroku offers web-ui no dynos of size huge; there are eco, basic, standard-1x,"),
        ("web=-3", "web=2:standard-1x cannot lose 3 dynos."),
        ("web=101", "web=101 is more than the 100 dynos that a process type may have at Heroku."),
    ],
)
def test_what_heroku_could_not_do_is_refused_with_what_there_is(words: str, sentence: str, shop: Town) -> None:
    run = shop.runs("operator", f"/mesh scale web-ui {words}")
    assert run.state is RunState.REFUSED
    assert sentence in last_message(shop)
    assert asked_of_heroku(shop) == []


def test_an_app_that_is_not_there_is_refused(town: Town) -> None:
    town.knows_groups()
    town.runs("operator", "/mesh scale web-ui web=2")
    assert f"Refused: web-ui is no app of this mesh: Heroku knows no app {APP}." in last_message(town)


def test_sizes_that_may_not_be_mixed_are_refused_before_anybody_is_asked(shop: Town) -> None:
    run = shop.runs("operator", "/mesh scale web-ui web=2 worker=1:basic")
    assert run.state is RunState.REFUSED
    assert "Heroku runs basic dynos beside no other size in an app" in last_message(shop)
    assert "Larger ones it runs: web=2:standard-1x worker=1:standard-1x." in last_message(shop)
    assert formation(shop) == "web=2:standard-1x"


def test_whoever_may_not_ask_is_told_who_may(shop: Town) -> None:
    assert "Only <!subteam^S0OPERATORS> may ask for changes" in told(shop.says("outsider", "/mesh scale web-ui web=3"))


@pytest.mark.parametrize(
    ("words", "why", "after"),
    [
        ("web=11", "11 dynos would be more than max_dynos in mesh.toml allows (10).", "web=11:standard-1x"),
        ("web=0", "0 web dynos would be fewer than min_web in mesh.toml asks for (1).", ""),
    ],
)
def test_beyond_the_limits_somebody_else_must_approve(words: str, why: str, after: str, shop: Town) -> None:
    run_id = awaiting(shop, f"/mesh scale web-ui {words}")
    assert why in last_message(shop)
    assert "Needs approval by @approvers, not @operator" in last_message(shop)
    assert asked_of_heroku(shop) == []

    shop.clicks("approver", "Approve")
    run = shop.works_until(lambda: shop.ended(run_id))
    assert run.state is RunState.DONE
    assert formation(shop) == after


def test_without_web_dynos_no_visit_is_made_and_that_is_said(shop: Town) -> None:
    approved(shop, "/mesh scale web-ui web=0")
    assert "Without a web dyno nobody answers visitors of web-ui" in last_message(shop)
    assert "wait until its dynos are gone" in last_message(shop)
    assert "no dyno is up" in last_message(shop)


def test_an_app_without_web_dynos_comes_back_without_approval(shop: Town) -> None:
    approved(shop, "/mesh scale web-ui web=0")
    run = shop.runs("operator", "/mesh scale web-ui web=1")
    assert run.state is RunState.DONE
    assert "200 in" in last_message(shop)


def test_the_connections_that_the_shared_postgres_takes_are_watched(shop: Town) -> None:
    run_id = awaiting(shop, "/mesh scale web-ui web=20")
    assert "(essential-0) takes 20 connections." in last_message(shop)
    assert "20 web dynos here and at least one in the other app attached to it, with 1 for each sidecar, are at least 21" in last_message(
        shop
    )
    shop.says("operator", f"/mesh withdraw {run_id}")


def test_what_was_approved_is_asked_again_where_somebody_scaled_by_hand_meanwhile(shop: Town) -> None:
    run_id = awaiting(shop, "/mesh scale web-ui web=+9")
    shop.tells("heroku", f"apps/{APP}/scale", {"web": 4})
    shop.clicks("approver", "Approve")
    shop.works_until(lambda: True if "Since it was approved, this has changed" in last_message(shop) else None)
    assert "scale web=13 (now: web=4:standard-1x)" in last_message(shop)
    assert asked_of_heroku(shop) == []
    shop.says("operator", f"/mesh withdraw {run_id}")


def test_a_scaling_whose_answer_was_lost_is_sent_once(shop: Town) -> None:
    shop.tells("heroku", "faults", {"method": "PATCH", "path": "/formation$", "reset": True, "when": "after"})
    run = shop.runs("operator", "/mesh scale web-ui web=+1")
    assert run.state is RunState.DONE
    assert formation(shop) == "web=3:standard-1x"
    assert asked_of_heroku(shop) == ["PATCH /formation"]


def test_a_relative_scaling_that_is_retried_adds_nothing_a_second_time(shop: Town) -> None:
    shop.tells("heroku", f"apps/{APP}/crash", {"again": True})
    run_id = run_named_in(told(shop.says("operator", "/mesh scale web-ui web=+1")))
    shop.works_until(lambda: True if "web.1, web.2, web.3 crashed" in last_message(shop) else None)
    shop.lets_pass(timedelta(minutes=1))
    assert shop.works_until(lambda: shop.ended(run_id)).state is RunState.FAILED
    shop.tells("heroku", f"apps/{APP}/crash", {"dyno": "none", "again": False})
    shop.tools.heroku.restart_type(APP, "web")
    shop.says("operator", f"/mesh retry {run_id}")
    run = shop.works_until(lambda: ended if (ended := shop.ended(run_id)) and ended.attempt == 2 else None)
    assert run.state is RunState.DONE
    assert formation(shop) == "web=3:standard-1x"


def test_two_that_add_one_each_at_once_add_two(shop: Town) -> None:
    first, second = (run_named_in(told(shop.says(person, "/mesh scale web-ui web=+1"))) for person in ("operator", "operator2"))
    shop.works_until(lambda: shop.ended(first))
    shop.works_until(lambda: shop.ended(second))
    assert formation(shop) == "web=4:standard-1x"


def test_a_scaling_is_undone_in_absolute_numbers(shop: Town) -> None:
    run = shop.runs("operator", "/mesh scale web-ui web=3 worker=1")
    undone = shop.runs("operator", f"/mesh undo {run.id}")
    assert undone.state is RunState.DONE
    assert formation(shop) == "web=2:standard-1x"
    assert "scale web=2:standard-1x worker=0:standard-1x" in last_message(shop)


def test_a_scaling_on_which_a_later_one_stands_is_not_undone(shop: Town) -> None:
    first = shop.runs("operator", "/mesh scale web-ui web=3")
    later = shop.runs("operator", "/mesh scale web-ui web=4")
    assert f"`{later.id}` has changed the same dynos since" in told(shop.says("operator", f"/mesh undo {first.id}"))


def test_a_later_scaling_of_another_type_is_no_hindrance(shop: Town) -> None:
    first = shop.runs("operator", "/mesh scale web-ui web=3")
    shop.runs("operator", "/mesh scale web-ui worker=1")
    shop.runs("operator", f"/mesh undo {first.id}")
    assert formation(shop) == "web=2:standard-1x worker=1:standard-1x"


def test_can_i_scale_tells_both_within_and_beyond_the_limits(town: Town) -> None:
    town.knows_groups()
    answer = told(town.says("operator", "/mesh can-i scale"))
    assert "you may ask for it" in answer
    assert "Within limits (`max_dynos` and `min_web` in `mesh.toml`) it needs no approval" in answer
    assert "beyond them it needs 1 of <!subteam^S0APPROVERS> to approve it" in answer


def test_a_scaling_that_waited_in_line_and_is_beyond_the_limits_by_then_is_asked_about(shop: Town) -> None:
    first, second = (run_named_in(told(shop.says(person, "/mesh scale web-ui web=+5"))) for person in ("operator", "operator2"))
    shop.works_until(lambda: shop.ended(first))
    shop.works_until(lambda: True if "12 dynos would be more than max_dynos" in last_message(shop) else None)
    assert "Needs approval by @approvers, not @operator2" in last_message(shop)
    assert formation(shop) == "web=7:standard-1x"

    shop.says("approver", f"/mesh approve {second}")
    assert shop.works_until(lambda: shop.ended(second)).state is RunState.DONE
    assert formation(shop) == "web=12:standard-1x"
