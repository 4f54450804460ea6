"""Whatever begins in a random history is what the rules allow, and what they allow begins in the end."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from redis import Redis

from mesh.formation import Dynos
from mesh.run import RunState
from tests.model.histories import History, history_of
from tests.model.rules import Rule

SHORT, LONG, EACH = 200, 5_000, 1_000
AT_LEAST = {  # in a thousand histories, about half of what is usual: so that they are about starts
    "asked": 250,
    "asked again": 80,
    "began": 300,
    "approved by one": 130,
    "approved by two": 60,
    "retried": 20,
    "waited": 20,
    "held and begun": 15,
    "expired": 30,
    "refused": 1,
}


@pytest.fixture
def redis(redis_url: str) -> Iterator["Redis"]:
    with Redis.from_url(redis_url, single_connection_client=True) as connection:
        yield connection


def what_is_wrong(redis: "Redis", seeds: range) -> list[str]:
    """Let histories happen, see that what they are about happens often enough, and return all that the rules object to."""
    seen, wrong = Counter[str](), list[str]()
    for seed in seeds:
        history = history_of(redis, seed)
        seen += history.seen
        wrong += [f"seed {seed}: {each}" for each in history.wrong]
    too_rare = {what: seen[what] for what, least in AT_LEAST.items() if seen[what] < least * len(seeds) // 1_000}
    assert too_rare == {}
    return wrong


def test_in_random_histories_all_that_begins_is_allowed_and_all_that_is_allowed_begins(redis: "Redis") -> None:
    assert what_is_wrong(redis, range(SHORT)) == []


@pytest.mark.long
@pytest.mark.parametrize("first", range(SHORT, SHORT + LONG, EACH))
def test_in_thousands_of_histories_all_that_begins_is_allowed_and_all_that_is_allowed_begins(redis: "Redis", first: int) -> None:
    assert what_is_wrong(redis, range(first, first + EACH)) == []


@pytest.fixture
def history(redis: "Redis") -> History:
    return History(redis, random.Random(0))  # noqa: S311 - a test's dice


def test_another_id_of_who_asked_begins_nothing_once_the_rule_that_let_them_approve_is_gone(history: History) -> None:
    history.changes_rules({"T2": Rule(1, "approvers", timedelta(hours=2), also_requesters=True)})
    run_id = history.asks_for("U0BOTH", 20)
    history.works()
    history.approves("W0BOTH", history.now_is(run_id), history.now_is(run_id).approval.digest, in_words=False)  # type: ignore[union-attr]
    assert history.now_is(run_id).state is RunState.APPROVED
    history.changes_rules({})
    history.works()
    assert (history.wrong, history.now_is(run_id).state) == ([], RunState.AWAITING)


def test_a_clock_that_is_set_back_makes_no_old_plan_a_fresh_one(history: History) -> None:
    history.changes_rules({})
    history.asks_for("U0OP2", 3, dry=True)
    history.works()
    history.slack.away = 1
    run_id = history.asks_for("U0OP2", 5)
    history.works(at_most=1)
    assert history.now_is(run_id).state is RunState.APPROVED
    history.now -= timedelta(days=1)
    history.heroku.quantity, history.heroku.size = 7, "performance-l"
    history.nudged.add(run_id)
    history.works(at_most=1)
    plan = history.now_is(run_id).plan
    assert plan
    assert plan.found
    assert plan.found.formation == (Dynos("web", 7, "performance-l"),)


def test_nobody_is_asked_about_what_only_looks(history: History) -> None:
    history.changes_rules({"T1": Rule(1, "approvers", timedelta(minutes=30))})
    history.heroku.quantity = 5
    history.heroku.within_the_reading = history.moves  # so that five dynos are set, and others are seen
    run_id = history.asks_for("U0OP2", 5)
    history.works()
    assert (history.now_is(run_id).state, history.now_is(run_id).asked_about) == (RunState.DONE, ())
