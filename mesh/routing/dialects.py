"""How the engines of Kong read a regular expression: PCRE before Kong 3.0, Rust's `regex` from then on; and where RE2 reads it like them.

One pass over the expression knows what is written alike in all three. What it does not know is *doubtful*, so that nothing is said of it.

Source: pcrepattern(3) of PCRE 8.39; the documentation of Rust's regex 1.6; RE2's syntax page; each compared with the engine itself.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from math import comb, prod

LONGEST = 1_024
"""Characters of an expression that is looked at."""
RUST_SINCE = (3, 0)
MOST_REPEATED = 999
MOST_WIDE = 80
"""Of all counts multiplied with the number of classes of letters; Rust's engine takes an expression of 10 MB at most, `\\w{89}`."""
STEPS_MOST, LATE_STEPS_MOST = 1_000_000, 2_500
"""PCRE stops after ten million steps, from Kong 2.5 on after ten thousand, and Kong then answers as if no route matched.

Source: PCRE's default limit; `REGEX_PREFIX` and `err` in kong/router.lua. PCRE 8.39 was measured to take up to twice as many steps as are
reckoned here.
"""
LIMITED_SINCE = (2, 5)
MULTIPLIED_MOST = 20
"""Bytes of a path that is tried on an expression in which a repeated part holds another."""
TOKEN = re.compile(
    r"""
      (?P<quoted>\\Q.{0,200}?\\E)
    | (?P<comment>\(\?\#[^)]{0,200}\))
    | (?P<escape>\\(?:x\{[0-9A-Fa-f]{1,6}\}|x[0-9A-Fa-f]{2}|[pP]\{\^?\w{1,40}\}|[pP]\w|.)?)
    | (?P<open>\((?:\?(?:P?<[^>()]{0,40}>|[a-zA-Z-]{0,8}[:)]|P[=>]|P?<.?|.?))?)
    | (?P<set>\[\^?\]?(?:\[:\^?\w{1,10}:\]|\\.|[^\]\\])*\]?)
    | (?P<count>\{[0-9]+(?:,[0-9]*)?\}[?+]?)
    | (?P<brace>\{[\s0-9]{0,9},?[\s0-9]{0,9}\}|\{)
    | (?P<repeat>[*+?][?+]?)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
IN_SET = re.compile(r"\[:\^?\w{1,10}:\]|\\[pP]\{\^?\w{1,40}\}|\\x\{[0-9A-Fa-f]{1,6}\}|\\x[0-9A-Fa-f]{2}|\\.|.", re.DOTALL)
INNERMOST = re.compile(r"\(([^()]*)\)")
NUMBER = re.compile(r"[0-9]+")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,31}")
SHORTHANDS = frozenset(rf"\{letter}" for letter in "dDsSwW")
PROPERTIES = frozenset({"L", "Lu", "Ll", "N", "Nd", "P", "S", "Z"})
POSIX = frozenset(
    ("alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "word", "xdigit")
)
RUST_LETTERS = frozenset("afnrtvABbzdDsSwWpPxuU")
"""Letters that Rust's engine reads behind a backslash; of all others it says that it does not know them."""
RUST_MARKS = frozenset(r"\.+*?()|[]{}^$#&-~")
"""Characters that every release of it takes word for word behind a backslash."""
FLAGS = {"PCRE": frozenset("imsx"), "RUST": frozenset("ims")}
IN_RE2 = {r"\h": r"[\x09\x20\xa0]", r"\H": r"[^\x09\x20\xa0]", r"\R": r"[\x0a-\x0d\x85]", r"\Z": r"\z"}
"""What PCRE reads and RE2 does not, in RE2's words, for bytes and for paths without control characters."""
IN_SET_IN_RE2 = {r"\h": r"\x09\x20\xa0"}
NOTHING = "(?:)"
"""Stands where something was left out, so that what stood apart is not read as one."""
LAST_OF_ASCII = 0x7F
CASED = re.compile(r"\\[pP]\{?\^?L[ult]")
"""With `(?i)` RE2 takes a small letter for `\\p{Lu}`, as PCRE2 does, and PCRE does not."""
LOOK_AHEAD, LOOK_BEHIND = "look-ahead, as in (?=a) and (?!a)", "look-behind, as in (?<=a) and (?<!a)"
REFUSED_GROUPS = {
    "(?=": LOOK_AHEAD,
    "(?!": LOOK_AHEAD,
    "(?>": "an atomic group, as in (?>a)",
    "(?|": "a group that begins with (?|",
    "(?#": "a comment, as in (?#a)",
    "(?(": "a condition, as in (?(1)a)",
    "(?&": "a call of a group, as in (?&a)",
    "(?+": "a call of a group, as in (?+1)",
}
KEPT_NAME = "uri_postfix"
"""The group by which Kong before 3.0 catches what follows the path."""


class Dialect(Enum):
    """The engine that runs a route's expressions."""

    PCRE = "PCRE"
    RUST = "Rust's regex"


def dialect_of(version: tuple[int, ...]) -> Dialect:
    return Dialect.RUST if version >= RUST_SINCE else Dialect.PCRE


def cannot_be_built(regex: str, version: tuple[int, ...]) -> str:
    """Return what in an expression keeps Kong of this version from building a router with it; empty where nothing is known to.

    The words follow "Kong cannot build a router with". `regex` has no tilde in front. Kong before 3.0 is asked nothing: it checks an
    expression with the engine that later runs it, and refuses the route itself.
    """
    return reading(regex, Dialect.RUST).refused if version >= RUST_SINCE else ""


@dataclass(frozen=True)
class Reading:
    """What one engine makes of an expression.

    `refused`: what the engine certainly cannot read; `doubtful`: RE2 may read the expression otherwise; `by_letters`: it goes by kinds of
    letters or by their case, which engines read alike for ASCII alone; `is_open_to_marks`: to it all letters beyond ASCII are as an
    underscore is; `text`: the expression as the engine gets it. `repeats`, `choices`:
    how many parts may be repeated as often as they fit, and how many have two ways to match; `multiplies`: one of the former holds others.
    """

    text: str
    refused: str = ""
    doubtful: bool = False
    by_letters: bool = False
    is_open_to_marks: bool = False
    repeats: int = 0
    choices: int = 0
    multiplies: bool = False

    def longest_tried(self, version: tuple[int, ...]) -> int:
        """Return the longest path on which an engine that tries one way after another surely does not give up."""
        return _longest_tried(self.repeats, self.choices, LATE_STEPS_MOST if version >= LIMITED_SINCE else STEPS_MOST, self.multiplies)


@lru_cache(maxsize=1_024)
def _longest_tried(repeats: int, choices: int, steps_most: int, multiplies: bool) -> int:
    def steps(length: int) -> int:
        if multiplies:
            return int((max(repeats, 1) * (1 + choices)) ** length)
        return comb(length + repeats, repeats) << min(choices, 64)

    lengths = range(MULTIPLIED_MOST if multiplies else LONGEST)
    return bisect_left(lengths, steps_most, key=lambda length: steps(length + 1))


@lru_cache(maxsize=4_096)
def _reading(regex: str, dialect: Dialect) -> Reading:
    reader = _Reader(dialect, regex.replace("?<", "?P<") if dialect is Dialect.RUST else regex)
    reader.read()
    return Reading(
        "".join(reader.told),
        reader.refused,
        reader.doubtful,
        reader.by_letters,
        reader.is_open_to_marks,
        reader.repeats,
        reader.choices,
        reader.multiplies,
    )


def reading(regex: str, dialect: Dialect) -> Reading:
    """Return how an engine reads an expression.

    Before Rust's engine sees it, Kong writes `?P<` for each `?<`, in look-behind too. Source: kong/router/atc_compat.lua of 3.0.
    """
    return _reading(regex, dialect) if len(regex) <= LONGEST else Reading(regex, doubtful=True)


@dataclass
class _Group:
    """An open group: whether the branch under way, without its last part, that part, and a branch before may match nothing.

    `is_spaced`: spaces mean nothing in it, by `(?x)`.
    """

    branch_may_be_empty: bool = True
    last_may_be_empty: bool = True
    one_may_be_empty: bool = False
    varies: bool = False
    last_varies: bool = False
    is_spaced: bool = False

    def end_part(self) -> None:
        self.branch_may_be_empty &= self.last_may_be_empty
        self.last_may_be_empty, self.last_varies = True, False

    def end_branch(self) -> bool:
        """Say whether any branch so far may match nothing."""
        self.end_part()
        self.one_may_be_empty |= self.branch_may_be_empty
        self.branch_may_be_empty = True
        return self.one_may_be_empty


class _Last(Enum):
    """What a sign of repetition follows."""

    NOTHING = 0
    PART = 1
    ASSERTION = 2
    REPETITION = 3
    LEFT_OUT = 4


class _Reader:
    """One pass over an expression."""

    def __init__(self, dialect: Dialect, regex: str) -> None:
        self.dialect, self.regex = dialect, regex
        self.refused, self.doubtful, self.by_letters = "", False, False
        self.is_open_to_marks = regex.isascii() and "_" not in regex and "\\x" not in regex and "[:" not in regex
        self._is_rust = dialect is Dialect.RUST
        self._groups = [_Group()]
        self._names: set[str] = set()
        self._last = _Last.NOTHING
        self._ignores_case = self._is_lost = self.multiplies = False
        self._counts: list[int] = []
        self.told: list[str] = []
        self.repeats = self.choices = self._wide = 0

    def read(self) -> None:
        for token in TOKEN.finditer(self.regex):
            self.told.append(token[0])
            match token.lastgroup:
                case "quoted":
                    self._read_quoted(token[0])
                case "comment" if not self._is_rust:
                    self._leave_out()
                case "comment":
                    self._refuse_group(token[0])
                case "escape":
                    self._read_escape(token[0])
                case "open":
                    self._open(token[0])
                case "set":
                    self._read_set(token[0])
                case "count" | "repeat":
                    self._repeat(token[0])
                case "brace":
                    self._read_brace(token[0])
                case _:
                    self._read_character(token[0])
        if len(self._groups) > 1:
            self._refuse("a group that is not closed")
        self.doubtful |= self._ignores_case and (not self.regex.isascii() or (not self._is_rust and CASED.search(self.regex) is not None))
        if self._is_rust and not self.repeats and self.choices > 1:
            self.doubtful |= _has_prefixes(self.regex)
        self.doubtful |= prod(self._counts) > MOST_REPEATED or (self._is_rust and prod(self._counts) * self._wide > MOST_WIDE)

    def _refuse(self, why: str) -> None:
        """Note what no engine of this kind reads. After something unknown, all that follows may mean something else."""
        self.doubtful = True
        if self._is_rust and not self._is_lost and not self.refused:
            self.refused = why

    def _lose_track(self) -> None:
        self.doubtful = self._is_lost = True

    def _add(self, *, is_assertion: bool = False) -> None:
        self._groups[-1].end_part()
        self._groups[-1].last_may_be_empty = is_assertion
        self._last = _Last.ASSERTION if is_assertion else _Last.PART

    def _read_character(self, character: str) -> None:
        match character:
            case ")":
                self._close()
            case "|":
                self._groups[-1].end_branch()
                self._groups[-1].varies = True
                self._last, self.choices = _Last.NOTHING, self.choices + 1
            case " " if self._groups[-1].is_spaced:
                self._leave_out()
            case _:
                # A comment takes all that follows, and what Kong writes behind the expression.
                self.doubtful |= character < " " or (character == "#" and self._groups[-1].is_spaced)
                self._add(is_assertion=character in "^$")

    def _leave_out(self) -> None:
        self.told[-1], self._last = NOTHING, _Last.LEFT_OUT

    def _read_quoted(self, sign: str) -> None:
        if self._is_rust:
            self._read_letter(sign, "Q", is_assertion=False)
            return
        text = sign[2:-2]
        self.told[-1] = "".join(each if each.isalnum() or not each.isascii() else f"\\x{ord(each):02x}" for each in text)
        self.doubtful |= not text.isprintable()
        for _ in text:
            self._add()
        if not text:
            self._leave_out()

    def _read_brace(self, sign: str) -> None:
        """Take a brace that is no count: PCRE takes it word for word, Rust's engine never does."""
        self.doubtful |= self._groups[-1].is_spaced
        if self._is_rust and (sign != "{" or self._last is _Last.ASSERTION):
            self._lose_track()  # later releases read `{,2}`, spaces and `\b{start}`
        elif self._is_rust:
            self._refuse("a brace that is no count, as in {id}")
        self._add()

    def _close(self) -> None:
        if len(self._groups) == 1:
            self._refuse("a parenthesis that closes no group")
            return
        closed = self._groups.pop()
        may_be_empty = closed.end_branch()
        self._add()
        group = self._groups[-1]
        group.last_may_be_empty, group.last_varies = may_be_empty, closed.varies
        group.varies |= closed.varies

    def _open(self, sign: str) -> None:
        is_spaced = self._groups[-1].is_spaced
        if sign.startswith("(?P<") or (sign.startswith("(?<") and sign[3:4] not in {"=", "!"}):
            self._name(sign.partition("<")[2])
        elif sign[:2] == "(?" and sign != "(?:":
            if not self._read_flags(sign[2:-1], sign[-1]):
                self._refuse_group(sign)
            else:
                is_spaced = self._left_spaced(sign)
                if sign.endswith(")"):
                    self._groups[-1].is_spaced, self._last = is_spaced, _Last.NOTHING
                    return
        self._groups[-1].end_part()
        self._groups.append(_Group(is_spaced=is_spaced))
        self._last = _Last.NOTHING

    def _left_spaced(self, sign: str) -> bool:
        """Take the flag x out of what RE2 gets, which has none; say whether it holds from here on."""
        on, _, off = sign[2:-1].partition("-")
        told = sign.replace("x", "").replace("-)", ")").replace("-:", ":")
        self.told[-1] = NOTHING if told == "(?)" else told
        return "x" in on or (self._groups[-1].is_spaced and "x" not in off)

    def _name(self, rest: str) -> None:
        name = rest.removesuffix(">")
        if name[:1] in {"=", "!"}:
            self._refuse(LOOK_BEHIND)
        elif name in self._names:
            self._refuse(f"two groups of the name {name}")
        elif name == rest or not NAME.fullmatch(name):
            self._lose_track()
        self.doubtful |= name == KEPT_NAME
        self._names.add(name)

    def _read_flags(self, flags: str, end: str) -> bool:
        """Take flags that all engines know alike; say whether they are."""
        on, _, off = flags.partition("-")
        if (
            end not in {":", ")"}
            or flags not in {on, f"{on}-{off}"}
            or not set(on + off) <= FLAGS[self.dialect.name]
            or not flags
            or flags.endswith("-")
        ):
            return False
        if len(set(on + off)) < len(on + off):
            return False
        self._ignores_case |= "i" in on
        self.is_open_to_marks &= "i" not in on
        self.by_letters |= self._is_rust and "i" in on
        return True

    def _refuse_group(self, sign: str) -> None:
        if sign.startswith(("(?P=", "(?P>")):
            self._refuse("a back reference, as in (?P=a)" if sign[3] == "=" else "a call of a group, as in (?P>a)")
        elif sign[2:3].isdecimal():
            self._refuse("a call of a group, as in (?1)")
        elif sign[:3] in REFUSED_GROUPS:
            self._refuse(REFUSED_GROUPS[sign[:3]])
        self._lose_track()

    def _read_escape(self, sign: str) -> None:
        letter = sign[1:2]
        is_assertion = sign in {r"\b", r"\B", r"\A", r"\z", r"\Z"}
        if not letter:
            self._refuse("a backslash at its end")
        elif letter in "0123456789kg":
            self._refuse(f"a back reference, as in \\{letter}")
        elif letter.isascii() and letter.isalpha():
            self._read_letter(sign, letter, is_assertion=is_assertion)
        else:
            self.doubtful |= self._is_rust and letter not in RUST_MARKS  # later releases read more of them
        self._add(is_assertion=is_assertion)

    def _read_letter(self, sign: str, letter: str, *, is_assertion: bool) -> None:
        if self._is_rust and letter not in RUST_LETTERS:
            self._refuse(f"\\{letter}, which its engine does not know")
        self.by_letters |= letter in "pP" or (self._is_rust and (sign in SHORTHANDS or letter in "bB"))
        self.is_open_to_marks &= letter not in "pP"
        self._wide += sign in SHORTHANDS or letter in "pP"
        if sign in IN_RE2 and not self._is_rust:
            self.told[-1] = IN_RE2[sign]
            self.by_letters |= letter == "R"
        elif not (sign in SHORTHANDS or is_assertion or _is_known_property(sign) or _is_plain_code(sign)):
            self._lose_track()

    def _read_set(self, sign: str) -> None:
        self._add()
        inner = sign[1:].removeprefix("^")
        parts = IN_SET.findall(inner)
        if inner.startswith("]") or parts[-1:] != ["]"]:
            self._lose_track()  # a bracket that stands for itself, or a set that is not closed, as in `[a\]`
            return
        inner, parts = inner[:-1], parts[:-1]
        if not self._is_rust:
            self.told[-1] = f"{sign[: -len(inner) - 1]}{''.join(IN_SET_IN_RE2.get(part, part) for part in parts)}]"
        if parts[:1] == [":"] or "[" in parts or "^" in parts or any(pair in inner for pair in ("&&", "--", "~~")):
            self._lose_track()
        dashes = [place for place, part in enumerate(parts) if part == "-" and 0 < place < len(parts) - 1]
        self.is_open_to_marks &= not any(parts[at - 1] < "_" < parts[at + 1] for at in dashes)
        is_odd = any(map(self._is_doubtful_in_set, parts)) or not all(_is_plain_range(parts, place) for place in dashes)
        if is_odd:
            self._lose_track()

    def _is_doubtful_in_set(self, part: str) -> bool:
        if part.startswith("[:"):
            self.by_letters |= "^" in part
            return part.strip("[:^]") not in POSIX
        if not part.startswith("\\"):
            return part < " "
        self.by_letters |= part[1:2] in {"p", "P"} or (self._is_rust and part in SHORTHANDS)
        self.is_open_to_marks &= part[1:2] not in {"p", "P"}
        self._wide += part in SHORTHANDS or part[1:2] in {"p", "P"}
        if part[1].isascii() and part[1].isalnum():
            is_told = part in IN_SET_IN_RE2 and not self._is_rust
            return not (is_told or part in SHORTHANDS or _is_known_property(part) or _is_plain_code(part))
        return self._is_rust and part[1] not in RUST_MARKS

    def _repeat(self, sign: str) -> None:
        if self._last is _Last.NOTHING:
            self._refuse(f"{sign[0]} with nothing in front of it to repeat")
        counts = [int(each) for each in NUMBER.findall(sign)]
        if counts[1:] and counts[1] < counts[0]:
            self._refuse(f"the count {sign}")
        group = self._groups[-1]
        self.doubtful |= self._last is not _Last.PART or (sign[1:] + " ")[0] == "+" or sign.endswith("}+")
        self.doubtful |= (sign[0] in "*+{" and group.last_may_be_empty) or max(counts, default=0) > MOST_REPEATED
        group.last_may_be_empty |= sign[0] in "*?" or counts[:1] == [0]
        self._counts += [max(each, 1) for each in counts]
        is_fixed = sign[0] == "{" and "," not in sign
        self.multiplies |= group.last_varies and sign[0] != "?"
        self.choices, self.repeats = self.choices + (sign[0] == "?"), self.repeats + (sign[0] != "?" and not is_fixed)
        group.varies |= not is_fixed
        self._last = _Last.REPETITION


def _has_prefixes(regex: str) -> bool:
    """Say whether one alternative of a group may begin another.

    Rust's engine up to 1.7 may then prefer the later, where it takes an expression for a list of texts: `(a|ab)(c|bcd)`, measured.
    """
    before, text = "", regex
    while before != text:
        for group in INNERMOST.finditer(text):
            branches = sorted(group[1].removeprefix("?:").split("|"))
            if any(longer.startswith(shorter) for shorter, longer in pairwise(branches)):
                return True
        before, text = text, INNERMOST.sub("\0", text)
    branches = sorted(text.split("|"))
    return any(longer.startswith(shorter) for shorter, longer in pairwise(branches))


def _is_known_property(sign: str) -> bool:
    return sign[1] in "pP" and sign[2:].strip("{}") in PROPERTIES


def _is_plain_code(sign: str) -> bool:
    code = sign[2:].strip("{}") if sign[1] == "x" else ""
    return bool(code) and ord(" ") <= int(code, 16) < LAST_OF_ASCII


def _is_plain_range(parts: list[str], place: int) -> bool:
    """Say whether a dash in a set stands between two plain characters in their order, none of them of another range."""
    first, last = parts[place - 1], parts[place + 1]
    are_plain = len(first) == len(last) == 1 and f"{first}{last}".isascii() and "-" not in first + last
    return are_plain and first <= last and parts[max(place - 2, 0)] != "-"
