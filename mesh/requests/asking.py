"""The circumstances of asking."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Way(StrEnum):
    """By which way somebody came in."""

    COMMAND = "command"
    MENTION = "mention"
    SHELL = "shell"


@dataclass(frozen=True)
class Asking:
    """Who asked, where, when, in which words and why. `words` is the normalised text after `/mesh`.

    `thread` is the ts of the thread in which it was asked, empty for the channel itself. `quiet`: an answer is for the asker alone.
    """

    person: str
    channel: str
    mesh: str
    words: str
    at: datetime
    reason: str = ""
    dry_run: bool = False
    thread: str = ""
    quiet: bool = False
    way: Way = Way.COMMAND
