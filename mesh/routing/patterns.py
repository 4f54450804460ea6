"""Kong's regular expressions over paths, run in linear time and within bounds.

Kong's routes may hold any expression that anybody wrote, and a backtracking engine may need years for one of them. RE2 never does; what it
does not understand (look-around, back references, possessive groups), or what would grow too large, is *not predicted*. The pattern and the
path are bytes, as for Kong's PCRE without its option `u`.
"""

from functools import lru_cache

import re2

LONGEST = 1_024
"""Characters of an expression, and of a path that one is run on; what is longer is not looked at."""
DEEPEST = 50
"""Groups within groups; to read deeper ones takes RE2 more than linear time."""
MEMORY_BYTES = 2**18
REST = "(?P<uri_postfix>.*)"
PARENTHESIS = re2.compile(r"[()]")
NOT_READ_ALIKE = re2.compile(r"\\[pPCQ]|\{,?\d{4}|,\d{4,}\}")
"""What RE2 reads in another way than PCRE: classes of bytes, and counts over 999, which it may take word for word."""
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


def is_understood(regex: str) -> bool:
    return _read(regex)[0] is not None


def mistake_in(regex: str) -> str:
    """Return what makes the expression unreadable for every engine, or nothing."""
    complaint = _read(regex)[1]
    return complaint if complaint.startswith(WRONG_ANYWHERE) else ""


def matched(regex: str, path: str) -> str | None:
    """Return what the expression matches from the path's first character on. Raises NotPredictedError."""
    return _matched(_bounded(regex, regex), _bounded(path, regex))


@lru_cache(maxsize=16_384)
def _matched(regex: str, path: str) -> str | None:
    found = _compiled(regex).match(_bytes(path))
    return None if found is None else _text(found[0])


def before_rest(regex: str, path: str) -> tuple[bool, str | None]:
    """Say whether it matches with the rest caught behind it, and what stands before that rest. Raises NotPredictedError.

    In `/a|/b` the rest belongs to the second branch only; for `/a` there is then none.
    """
    return _before_rest(_bounded(regex, regex), _bounded(path, regex))


@lru_cache(maxsize=16_384)
def _before_rest(regex: str, path: str) -> tuple[bool, str | None]:
    _compiled(regex)
    found = _compiled(regex + REST).match(_bytes(path))
    if found is None:
        return False, None
    begins = found.start(found.re.groups)  # it is the last group
    return True, None if begins < 0 else _text(_bytes(path)[:begins])


def _bounded(text: str, regex: str) -> str:
    """Return an expression or a path that may be looked at, and kept with its answer. Raises NotPredictedError."""
    if len(text) > LONGEST:
        raise NotPredictedError(regex)
    return text


def _bytes(path: str) -> bytes:
    return path.encode(errors="replace")


def _text(found: bytes) -> str:
    return found.decode(errors="replace")


def _compiled(regex: str) -> "re2._Regexp":
    pattern, _ = _read(regex)
    if pattern is None:
        raise NotPredictedError(regex)
    return pattern


def _read(regex: str) -> tuple["re2._Regexp | None", str]:
    """Return the compiled expression, or None with RE2's complaint."""
    return (None, "too large") if len(regex) > LONGEST + len(REST) else _read_bounded(regex)


@lru_cache(maxsize=1_024)
def _read_bounded(regex: str) -> tuple["re2._Regexp | None", str]:
    if _depth(regex) > DEEPEST or NOT_READ_ALIKE.search(regex):
        return None, "too large"
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.log_errors = False
    options.max_mem = MEMORY_BYTES
    try:
        return re2.compile(regex.encode(errors="replace"), options), ""
    except re2.error as wrong:
        complaint = wrong.args[0] if wrong.args else ""
        return None, complaint.decode(errors="replace") if isinstance(complaint, bytes) else str(complaint)


def _depth(regex: str) -> int:
    deepest = depth = 0
    for each in PARENTHESIS.findall(regex):
        depth += 1 if each == "(" else -1
        deepest = max(deepest, depth)
    return deepest
