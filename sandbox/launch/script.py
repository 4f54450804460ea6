"""What the command line asks to be typed and clicked, in its order."""

from dataclasses import dataclass


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


ScriptStep = Become | GoTo | Say | Click
Script = tuple[ScriptStep, ...]
