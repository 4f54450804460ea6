"""What somebody typed, or wrote into Heroku or Kong, inside a sentence of ours: Slack shows it and does not act on it.

Every sentence of a refusal or an InvalidRequest goes to Slack as it is, because it may hold mentions of ours; so what is from outside is
escaped where the sentence is built.
"""

import unicodedata
from datetime import datetime

QUOTED_MAX = 60
CUT_TO = 4  # what a text is cut to before it is looked at: this many times what is shown of it
INVISIBLE = frozenset({"Cf", "Cc", "Cs", "Co", "Cn"})
"""Unicode's categories of what shows nothing, or turns what stands beside it: format, control, surrogates, private, not assigned."""
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Characters of other categories that show nothing; variation selectors are such too."""


def is_visible(character: str) -> bool:
    """Say whether a reader can see it, or sees a space."""
    if character.isascii():
        return character.isprintable()
    return unicodedata.category(character) not in INVISIBLE and character not in BLANK and not _varies(character)


def _varies(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\u180b" <= character <= "\u180f" or "\U000e0100" <= character <= "\U000e01ef"


def visible(text: str) -> str:
    """Return the text without what a reader cannot see; each kind of space and line break becomes a space."""
    if text.isascii() and text.isprintable():
        return text
    return rewritten(text, {each: " " if each.isspace() else each if is_visible(each) else "" for each in set(text)})


def rewritten(text: str, characters: dict[str, str | int | None]) -> str:
    """Return the text with each of its characters as these say; all of them are named, because a missing one takes longest."""
    return text.translate(str.maketrans(characters)) if any(each != new for each, new in characters.items()) else text


def on_one_line(text: str) -> str:
    """Return what can be seen of a text, on one line and with single spaces."""
    return " ".join(visible(text).split())


def escaped(text: str) -> str:
    """Return text from outside without Slack's three control characters."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shortened(text: str) -> str:
    """Return at most 60 characters of a text, with an ellipsis for the rest."""
    return text if len(text) <= QUOTED_MAX else text[: QUOTED_MAX - 1] + "…"


def quoted(text: str) -> str:
    """Quote what was typed, on one line and not at length."""
    return f"“{escaped(shortened(on_one_line(text[: CUT_TO * QUOTED_MAX])))}”"


def day_and_clock(time: datetime) -> str:
    """Write a time with its day, so that each reader sees both in their own time zone."""
    return f"<!date^{int(time.timestamp())}^{{date_short_pretty}}, {{time}}|{in_utc(time)}>"


def in_utc(time: datetime) -> str:
    """Write a time with its day for where Slack sets none for its reader, as in a code block."""
    return f"{time:%a %d %b, %H:%M} UTC"
