"""What the channel has shown so far of runs and answers, and a way to wait until it shows something."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sandbox.launch.reading import Answer, answer, run_note

T = TypeVar("T")
Json = dict[str, Any]


@dataclass(frozen=True)
class Seen:
    """One message about a run, one answer, or one form that opened.

    `person` is who alone sees it, empty for everybody; `ts` is the message's; `is_first`: nothing was seen of this run before.
    """

    person: str
    run: str = ""
    state: str = ""
    is_first: bool = False
    answer: Answer | None = None
    form: bool = False
    blocks: list[Json] = field(default_factory=list)
    ts: str = ""


class Outcomes:
    """Everything seen about runs, in the order in which it came, and each run's latest state."""

    def __init__(self) -> None:
        self.states: dict[str, str] = {}
        self._seen: list[Seen] = []
        self._news = asyncio.Event()

    @property
    def position(self) -> int:
        """Where the reading stands, for `since`."""
        return len(self._seen)

    def since(self, position: int) -> list[Seen]:
        return self._seen[position:]

    def note_message(self, message: Json) -> None:
        """Take in a message that was posted or edited, and wake who waits."""
        person, note, its_answer = str(message.get("private_to", "")), run_note(message), answer(message)
        if note is not None:
            is_first, ts = note.run not in self.states, str(message.get("ts", ""))
            self._seen.append(Seen(person, note.run, note.state, is_first, its_answer, blocks=message["blocks"], ts=ts))
            self.states[note.run] = note.state
        elif its_answer is not None:
            self._seen.append(Seen(person, answer=its_answer))
        self._tell()

    def note_form(self, person: str) -> None:
        self._seen.append(Seen(person, form=True))
        self._tell()

    async def change(self) -> None:
        """Wait for the next thing that happens."""
        await self._news.wait()

    async def first(self, found: Callable[[], T | None]) -> T:
        """Ask now and whenever something happens, until the answer is not None."""
        while True:
            value = found()
            if value is not None:
                return value
            await self.change()

    def _tell(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()
