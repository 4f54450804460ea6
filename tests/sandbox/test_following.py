"""What a click or a word is followed to, with the channel played by hand."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.launch.following import Follower, Sent
from sandbox.launch.outcomes import Outcomes
from sandbox.launch.report import Asked, exit_code

Json = dict[str, Any]
Events = Callable[[Outcomes], None]


def message(run: str = "", state: str = "", text: str = "", *, block_id: str = "b", private_to: str = "", ts: str = "") -> Json:
    metadata = {"event_type": "mesh_run", "event_payload": {"run": run, "state": state}} if run else {}
    block = {"type": "section", "block_id": block_id, "text": {"type": "mrkdwn", "text": text}}
    return {"metadata": metadata, "blocks": [block], "text": text, "private_to": private_to, "ts": ts}


QUESTION = message("r-7k3f", "awaiting", "0 of 2 approvals", ts="1.1")


@dataclass
class PlayedHands:
    """After each click or word, one thing after the other happens in the channel; `order` says how far it came."""

    outcomes: Outcomes
    events: list[Events]
    sent: Sent
    happened: int = 0
    playing: list["asyncio.Task[None]"] = field(default_factory=list)

    async def say(self, person: str, channel: str, text: str) -> Sent:  # noqa: ARG002 - a Hands
        return await self._play()

    async def click(self, person: str, label: str) -> Sent:  # noqa: ARG002 - a Hands
        return await self._play()

    def id_of(self, person: str) -> str:
        return person.upper()

    async def _play(self) -> Sent:
        self.playing.append(asyncio.create_task(self._events()))
        return self.sent

    async def _events(self) -> None:
        for event in self.events:
            event(self.outcomes)
            self.happened += 1
            for _ in range(5):
                await asyncio.sleep(0)


def shows(shown: Json) -> Events:
    return lambda outcomes: outcomes.note_message(shown)


def clicked(*events: Events) -> tuple[Asked, int, int]:
    """Click in QUESTION; return what was asked, how many events it took to settle it, and the exit code."""

    async def follow() -> tuple[Asked, int, int]:
        outcomes, asked = Outcomes(), Asked("[Approve]")
        outcomes.note_message(QUESTION)
        hands = PlayedHands(outcomes, list(events), Sent(message=QUESTION))
        async with asyncio.timeout(5):
            await Follower(hands, outcomes).click(asked, "approver", "Approve", lambda: False)
        return asked, hands.happened, exit_code([asked], outcomes.states)

    return asyncio.run(follow())


def test_a_click_is_followed_to_the_end_of_the_run() -> None:
    _, events, code = clicked(*(shows(message("r-7k3f", state)) for state in ("approved", "running", "done")))
    assert (events, code) == (3, 0)


def test_a_first_of_two_approvals_leaves_the_run_waiting_for_a_person() -> None:
    _, events, code = clicked(shows(message("r-7k3f", "awaiting", "1 of 2 approvals")))
    assert (events, code) == (1, 1)


def test_an_edit_that_was_on_its_way_before_the_click_is_not_taken_for_its_effect() -> None:
    _, events, code = clicked(shows(QUESTION), shows(message("r-7k3f", "done")))
    assert (events, code) == (2, 0)


def test_a_refused_click_counts_against_the_script() -> None:
    asked, _, code = clicked(shows(message(text="Not you.", block_id="refused:own", private_to="APPROVER")))
    assert (asked.trouble, code) == ("answered with `refused`.", 1)


def test_what_others_are_told_privately_is_no_answer_to_a_click() -> None:
    _, events, code = clicked(
        shows(message(block_id="refused:own", private_to="OUTSIDER")),
        shows(message("r-zzzz", "failed")),
        shows(message("r-7k3f", "done")),
    )
    assert (events, code) == (3, 0)


def test_a_message_that_shows_another_run_after_the_click_is_followed_to_the_end_of_that_one() -> None:
    asked, events, code = clicked(
        shows(message("r-zzzz", "failed", ts="2.2")),
        shows(message("r-new2", "asked", ts="1.1")),
        shows(message("r-new2", "done", ts="1.1")),
    )
    assert (asked.runs, events, code) == (("r-new2",), 3, 0)


def test_a_form_that_opens_waits_for_a_person() -> None:
    asked, events, _ = clicked(lambda outcomes: outcomes.note_form("APPROVER"))
    assert (events, asked.trouble) == (1, "")


def test_a_mention_is_followed_through_the_run_it_starts() -> None:
    async def follow() -> tuple[Asked, int]:
        outcomes, asked = Outcomes(), Asked("@mesh status")
        hands = PlayedHands(outcomes, [shows(message("r-zzzz", "running")), shows(message("r-zzzz", "done"))], Sent())
        async with asyncio.timeout(5):
            await Follower(hands, outcomes).say(asked, "operator", "mesh")
        return asked, hands.happened

    asked, events = asyncio.run(follow())
    assert (asked.runs, events) == (("r-zzzz",), 2)
