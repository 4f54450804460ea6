"""Expressions and paths made up at random by a seed, and what Kong's engines make of them.

Half of the expressions are pieces in any order, which engines often refuse or read each in its own way; half are what people write, put
together by its grammar. The paths are made of an expression's own letters, so that many match.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.kong.regex.errors import GaveUp, NotCompiled
from sandbox.kong.regex.pcre import pcre
from sandbox.kong.regex.rust import rust

PIECES = (
    *"abc/A1-_ .^$|()[]{}*+?é&#~",
    *("(?:", "(?i)", "(?i:", "(?-i:", "(?s)", "(?m)", "(?x)", "(?U)", "(?J)", "(?s-i:", "(?<n>", "(?P<m>", "(?'o'", "(?|", "(?#x)", "(?>"),
    *("(?=", "(?!", "(?<=", "(?<!", "(?1)", "(?R)", "(?P=n)", "(?&n)", "(?(1)", r"\1", r"\k<n>", r"\g{1}", r"\g1", "(*F)", "(*ACCEPT)"),
    *("*?", "+?", "??", "++", "*+", "?+", "{2}", "{1,2}", "{,2}", "{0,}", "{0}", "{id}", "{ 1 }", "{2}?", "{2}+", "{1,2}?", "{3,1}"),
    *(
        "[a-c]",
        "[^a]",
        "[^/]",
        "[[:alpha:]]",
        "[[:^digit:]]",
        "[[:word:]]",
        "[[:upper:]]",
        "[[:^lower:]]",
        "[a-",
        "[^",
        "[]a]",
        "[a&&b]",
        "[a--b]",
        "[a~~b]",
        "[[a]b]",
    ),
    *(
        r"[\w-]",
        r"[\d.]",
        r"[^\W]",
        r"[\S]",
        "[%-/]",
        "[é]",
        r"[\h]",
        r"[\h\d]",
        r"[^\h]",
        r"[\Qa]\E]",
        r"[\x41-Z]",
        r"[\]a]",
        "[[:nope:]]",
    ),
    *(r"\d", r"\w", r"\s", r"\D", r"\W", r"\S", r"\b", r"\B", r"\A", r"\z", r"\Z", r"\G", r"\K", r"\h", r"\H", r"\v", r"\V", r"\R", r"\X"),
    *(r"\.", r"\/", r"\-", r"\_", r"\é", r"\%", r"\ ", r"\#", r"\&", r"\~", r"\<", r"\Q", r"\E", r"\Qa.b\E", r"\Q(\E", r"\x41", r"\x{61}"),
    *(
        r"\x",
        r"\xé",
        r"\u0041",
        r"\pL",
        r"\p{L}",
        r"\P{Lu}",
        r"\p{Ll}",
        r"[\p{Lu}_]",
        r"\p{Greek}",
        r"\p{^L}",
        r"\pN",
        r"\n",
        r"\t",
        r"\e",
        r"\0",
        r"\101",
        r"\o{101}",
    ),
    *(
        r"\N",
        r"\C",
        r"\cA",
        r"\a",
        "(a|b)",
        "(a|ab)",
        "(a|ab)*",
        "(?:a*)",
        "(|a)",
        "(a?)+",
        "(a+)+",
        "%20",
        "%2e",
        "%C3%A9",
        "x{2}",
        "k",
        "s",
    ),
)
LETTERS = (*"abcé/A1-_ kKsSxX{}]()[]|.*+?^$&#~%", "\u0663", "ß", "\u017f", "\u212a", "ab", "//", "Ā", "\t", "\x0b", "\xa0", "\n", "\r")
ATOMS = (
    *("a", "b", "ab", "cart", "v1", "1", "-", "_", ".", "x"),
    *(r"\d", r"\w", r"\s", r"\W", r"\S", r"\h", r"\.", r"\-", r"\x61", r"\R", r"\Qa.b\E", r"\pL", r"\p{Lu}", "(?#x)", r"\b", r"\H"),
    *(
        "[a-z]",
        "[^/]",
        "[0-9a-f]",
        "[A-Z]",
        r"[\w.-]",
        r"[^\d/]",
        "[[:alnum:]]",
        "[[:upper:]]",
        "[[:^upper:]]",
        "[^a]",
        r"[\h_]",
        "é",
        "[aé]",
        "[b-y]",
    ),
)
REPEATS = ("", "", "", "", "", "", "+", "*", "?", "+?", "*?", "??", "{2}", "{1,2}", "{0,3}", "{2,}", "{1,3}?", "++")
OPENINGS = ("(", "(", "(?:", "(?:", "(?i:", "(?<n{}>", "(?P<n{}>", "(?s:", "(?m:", "(?x:", "(?>")
STARTS = ("", "", "", "", "", "", "(?i)", "(?s)", "(?m)", "(?x)", "(?i)(?m)", "(?im)", "(?xs)")
ENDS = ("", "", "", "", "$", r"\z", r"\Z", "(/|$)", "/", r"\b", "#c", " ")
OWN = frozenset("()[]{}*+?\\^$|")


@dataclass(frozen=True)
class Made:
    """An expression with paths to ask it."""

    regex: str
    paths: tuple[str, ...]


def made(seed: int, count: int) -> Iterator[Made]:
    """Yield the expressions of a seed, always the same ones."""
    maker = _Maker(random.Random(seed))  # noqa: S311 - the same each time is what is wanted
    return (maker.make() for _ in range(count))


class _Maker:
    def __init__(self, dice: random.Random) -> None:
        self._dice, self._names = dice, 0

    def make(self) -> Made:
        regex = self._any_order() if self._dice.random() < 0.5 else self._as_people_write()
        own = [each for each in regex if each not in OWN] or ["a"]
        return Made(regex, tuple(self._path(own) for _ in range(4)))

    def _any_order(self) -> str:
        return "/" + "".join(self._dice.choice(PIECES) for _ in range(self._dice.randint(1, 6)))

    def _as_people_write(self) -> str:
        segments = "/".join(self._branches(2) for _ in range(self._dice.randint(1, 3)))
        return f"/{self._dice.choice(STARTS)}{segments}{self._dice.choice(ENDS)}"

    def _branches(self, depth: int) -> str:
        return "|".join(self._sequence(depth) for _ in range(self._dice.choice((1, 1, 1, 1, 2, 3)) if depth < 2 else 1))

    def _sequence(self, depth: int) -> str:
        return "".join(self._atom(depth) + self._dice.choice(REPEATS) for _ in range(self._dice.randint(1, 3)))

    def _atom(self, depth: int) -> str:
        if depth == 0 or self._dice.random() < 0.7:
            return self._dice.choice(ATOMS)
        self._names += 1
        return self._dice.choice(OPENINGS).format(self._names) + self._branches(depth - 1) + ")"

    def _path(self, own: list[str]) -> str:
        letters = LETTERS if self._dice.random() < 0.3 else own
        drawn = (self._dice.choice(letters if self._dice.random() < 0.8 else LETTERS) for _ in range(self._dice.randint(0, 9)))
        path = "/" + "".join(drawn)
        return path * self._dice.choice((5, 20)) if self._dice.random() < 0.05 else path


REFUSED, GAVE_UP = "refused", "gave up"


def found_by_pcre(regex: str, path: str, steps: int) -> str | None:
    """Return what PCRE matches from the path's start on, in bytes that are no text replaced; or that it refuses the expression."""
    try:
        found = pcre(regex, steps).found(path)
    except NotCompiled:
        return REFUSED
    except GaveUp:
        return GAVE_UP
    return None if found is None else found.decode("utf8", "replace")


def before_rest_by_pcre(regex: str, path: str, steps: int) -> tuple[bool, int | None] | str:
    """Return whether it matches with the rest caught behind it, and how many bytes stand before that rest; None where it caught nothing."""
    try:
        matches, size_bytes = pcre(f"{regex}(?<uri_postfix>.*)", steps).before("uri_postfix", path)
    except NotCompiled:
        return REFUSED
    except GaveUp:
        return GAVE_UP
    return matches, size_bytes


def found_by_rust(regex: str, path: str) -> str | None:
    """Return what Rust's engine matches first of the expression that Kong 3 makes of a route's."""
    try:
        return rust("^" + regex.replace("?<", "?P<")).found(path)
    except NotCompiled:
        return REFUSED
    except GaveUp:
        return GAVE_UP
