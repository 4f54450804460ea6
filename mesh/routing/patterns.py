"""Kong's regular expressions over paths, run in linear time and within bounds.

Kong's routes may hold any expression that anybody wrote, and a backtracking engine may need years for one of them. RE2 never does. What it
may read otherwise than the engine of that Kong, or what would grow too large, is *not predicted*. The expression and the path are bytes for
Kong's PCRE, which runs without its option `u`, and text for Rust's engine.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import re2

from mesh.routing.dialects import LONGEST, Dialect, Reading, dialect_of, reading
from mesh.routing.normal import octets, readable

DEEPEST = 50
"""Groups within groups; to read deeper ones takes RE2 more than linear time."""
MEMORY_BYTES = 2**18
REST = "(?P<uri_postfix>.*)"
VERB = re.compile(r"\(\*[A-Z:]")
"""What PCRE reads as a verb, `(*FAIL)`, and RE2 as a star with nothing in front of it."""
PARENTHESIS = re.compile(r"[()]")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
"""Characters that `$`, `.`, `\\s` and `\\v` tell apart in each engine in its own way."""
LETTERS = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]")
"""Letters beyond ASCII that each release of Unicode counts as such: to `\\d`, `\\s`, `\\w` and `\\b` they are as an underscore is."""
WRONG_ANYWHERE = (
    "missing )",
    "missing ]",
    "unexpected )",
    "no argument for repetition operator",
    "trailing \\",
    "invalid character class range",
)
"""RE2's complaints about what no engine reads; the others are about what PCRE may understand."""


class NotPredictedError(Exception):
    """What a route's expression matches cannot be said; `regex` is the expression."""

    def __init__(self, regex: str) -> None:
        super().__init__("an expression that is not understood here")
        self.regex = regex


def mistake_in(regex: str) -> str:
    """Return what makes the expression unreadable for every engine, or nothing."""
    if VERB.search(regex):
        return ""
    complaint = _read(regex, is_text=False)[1] if _may_be_read(regex) else ""
    return complaint if complaint.startswith(WRONG_ANYWHERE) else ""


def matched(regex: str, path: str, version: tuple[int, ...]) -> str | None:
    """Return what the expression matches of a path; None where it does not match. Raises NotPredictedError.

    Before Kong 3.0 from the path's first character on. Kong 3 writes `^` in front, which anchors the first alternative alone: `/a|/b`
    matches `/x/b`, by `/b`.
    """
    read = _trusted(regex, path, version)
    with _named(regex):
        return _found(read, path, dialect_of(version))


@contextmanager
def _named(regex: str) -> Iterator[None]:
    """Name the expression as it was written, where RE2 does not read what it was given for it."""
    try:
        yield
    except NotPredictedError:
        raise NotPredictedError(regex) from None


def _found(read: Reading, path: str, dialect: Dialect) -> str | None:
    if dialect is Dialect.PCRE:
        return _matched(read.text, path, is_text=False)
    marked = LETTERS.sub("_", path) if read.by_letters else path
    found = _matched(f"^{read.text}", marked, is_text=True)
    return found if found is None or marked == path else _original(found, marked, path, f"^{read.text}")


def _original(found: str, marked: str, path: str, regex: str) -> str:
    """Return the part of the path that was matched in a copy with an underscore for each non-ASCII letter."""
    where = _compiled(regex, is_text=True).search(octets(marked))
    begins = 0 if where is None else where.start()
    return path[begins : begins + len(found)]


@lru_cache(maxsize=16_384)
def _matched(regex: str, path: str, *, is_text: bool) -> str | None:
    found = _compiled(regex, is_text=is_text).search(octets(path)) if is_text else _compiled(regex, is_text=False).match(octets(path))
    return None if found is None else readable(found[0])


def before_rest(regex: str, path: str, version: tuple[int, ...]) -> tuple[bool, int | None]:
    """Say whether it matches with the rest caught behind it, as in Kong before 3.0, and how many bytes stand before that rest.

    In `/a|/b` the rest belongs to the second branch only; for `/a` there is then none, and Kong cuts nothing off. Raises NotPredictedError.
    """
    read = _trusted(regex, path, version)
    with _named(regex):
        return _before_rest(read.text, path)


@lru_cache(maxsize=16_384)
def _before_rest(regex: str, path: str) -> tuple[bool, int | None]:
    found = _compiled(regex + REST, is_text=False).match(octets(path))
    if found is None:
        return False, None
    begins = found.start(found.re.groups)  # it is the last group
    return True, None if begins < 0 else begins


def _trusted(regex: str, path: str, version: tuple[int, ...]) -> Reading:
    """Return the expression where RE2 answers for this path as that Kong's engine does. Raises NotPredictedError."""
    dialect = dialect_of(version)
    read = reading(regex, dialect)
    is_odd = read.doubtful or len(path) > LONGEST or CONTROL.search(path) is not None
    if not is_odd and dialect is Dialect.PCRE:
        is_odd = len(octets(path)) > read.longest_tried(version)
    if not is_odd and not path.isascii():
        may_be_marked = dialect is Dialect.RUST and read.is_open_to_marks and LETTERS.sub("", path).isascii()
        is_odd = (read.by_letters and not may_be_marked) or (dialect is Dialect.RUST and not is_text(path))
    if is_odd:
        raise NotPredictedError(regex)
    return read


def is_text(path: str) -> bool:
    """Say whether what was sent is UTF-8."""
    return not any("\ud800" <= each <= "\udfff" for each in path)


def _compiled(regex: str, *, is_text: bool) -> "re2._Regexp":
    pattern = _read(regex, is_text=is_text)[0] if _may_be_read(regex) else None
    if pattern is None:
        raise NotPredictedError(regex)
    return pattern


def _may_be_read(regex: str) -> bool:
    return len(regex) <= LONGEST + len(REST) and _depth(regex) <= DEEPEST


@lru_cache(maxsize=1_024)
def _read(regex: str, *, is_text: bool) -> tuple["re2._Regexp | None", str]:
    """Return the compiled expression, or None with RE2's complaint."""
    options = re2.Options()
    options.encoding = re2.Options.Encoding.UTF8 if is_text else re2.Options.Encoding.LATIN1
    options.log_errors = False
    options.max_mem = MEMORY_BYTES
    try:
        return re2.compile(octets(regex), options), ""
    except re2.error as wrong:
        complaint = wrong.args[0] if wrong.args else ""
        return None, complaint.decode(errors="replace") if isinstance(complaint, bytes) else str(complaint)


def _depth(regex: str) -> int:
    deepest = depth = 0
    for each in PARENTHESIS.findall(regex):
        depth += 1 if each == "(" else -1
        deepest = max(deepest, depth)
    return deepest
