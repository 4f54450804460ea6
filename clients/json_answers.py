"""Read JSON of a stranger: whatever is wrong with it is a ValueError, and what comes out is harmless to hold."""

import json
import math
import re

MOST_VALUES = 300_000  # a list in a list costs its reader twenty times its two bytes
DEEPEST = 32
LARGEST = 2**63
LONE_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def parsed(content: bytes) -> object:
    """Return the value of a JSON text in UTF-8; half a surrogate pair in a string becomes `?`.

    Raises ValueError, and nothing else, also for what Python's reader lets through: NaN, infinite or gigantic numbers, a name that stands
    twice in one object, and what is nested deeper or holds more values than any vendor's answer.
    """
    if content.count(b",") + content.count(b"[") + content.count(b"{") > MOST_VALUES:
        raise ValueError("too many values")
    text = content.decode("utf-8")
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    _check(value)
    if LONE_HALF.search(text):
        value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    return value


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is no JSON")


def _check(value: object) -> None:
    level, depth = [value], 0
    while level:
        if depth > DEEPEST:
            raise ValueError("nested too deeply")
        below: list[object] = []
        for each in level:
            if isinstance(each, dict):
                below += each.values()
            elif isinstance(each, list):
                below += each
            elif isinstance(each, float) and not math.isfinite(each):
                raise ValueError("an infinite number")
            elif isinstance(each, int) and not -LARGEST <= each < LARGEST:
                raise ValueError("a gigantic number")
        level, depth = below, depth + 1
