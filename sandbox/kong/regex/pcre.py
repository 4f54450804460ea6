"""PCRE 8 as nginx asks it for Kong: bytes, not UTF-8; anchored where Kong says so; with a limit to its backtracking.

Up to 2.4 Kong's nginx leaves the limit at PCRE's ten million steps, and ours is lower, so that no expression holds the sandbox for more
than a few hundredths of a second. From 2.5 on an expression may take 100,000 steps where it is looked for, and 10,000 with the rest of the
path caught behind it. Where the limit is met the look-up fails: no route.

Source: `nginx_http_lua_regex_match_limit` in kong/templates/kong_defaults.lua and `REGEX_PREFIX` in kong/router.lua at the tags 2.5.0 to
2.8.5; neither is at 2.4.2.
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

    def found(self, text: str) -> bytes | None:
        """Return what it matches from the start of the text on. Raises GaveUp."""
        found = self._found(self.pattern.match, text)
        return None if found is None else bytes(found.group(0))

    def before(self, group: str, text: str) -> tuple[bool, int | None]:
        """Say whether it matches, and how many bytes stand before what a group at the end has caught; None if it caught nothing.

        Raises GaveUp.
        """
        found = self._found(self.pattern.match, text)
        # An open quotation or comment takes the group's own text for its own, and then there is no such group.
        caught = found.group(group) if found is not None and group in self.pattern.groupindex else None
        return found is not None, None if caught is None else len(_bytes(text)) - len(caught)

    @staticmethod
    def _found(find: Callable[[bytes], "pcre2.Match | None"], text: str) -> "pcre2.Match | None":
        try:
            return find(_bytes(text))
        except pcre2.LibraryError as limit:
            raise GaveUp(limit.msg) from limit


@lru_cache(maxsize=4096)
def pcre(expression: str, steps: int = STEPS) -> Pcre:
    """Compile, to be run with at most that many steps. Raises NotCompiled with the sentence of PCRE 8."""
    told = for_pcre2(_bytes(expression).decode("latin1"))
    return Pcre(_compiled(f"(*LIMIT_MATCH={min(steps, STEPS)})".encode() + told.encode("latin1"), _bytes(expression)))


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
