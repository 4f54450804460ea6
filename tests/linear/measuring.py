"""Processor time of one call with 100 kB and with 1 MB of a class of characters: where ten times the text takes more than 15 times as long.

What takes less than a moment is not judged: the clock and the machine's caches say more about that than the code does. What seems to
grow is measured again, because another process on the machine may have made it slow; what is slow by itself stays slow.
"""

import ctypes
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from math import inf
from statistics import median
from types import FrameType

SHORT, LONG, TIMES = 100_000, 1_000_000, 15
MOMENT_S = 0.004
"""What the short text may take at least: up to 15 times that, the long one is not judged."""
AT_ONCE_S = MOMENT_S * TIMES / 100
"""With what takes less than this for the short text, one that is squared stays within a moment for the long one: it is not tried."""
TOO_LONG_S = 2.0
ATTEMPTS = 6
TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3  # of mallopt(3)
CLASSES = {
    "letters": "a", "capitals": "U", "digits": "1", "spaces": " ", "lines": "\n", "slashes": "/", "colons": ":", "dashes": "-",
    "dots": ".", "commas": ",", "quotes": '"', "backticks": "`", "stars": "*", "braces": "{", "brackets": "[", "parentheses": "(",
    "less": "<", "greater": ">", "ampersands": "&", "at signs": "@", "percents": "%", "escapes": "\x1b[", "nulls": "\0", "unseen": "\u200b",
    "wide": "界", "emoji": "😀", "addresses": "x://", "passwords": "x://a:", "links": "<a|b", "mentions": "<@U1|", "entities": "&lt;",
    "flags": " --reason ", "fields": "a=b,", "labels": "a-", "domains": "a.", "fences": "``` ", "signs": ":a_", "braced": "{1,",
}  # fmt: skip


def keep_memory() -> None:
    """Have the process keep what it has freed: giving pages back and taking them anew costs more than what is measured."""
    libc = ctypes.CDLL(None)
    libc.mallopt(MMAP_THRESHOLD, 2**30)
    libc.mallopt(TRIM_THRESHOLD, 2**30)


class _OutOfTime(BaseException):
    """The call was stopped; no `except Exception` of the product catches it."""


def text_of(name: str, length: int) -> str:
    unit = CLASSES[name]
    return (unit * (length // len(unit) + 1))[:length]


def growing(prepare: Callable[[str], Callable[[], object]], classes: Iterable[str] = CLASSES) -> list[str]:
    """Return the classes of characters for which the time grows too much; `prepare` makes the call for a text, which is not measured."""
    return [name for name in classes if _grows(prepare(text_of(name, SHORT)), partial(prepare, text_of(name, LONG)))]


def _grows(short: Callable[[], object], prepare_long: Callable[[], Callable[[], object]]) -> bool:
    few = _seconds(short, TOO_LONG_S)
    if few < AT_ONCE_S:
        return False
    if few == inf:
        return True
    long = prepare_long()
    return _seconds(long) > TIMES * max(few, MOMENT_S) and all(_seconds(long) > TIMES * max(few, MOMENT_S) for few in _tries(short))


def _tries(short: Callable[[], object]) -> Iterator[float]:
    """Yield what the short text takes right before each try of the long one: a machine that is busy is so for both."""
    for _ in range(ATTEMPTS):
        yield median(_seconds(short) for _ in range(3))


def _seconds(act: Callable[[], object], at_most_s: float = TOO_LONG_S * TIMES) -> float:
    """Return the processor time of a call; without end where it was stopped, whose clock is not the one that is read here."""
    started = time.process_time()
    try:
        with _stopped_after(at_most_s):
            act()
    except _OutOfTime:
        return inf
    return time.process_time() - started


@contextmanager
def _stopped_after(processor_s: float) -> Iterator[None]:
    def stop(_: int, __: FrameType | None) -> None:
        raise _OutOfTime

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, processor_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
