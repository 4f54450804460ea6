"""What the command line asks to be typed and clicked, in its order."""

from dataclasses import dataclass

from sandbox.breaking.breakages import Breakage
from sandbox.breaking.words import breakage_from


@dataclass(frozen=True)
class Become:
    """From here on this person types and clicks."""

    person: str


@dataclass(frozen=True)
class GoTo:
    """From here on it happens in this channel."""

    channel: str


@dataclass(frozen=True)
class Say:
    """Type a text; with `wait`, go on only when what it asked for has ended or waits for a person."""

    text: str
    wait: bool = True


@dataclass(frozen=True)
class Click:
    """Click the newest button with this label and wait as `Say` does."""

    label: str


@dataclass(frozen=True)
class Until:
    """Go on when the channel has shown this text since the last thing that was typed, clicked or broken."""

    text: str


@dataclass(frozen=True)
class Break:
    """Break something behind the product's back; `words` are what was typed for it."""

    words: str
    breakage: Breakage

    @staticmethod
    def read(words: str) -> "Break":
        """Read the step. Raises ValueError with a sentence that says what can be broken."""
        return Break(words, breakage_from(words))


ScriptStep = Become | GoTo | Say | Click | Until | Break
Script = tuple[ScriptStep, ...]
