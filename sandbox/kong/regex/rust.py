r"""Rust's regex crate 1.6, which the router of 3.x is built with: Unicode, no look-around, no references, no backtracking.

The library at hand binds a later release of the crate (1.12), which reads the same language and takes a little more. What 1.6 refuses is
refused here: `\/` and other punctuation that needs no escape, `\<`, `\b{start}`, the flag R, names that are not of letters and digits.

Linear time is no short time: a hundred thousand steps for each character of a long path take a minute. So an expression is also measured,
and one that is too large is refused, as the crate itself refuses what is larger than ten megabytes.

Source: the documentation of regex 1.6.0 and the CHANGELOG up to 1.12.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import paula

from sandbox.kong.regex.errors import GaveUp, NotCompiled

LARGEST, LONGEST = 1_000_000, 65_535
STEPS = 2_000_000
META = frozenset("\\.+*?()|[]{}^$#&-~")
ESCAPES = META | frozenset("xuUpPdswDSWaftnrvAzbB")
TOKEN = re.compile(
    r"""
      (?P<boundary> \\b\{[a-z-]{1,20}\} )
    | (?P<escape> \\ (?: [pPxuU]\{[^}]{0,99}\} | (?P<letter>.) )? )
    | (?P<flags> \(\? (?P<set>[A-Za-z-]*) (?P<end>[:)]) )
    | (?P<named> \(\?P<(?P<name>[^>]{0,99})> )
    | (?P<open> \( )
    | (?P<close> \) )
    | (?P<quantifier> [*+?] | \{ \s* (?P<least>\d+) \s* (?: (?P<comma>,) \s* (?P<most>\d*) \s* )? \} )
    | (?P<text> . )
    """,
    re.VERBOSE | re.DOTALL,
)
NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z.\[\]]*")


@dataclass(frozen=True)
class Rust:
    """A compiled expression; ask it through `rust`. `size`: how many characters it asks for when every repetition is written out."""

    regex: paula.Regex
    size: int

    def found(self, text: str) -> str | None:
        """Return what matches first, anywhere in the text. Raises GaveUp where that would take too long."""
        if self.size * len(text) > STEPS:
            raise GaveUp("the expression is too large for so long a text")
        try:
            found = self.regex.find(text)
        except UnicodeEncodeError:
            # Bytes that are no UTF-8 are no text to the crate.
            return None
        return None if found is None else str(found.as_str())


@lru_cache(maxsize=4096)
def rust(expression: str) -> Rust:
    """Compile. Raises NotCompiled."""
    size = _measured(expression) if len(expression) <= LONGEST else 2 * LARGEST
    if size > LARGEST:
        raise NotCompiled("Compiled regex exceeds size limit of 10485760 bytes.")
    try:
        return Rust(paula.Regex(expression), size)
    except ValueError as refused:
        raise NotCompiled(str(refused)) from refused


def _measured(expression: str) -> int:
    """Return the size. Raises NotCompiled for what regex 1.6 does not know."""
    sizes, last, in_class, is_extended = [0], 0, 0, False
    for token in TOKEN.finditer(expression):
        _check_escape(token, is_extended)
        if not in_class:
            _check_group(token)
        if in_class or token[0] == "[":
            in_class += {"[": 1, "]": -1}.get(token[0], 0)
            size = 0 if in_class else 1
        elif token["quantifier"]:
            size = last * (_times(token) - 1)
        elif token["open"] or token["named"] or token["end"] == ":":
            sizes.append(0)
            continue
        elif token["end"] == ")":
            is_extended = is_extended or "x" in token["set"].partition("-")[0]
            continue
        elif token["close"]:
            size = sizes.pop() if len(sizes) > 1 else 0
        else:
            size = 1
        last = min(last + size if token["quantifier"] and not in_class else size, 2 * LARGEST)
        sizes[-1] = min(sizes[-1] + size, 2 * LARGEST)
    return sum(sizes)


def _times(token: re.Match[str]) -> int:
    if token["least"] is None:
        return 1
    return max(1, min(int((token["most"] or token["least"])[:9]), LARGEST))


def _check_escape(token: re.Match[str], is_extended: bool) -> None:
    letter = token["letter"]
    if letter and letter not in ESCAPES and not (letter == " " and is_extended):
        raise NotCompiled("unrecognized escape sequence")


def _check_group(token: re.Match[str]) -> None:
    if token["boundary"]:
        raise NotCompiled("repetition quantifier expects a valid decimal")
    if token["flags"] and set(token["set"]) - set("imsUux-"):
        raise NotCompiled("unrecognized flag")
    if token["named"] and NAME.fullmatch(token["name"]) is None:
        raise NotCompiled("invalid capture group character")
