"""What Slack says at this moment: shared by all who ask at once, never older than the question, within Slack's limits."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

import pytest

from jobs import people
from jobs.slack_pace import GROUPS, UPDATES, USERS, Pace
from jobs.tools import Tools
from mesh.errors import PermanentFailure, TemporaryFailure
from mesh.people import SlackUser, Standing
from sandbox.slack import rates
from sandbox.slack.web_api import METHODS
from tests.stories.town import Town

T = TypeVar("T")

GROUP, PERSON = "S0OPERATORS", "U0OPERATOR"
A_MINUTE = 100


class SlowSlack:
    """A Slack whose answers are what was so when it was asked, and are given when the test lets it."""

    def __init__(self) -> None:
        self.group, self.standing = frozenset({PERSON}), Standing.MEMBER
        self.asked, self.let_go = threading.Semaphore(0), threading.Semaphore(0)

    def members(self, _: str) -> frozenset[str]:
        return self._slowly(self.group)

    def user(self, user: str) -> SlackUser:
        return self._slowly(SlackUser(frozenset({user}), self.standing))

    def _slowly(self, answer: T) -> T:
        self.asked.release()
        assert self.let_go.acquire(timeout=10)
        return answer


def slowly(town: Town) -> tuple[Tools, SlowSlack]:
    slack = SlowSlack()
    return replace(town.tools, slack=slack), slack  # type: ignore[arg-type]  # only what is asked here


QUESTIONS: dict[str, Callable[[Tools], bool]] = {
    "group": lambda tools: PERSON in people.members_of(tools, GROUP, live=True),
    "person": lambda tools: people.who_is(tools, PERSON, live=True).is_member,
}


@pytest.mark.parametrize("ask", QUESTIONS.values(), ids=QUESTIONS)
def test_who_asks_later_does_not_take_an_answer_to_an_earlier_question(town: Town, ask: Callable[[Tools], bool]) -> None:
    tools, slack = slowly(town)
    with ThreadPoolExecutor() as threads:
        earlier = threads.submit(ask, tools)
        assert slack.asked.acquire(timeout=10)
        slack.group, slack.standing = frozenset(), Standing.GONE
        later = threads.submit(ask, tools)
        slack.let_go.release()
        assert earlier.result(10) is True
        assert slack.asked.acquire(timeout=10), "the later one asked for itself"
        slack.let_go.release()
        assert later.result(10) is False


def test_what_was_said_to_another_question_meanwhile_is_taken(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    tools, slack = slowly(town)
    monkeypatch.setattr(people, "GROUPS", GROUPS)
    while not tools.pace.take(GROUPS.bucket, GROUPS.per_s, GROUPS.burst):
        pass
    number = tools.members.draw_number(GROUP)
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(people.members_of, tools, GROUP, live=True)
        while tools.members.last_number(GROUP) == number:
            time.sleep(0.01)
        tools.members.keep(GROUP, ["U0SOMEBODY"], covers=tools.members.last_number(GROUP))
        assert waiting.result(2) == {"U0SOMEBODY"}
    assert not slack.asked.acquire(blocking=False)


def test_a_dead_group_is_an_answer_to_all_who_asked(town: Town) -> None:
    class Dead(SlowSlack):
        def members(self, group: str) -> frozenset[str]:
            super().members(group)
            raise PermanentFailure("there is no such user group", details="no_such_subteam")

    slack = Dead()
    slack.let_go.release()
    tools = replace(town.tools, slack=slack)  # type: ignore[arg-type]  # only what is asked here
    assert people.members_of(tools, GROUP, live=True) == frozenset()
    assert tools.members.members_since(GROUP, tools.members.last_number(GROUP)) == frozenset()


@pytest.mark.parametrize("live", [True, False])
def test_a_refusal_that_is_not_slack_s_own_word_leaves_a_group_as_it_was_known(town: Town, *, live: bool) -> None:
    """A gateway on the way answers 403 with a page of its own: nothing is known of the group by that."""

    class Walled(SlowSlack):
        def members(self, group: str) -> frozenset[str]:
            raise PermanentFailure(f"Slack did not list the members of the user group {group}: it gives no other reason (403).")

        def user(self, user: str) -> SlackUser:
            raise PermanentFailure(f"Slack did not look up the user {user}: it gives no other reason (403).")

    kept = frozenset({PERSON, "U0SECOND"})
    town.tools.members.keep(GROUP, kept)
    tools = replace(town.tools, slack=Walled())  # type: ignore[arg-type]  # only what is asked here
    with pytest.raises(TemporaryFailure, match="it gives no other reason"):
        people.members_of(tools, GROUP if live else "S0NEVER", live=live)
    with pytest.raises(TemporaryFailure, match="it gives no other reason"):
        people.who_is(tools, PERSON if live else "U0NEVER", live=live)
    assert tools.members.known([GROUP])[GROUP] == kept
    assert not tools.members.unreadable([GROUP, "S0NEVER"])
    assert tools.announcements.due(tools.now(), 10) == ()


def test_forty_who_ask_at_once_are_answered_within_slack_s_limit(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.world.slack.apply_setting("rate_limits", value=True)
    monkeypatch.setattr(people, "GROUPS", GROUPS)
    with ThreadPoolExecutor(40) as threads:
        answers = list(threads.map(lambda _: QUESTIONS["group"](town.tools), range(40)))
    assert answers == [True] * 40
    assert town.state("slack")["ratelimited"] == 0


@pytest.mark.parametrize(("pace", "method"), [(GROUPS, "usergroups.users.list"), (USERS, "users.info"), (UPDATES, "chat.update")])
def test_the_pace_stays_below_the_tier_of_the_method(pace: Pace, method: str) -> None:
    assert pace.burst + pace.per_s * rates.WINDOW_S < rates.Rates(time.monotonic).tiers[METHODS[method].tier]


def test_who_would_wait_for_long_comes_back_later(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "PATIENCE_S", 0.2)
    monkeypatch.setattr(people, "GROUPS", Pace("a-test", 0.01, 1))
    assert QUESTIONS["group"](town.tools)
    with pytest.raises(TemporaryFailure) as caught:
        QUESTIONS["group"](town.tools)
    assert caught.value.is_our_pace
    assert 0 < (caught.value.retry_after_s or 0) <= A_MINUTE
