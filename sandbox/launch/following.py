"""From a typed word or a click to the end of what it asked for, read from what the channel shows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from sandbox.launch.outcomes import Outcomes, Seen
from sandbox.launch.reading import ENDED, SETTLED, Answer, answer, run_note
from sandbox.launch.report import Asked

Json = dict[str, Any]
GOOD_ANSWERS = frozenset({"run", "help"})


@dataclass(frozen=True)
class Sent:
    """What Slack knows after it brought something to the app.

    `problem`: why the app did not take it, empty if it did. `ack`: the message it acknowledged with, empty if it said nothing. `message`:
    the message that was clicked in, empty for what was typed. `expects_answer`: an app that hears it should react.
    """

    problem: str = ""
    ack: Json | None = None
    message: Json | None = None
    expects_answer: bool = True


class Hands(Protocol):
    """Types and clicks for a person, and shows it."""

    async def say(self, person: str, channel: str, text: str) -> Sent: ...

    async def click(self, person: str, label: str) -> Sent:
        """Click the newest button with this label. Raises LookupError with a sentence if the person sees no button with this label."""

    def id_of(self, person: str) -> str: ...


@dataclass
class Follower:
    """Asks through `hands` and returns when all it asked for is settled: ended, or waiting for a person."""

    hands: Hands
    outcomes: Outcomes

    async def say(self, asked: Asked, person: str, channel: str) -> None:
        start = self.outcomes.position
        try:
            sent = await self.hands.say(person, channel, asked.words)
        except LookupError as missing:
            asked.trouble = str(missing)
            return
        if sent.problem:
            asked.trouble = sent.problem
        elif sent.expects_answer:
            who = self.hands.id_of(person)
            acked = answer(sent.ack or {})
            if acked is not None:
                await self._follow(asked, acked, start)
            else:
                await self._follow(asked, await self.outcomes.first(lambda: self._answer(start, who)), start)

    async def click(self, asked: Asked, person: str, label: str, is_busy: Callable[[], bool]) -> None:
        """Click the button as soon as it is there, which may take as long as earlier things are under way."""
        while True:
            start = self.outcomes.position
            try:
                sent = await self.hands.click(person, label)
                break
            except LookupError as missing:
                if not is_busy():
                    asked.trouble = str(missing)
                    return
            await self.outcomes.change()
        clicked_in = sent.message or {}
        note = run_note(clicked_in)
        asked.runs = (note.run,) if note else ()
        asked.trouble = sent.problem
        if not sent.problem:
            who = self.hands.id_of(person)
            await self._follow(asked, await self.outcomes.first(lambda: self._after_click(asked, start, who, clicked_in)), start)

    async def _follow(self, asked: Asked, its_answer: Answer, start: int) -> None:
        if its_answer.kind not in GOOD_ANSWERS:
            asked.trouble = f"answered with `{its_answer.kind}`."
        elif its_answer.kind == "run" and not its_answer.run:
            asked.trouble = "the answer names no run."
        if its_answer.run:
            asked.runs = (its_answer.run,)
            await self.outcomes.first(lambda: self._settled(its_answer.run, start))

    def _settled(self, run: str, start: int) -> Seen | None:
        return next((seen for seen in self.outcomes.since(start) if seen.run == run and seen.state in SETTLED), None)

    def _answer(self, start: int, who: str) -> Answer | None:
        """Return what a mention is answered with: something private, or a run's message."""
        for seen in self.outcomes.since(start):
            if seen.answer and seen.person in {"", who}:
                return seen.answer
            if seen.run and seen.is_first:
                return Answer("run", seen.run)
        return None

    def _after_click(self, asked: Asked, start: int, who: str, clicked_in: Json) -> Answer | None:
        """Return what a click leads to: an answer to the one who clicked, a form, or that the run goes on to its next rest."""
        for seen in self.outcomes.since(start):
            if seen.answer and seen.person == who:
                return seen.answer
            if seen.form and seen.person == who:
                return Answer("help", "")
            # An edit that was on its way when the button was clicked shows what was there already.
            is_news = seen.state in ENDED or seen.blocks != clicked_in.get("blocks")
            if seen.run in asked.runs and seen.state in SETTLED and is_news:
                return Answer("run", seen.run)
            shows_another = seen.run not in asked.runs and bool(seen.ts) and seen.ts == clicked_in.get("ts")
            if seen.run and seen.is_first and (not asked.runs or shows_another):
                return Answer("run", seen.run)
        return None
