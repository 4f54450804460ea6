r"""How PCRE 8 reads an expression, said in the words of PCRE2, which is what can be installed today.

Of the same expression PCRE2 (10.47) reads otherwise: `{,2}` and `{ 2 }` (quantifiers; PCRE 8: plain text), a recursion (may be entered
again; PCRE 8: atomic), `\C` (the library forbids it), `\8` (a reference; PCRE 8: the digit, where there is no such group),
`(?i)\p{Lu}` (any letter; PCRE 8: capitals). And it takes what PCRE 8 refuses: look-behind of no fixed length, `(*pla:…)`, `(?^…)`, `(?n)`,
`(?[…])`, `(?*…)`, long names, further properties.

Source: pcrepattern(3) of PCRE 8.45, pcre2pattern(3) and the ChangeLog of PCRE2 up to 10.47.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.kong.regex.errors import NotCompiled
from sandbox.kong.regex.pcre8_words import PROPERTIES, SENTENCES

TOKEN = re.compile(
    r"""
      (?P<quoted> \\Q .*? (?:\\E|\Z) )
    | (?P<property> \\[pP] (?: \{ \^? (?P<name> [^}]{0,99} ) \} | (?P<letter> [^{] ) ) )
    | (?P<call> \\g (?: <[^>]{0,99}> | '[^']{0,99}' ) | \( \? (?: R | [+-]?\d{1,9} | &\w{1,99} | P>\w{1,99} ) \) )
    | (?P<reference> \\g (?: \{[^}]{0,99}\} | [+-]?\d+ ) | \\k (?: \{[^}]{0,99}\} | <[^>]{0,99}> | '[^']{0,99}' ) | \( \? P= \w{1,99} \) )
    | (?P<numbered> \\ [1-9]\d* )
    | (?P<escape> \\ (?: [xo]\{[^}]{0,99}\} | x[0-9A-Fa-f]{0,2} | 0[0-7]{0,2} | c. | . )? )
    | (?P<comment> \(\?\# [^)]* \)? )
    | (?P<class> \[ \^? \]? (?: \[:\^?[a-z<>]*:\] | \\Q .*? (?:\\E|\Z) | \\. | [^\]\\] )* \]? )
    | (?P<verb> \(\* [^)]* \)? )
    | (?P<option> \(\? (?P<set>[imsxJUX]*) (?:-[imsxJUX]*)? \) )
    | (?P<behind> \(\?<[=!] )
    | (?P<ahead> \(\?[=!] )
    | (?P<condition> \(\? (?: (?=\(\?) | \([^)]{0,99}\) ) )
    | (?P<named> \(\? (?: P?<(?P<angled>\w{0,99})> | '(?P<ticked>\w{0,99})' ) )
    | (?P<unknown> \(\? (?: [\^*\[] | <\* | [imsxJUX-]*[nar] ) )
    | (?P<group> \(\? (?: [:|>] | [imsxJUX]*(?:-[imsxJUX]*)?: ) )
    | (?P<capture> \( (?!\?) )
    | (?P<close> \) )
    | (?P<or> \| )
    | (?P<quantifier> (?: [*+?] | \{ (?P<least>\d+) (?: (?P<comma>,) (?P<most>\d*) )? \} ) [?+]? )
    | (?P<brace> \{ )
    | (?P<nothing> [\^$] )
    | (?P<text> . )
    """,
    re.VERBOSE | re.DOTALL,
)
VERB = re.compile(r"\(\*(?:(?:ACCEPT|COMMIT|F|FAIL|PRUNE|SKIP|THEN)?\)|(?:MARK|PRUNE|SKIP|THEN)?:[^)]*\)|[A-Z0-9_=]+\))")
CASED = frozenset({"Lu", "Ll", "Lt"})
NO_WIDTH = frozenset("bBAZzGKE")
LONGEST, LONGEST_NAME = 65_535, 32
WIDTHS = {"class": 1, "text": 1, "reference": None}


@dataclass
class _Group:
    """An open group. Widths are in bytes, None where one is not fixed. `kind`: `ahead`, `behind` or another."""

    kind: str
    branches: list[int | None] = field(default_factory=list)
    width: int | None = 0
    last: int | None = 0

    def add(self, width: int | None) -> None:
        self.last = width
        self.width = None if width is None or self.width is None else self.width + width

    def repeat(self, times: int | None) -> None:
        if self.last == 0 or self.width is None:
            return
        self.width = None if times is None or self.last is None else self.width + self.last * (times - 1)

    def branch(self) -> None:
        self.branches.append(self.width)
        self.width = self.last = 0

    def closed(self) -> int | None:
        """Return the width of the whole. Raises NotCompiled for a look-behind that PCRE 8 does not take."""
        self.branch()
        if self.kind == "behind" and None in self.branches:
            raise NotCompiled(SENTENCES[25])
        if self.kind in {"ahead", "behind"}:
            return 0
        return self.branches[0] if len(set(self.branches)) == 1 else None


class _Reader:
    def __init__(self) -> None:
        self.said: list[str] = []
        self.groups = [_Group("whole")]
        self.captures = 0
        self.is_extended = False
        # What is noted of a token that is not plain, and what to say instead of it.
        self.special: dict[str, Callable[[re.Match[str]], str]] = {
            "quoted": self._quoted,
            "property": self._property,
            "call": self._call,
            "numbered": self._numbered,
            "escape": self._escape,
            "verb": self._verb,
            "option": self._option,
            "unknown": self._unknown,
            "capture": self._capture,
            "named": self._capture,
            "close": self._close,
            "or": self._or,
            "quantifier": self._quantifier,
            "brace": self._brace,
        }

    def read(self, expression: str) -> str:
        place = 0
        while place < len(expression):
            if self.is_extended and expression[place] == "#":
                self.said.append(expression[place:])
                break
            token = TOKEN.match(expression, place)
            assert token is not None  # its last branch takes any character
            self._take(token.lastgroup or "", token)
            place = token.end()
        return "".join(self.said)

    def _take(self, kind: str, token: re.Match[str]) -> None:
        if kind in {"behind", "ahead", "condition", "group"}:
            self.groups.append(_Group(kind))
            self.said.append(token[0])
        elif kind in self.special:
            self.said.append(self.special[kind](token))
        else:
            self._atom(WIDTHS.get(kind, 0))
            self.said.append(token[0])

    def _atom(self, width: int | None) -> None:
        self.groups[-1].add(width)

    def _quoted(self, token: re.Match[str]) -> str:
        for _ in token[0][2:].removesuffix("\\E"):
            self._atom(1)
        return token[0]

    def _property(self, token: re.Match[str]) -> str:
        name = token["name"] if token["name"] is not None else token["letter"]
        if name not in PROPERTIES:
            raise NotCompiled(SENTENCES[47])
        self._atom(1)
        # PCRE 8 looks at the case even with `(?i)`.
        return f"(?-i:{token[0]})" if name.removeprefix("^") in CASED else token[0]

    def _call(self, token: re.Match[str]) -> str:
        # PCRE 8 never enters a recursion again once it has ended.
        self._atom(0)
        return f"(?>{token[0]})"

    def _numbered(self, token: re.Match[str]) -> str:
        digits = token[0][1:]
        number = int(digits[:9])
        is_reference = number < 8 or number <= self.captures
        if not is_reference and digits[0] in "89":
            for _ in digits:
                self._atom(1)
            return digits
        self._atom(None if is_reference else 1)
        return token[0]

    def _escape(self, token: re.Match[str]) -> str:
        letter = token[0][1:2]
        self._atom(None if letter in {"R", "X"} else 0 if letter in NO_WIDTH else 1)
        return "(?s:.)" if letter == "C" else token[0]

    @staticmethod
    def _verb(token: re.Match[str]) -> str:
        if VERB.fullmatch(token[0]) is None:
            raise NotCompiled(SENTENCES[60])
        return token[0]

    def _option(self, token: re.Match[str]) -> str:
        self.is_extended = self.is_extended or "x" in token["set"]
        return token[0]

    @staticmethod
    def _unknown(token: re.Match[str]) -> str:
        raise NotCompiled(SENTENCES[24 if token[0] == "(?<*" else 12])

    def _capture(self, token: re.Match[str]) -> str:
        if len(token["angled"] or token["ticked"] or "") > LONGEST_NAME:
            raise NotCompiled(SENTENCES[48])
        self.captures += 1
        self.groups.append(_Group("capture"))
        return token[0]

    def _close(self, token: re.Match[str]) -> str:
        if len(self.groups) > 1:
            width = self.groups.pop().closed()
            self._atom(width)
        return token[0]

    def _or(self, token: re.Match[str]) -> str:
        self.groups[-1].branch()
        return token[0]

    def _quantifier(self, token: re.Match[str]) -> str:
        least, most = token["least"], token["most"]
        is_exact = least is not None and (token["comma"] is None or least == most)
        self.groups[-1].repeat(int(least[:9]) if is_exact else None)
        return token[0]

    def _brace(self, _: re.Match[str]) -> str:
        self._atom(1)
        return "\\{"


def for_pcre2(expression: str) -> str:
    """Return the expression, one character for each byte, as PCRE2 is to be told it. Raises NotCompiled where PCRE 8 refuses it.

    What is longer than PCRE's code may be is refused unread.
    """
    if len(expression) > LONGEST:
        raise NotCompiled(SENTENCES[20], 0)
    return _Reader().read(expression)
