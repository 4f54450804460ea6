"""Print the workspace as a channel: who typed what, each new message, and of an edit only the lines that are new."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.launch.reading import ENDED, run_note

Json = dict[str, Any]
CONTINUED = " " * 12  # the width of "12:03:41  " and two more
THREAD_LINES = 8


@dataclass(frozen=True)
class Shown:
    """What was printed last of one message."""

    lines: list[str]
    ended: bool


class Transcript:
    """A channel on paper. `name_of` turns an id into a name, `lines_of` a message into readable lines."""

    def __init__(
        self,
        *,
        name_of: Callable[[str], str],
        lines_of: Callable[[Json], Sequence[str]],
        write: Callable[[str], None],
        bold: bool = False,
    ) -> None:
        self._name_of = name_of
        self._lines_of = lines_of
        self._write = write
        self._bold = bold
        self._shown: dict[tuple[str, str], Shown] = {}
        self._newest: tuple[str, str] | None = None
        self._since_typed: list[str] = []

    def has_shown(self, text: str) -> bool:
        """Say whether a line since the last thing that was typed, clicked or broken holds this text."""
        return any(text in line for line in self._since_typed)

    def typed(self, person: str, text: str) -> None:
        """Show what a person is about to type or click."""
        self._newest = None
        self._since_typed.clear()
        self._write(f"{_clock(time.time())}  {self._strong(person)} → {text}")

    def broken(self, words: str) -> None:
        """Show what is about to be broken behind the product's back."""
        self._newest = None
        self._since_typed.clear()
        self._write(f"{_clock(time.time())}  (sandbox) {words}")

    def show(self, kind: str, message: Json, at: float) -> None:
        """Show what happened to a message; what people wrote themselves was shown when they typed it."""
        if not message.get("bot") and message.get("user") != "USLACKBOT":
            return
        place = (message["channel"], message["ts"])
        before = self._shown.get(place)
        if kind in {"deleted", "private_deleted"}:
            self._say(message, at, ["(removed what it had said)"])
            self._newest = None
            return
        lines = [line.rstrip() for line in self._lines_of(message) if line.strip()]
        self._shown[place] = Shown(lines, _has_ended(message))
        if before is None:
            self._say(message, at, _shortened(lines) if message.get("thread_ts") else lines)
        else:
            self._fill(message, at, _news(before, self._shown[place]), is_newest=place == self._newest)
        self._newest = place

    def remark(self, text: str, at: float) -> None:
        """Show something that happened beside the messages: a form that opened, a notice."""
        self._newest = None
        self._write(f"{_clock(at)}  ({text})")

    def _say(self, message: Json, at: float, lines: Sequence[str]) -> None:
        first, *rest = lines or ["(an empty message)"]
        self._print(f"{_clock(at)}  {self._author(message)}: {first}")
        self._continue(rest)

    def _fill(self, message: Json, at: float, news: Sequence[str], *, is_newest: bool) -> None:
        if not news:
            return
        first, *rest = news
        # Another message stands between: say which one goes on here.
        lead = "  " if is_newest else f"{self._author(message)}, {self._subject(message)}: "
        self._print(f"{_clock(at)}  {lead}{first}")
        self._continue(rest)

    def _continue(self, lines: Sequence[str]) -> None:
        for line in lines:
            self._print(f"{CONTINUED}{line}")

    def _print(self, line: str) -> None:
        self._since_typed.append(line)
        self._write(line)

    def _author(self, message: Json) -> str:
        name = "Slack" if message["user"] == "USLACKBOT" else "meshbot"
        if message.get("private_to"):
            return f"{self._strong(name)} (only {self._name_of(message['private_to'])} sees this)"
        if message["channel"].startswith("D"):
            return f"{self._strong(name)} (directly to {self._name_of(message['channel'])})"
        return f"{self._strong(name)} (in a thread)" if message.get("thread_ts") else self._strong(name)

    def _subject(self, message: Json) -> str:
        note = run_note(message)
        return f"{note.run} goes on" if note else "an earlier message changes"

    def _strong(self, name: str) -> str:
        return f"\x1b[1m{name}\x1b[0m" if self._bold else name


def _news(before: Shown, now: Shown) -> list[str]:
    """Return the lines that were not there before; the message of a run that has just ended closes with its last line in any case."""
    old = Counter(before.lines)
    news: list[str] = []
    for line in now.lines:
        if old[line]:
            old[line] -= 1
        else:
            news.append(line)
    ends_here = now.ended and not before.ended
    if ends_here and now.lines and news[-1:] != now.lines[-1:]:
        news.append(now.lines[-1])
    return news


def _has_ended(message: Json) -> bool:
    note = run_note(message)
    return note is not None and note.state in ENDED


def _shortened(lines: list[str]) -> list[str]:
    left = len(lines) - THREAD_LINES
    return lines if left <= 1 else [*lines[:THREAD_LINES], f"… and {left} more lines"]


def _clock(at: float) -> str:
    return time.strftime("%H:%M:%S", time.localtime(at))
