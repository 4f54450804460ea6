"""PCRE 8 as nginx asks it for Kong: bytes, not UTF-8; anchored where Kong says so; with a limit to its backtracking.

Kong's nginx leaves the limit at PCRE's ten million steps, and where it is met the look-up fails: no route. Ours is lower, so that no
expression holds the sandbox for more than a few hundredths of a second.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import pcre2
from pcre2 import _cy as library  # the public `compile` cannot take its own two additions to PCRE's options back

from sandbox.kong.regex.errors import GaveUp, NotCompiled
from sandbox.kong.regex.pcre8 import for_pcre2
from sandbox.kong.regex.pcre8_words import SENTENCES

STEPS = 250_000
ALT_BSUX, NEVER_BACKSLASH_C = 0x00000002, 0x00100000


@dataclass(frozen=True)
class Pcre:
    """A compiled expression; ask it through `pcre`."""

    pattern: pcre2.Pattern

    def matches(self, text: str) -> bool:
        """Say whether it matches from the start of the text on. Raises GaveUp."""
        return self._found(self.pattern.match, text) is not None

    def occurs(self, text: str) -> bool:
        """Say whether it matches anywhere. Raises GaveUp."""
        return self._found(self.pattern.search, text) is not None

    def length_before(self, group: str, text: str) -> int | None:
        """Return how many bytes stand before what a group at the end has caught, 0 if it caught nothing; None if there is no match.

        Raises GaveUp.
        """
        found = self._found(self.pattern.match, text)
        if found is None:
            return None
        caught = found.group(group)
        return 0 if caught is None else len(_bytes(text)) - len(caught)

    @staticmethod
    def _found(find: Callable[[bytes], "pcre2.Match | None"], text: str) -> "pcre2.Match | None":
        try:
            return find(_bytes(text))
        except pcre2.LibraryError as limit:
            raise GaveUp(limit.msg) from limit


@lru_cache(maxsize=4096)
def pcre(expression: str) -> Pcre:
    """Compile. Raises NotCompiled with the sentence of PCRE 8."""
    told = for_pcre2(_bytes(expression).decode("latin1"))
    return Pcre(_compiled(f"(*LIMIT_MATCH={STEPS})".encode() + told.encode("latin1"), _bytes(expression)))


def _compiled(told: bytes, written: bytes) -> pcre2.Pattern:
    try:
        code = library.compile(told, 0, ALT_BSUX | NEVER_BACKSLASH_C)
    except pcre2.PatternError as refused:
        raise NotCompiled(SENTENCES.get(refused.code - 100, refused.msg.partition("; ")[2]), _place(written)) from refused
    try:
        library.jit_compile(code)
    except pcre2.LibraryError:
        # What is too large for the JIT compiler is interpreted, as nginx has it.
        return pcre2.Pattern(code, told, flags=0, jit=False, callout=None)
    return pcre2.Pattern(code, told, flags=0, jit=True, callout=None)


def _place(written: bytes) -> int | None:
    """Return where the expression is wrong as it was written, not as PCRE2 was told it."""
    try:
        library.compile(written, 0, ALT_BSUX | NEVER_BACKSLASH_C)
    except pcre2.PatternError as refused:
        place: int = refused.pos
        return place
    return None


def _bytes(text: str) -> bytes:
    return text.encode("utf8", "surrogateescape")
