"""Which lines of a log hold a secret: a value of a config var, whole or in parts, encoded, or broken over lines.

Each value becomes needles in all its spellings; the log is searched for them with its spaces and line breaks taken out, in linear time.
"""

import base64
import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, quote, quote_plus, unquote, urlsplit

from mesh.quoting import is_visible, rewritten

LEAST_SECRET = 6
"""Characters; shorter config vars (`off`, `true`, `5000`) are no secrets and would take half of the log with them."""
PART = 6
"""Characters of a password that are as telling as the whole; of other values that look like keys it is two more."""
LAYOUT = frozenset(" \n\r\t")
LONGEST_VALUE = 32_768
ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\\\)?|[ -/]*[0-~])")
PASSWORD_IN_URL = re.compile(r"://[^\s/@:]*:[^\s/@]+@")


def plain(output: str) -> str:
    """Return output without what a terminal does not show: escapes, and characters that nobody sees."""
    text = ESCAPES.sub("", output.replace("\r\n", "\n"))
    return rewritten(text, {each: _printed(each) for each in set(text)})


def _printed(character: str) -> str:
    if character in LAYOUT:
        return character
    return " " if character.isspace() else character if is_visible(character) else ""


class LogMask:
    """Knows what must not be shown of an app's config vars."""

    def __init__(self, values: Iterable[str]) -> None:
        self._whole: set[str] = set()
        self._parts: dict[int, set[str]] = {}
        for value in values:
            self._learn(value[:LONGEST_VALUE])

    def lines(self, lines: Iterable[str], left_out: str) -> list[str]:
        """Return the lines, and a note in place of each that holds a secret or a part of one."""
        given = list(lines)
        hidden = self._found(given)
        return [left_out if at in hidden or PASSWORD_IN_URL.search(line) else line for at, line in enumerate(given)]

    def _learn(self, value: str) -> None:
        texts = {part.strip() for part in value.splitlines() if len(part.strip()) >= LEAST_SECRET}
        for text in texts | ({value.strip()} if len(value.strip()) >= LEAST_SECRET else set()):
            self._whole.update(_spellings(text))
            if len(texts) > 1 or _looks_like_a_key(text):
                self._add_parts(text, PART + 2)
            for certain in _credentials(text):
                self._add_parts(certain, PART)
            for known in _places(text):
                self._whole.update(_spellings(known))

    def _add_parts(self, text: str, length: int) -> None:
        for spelled in _spellings(text):
            size = length if len(spelled) >= 2 * length else len(spelled)
            self._parts.setdefault(size, set()).update(spelled[at : at + size] for at in range(len(spelled) - size + 1))

    def _found(self, lines: list[str]) -> set[int]:
        joined: list[str] = []
        of_line: list[int] = []
        for at, line in enumerate(lines):
            compact = _compact(line)
            joined.append(compact)
            of_line.extend([at] * len(compact))
        text, found = "".join(joined), set[int]()
        for size, parts in self._parts.items():
            for at in range(len(text) - size + 1):
                if text[at : at + size] in parts:
                    found.update((of_line[at], of_line[at + size - 1]))
        for whole in self._whole:
            at = text.find(whole)
            while at >= 0:
                found.update(of_line[at : at + len(whole)])
                at = text.find(whole, at + len(whole))
        return found


def _compact(text: str) -> str:
    return "".join(text.split()).lower()


def _looks_like_a_key(text: str) -> bool:
    """Say whether a value is not made of words: long, without spaces, letters and digits mixed, and no address without a password."""
    is_mixed = any(map(str.isdigit, text)) and any(map(str.isalpha, text))
    return len(text) >= 2 * (PART + 2) and not any(map(str.isspace, text)) and is_mixed and "://" not in text


def _credentials(text: str) -> Iterator[str]:
    """Yield what is secret in an address: its password, and the values of its query."""
    try:
        parts = urlsplit(text)
        query = parse_qsl(parts.query, max_num_fields=50) if parts.scheme else []
    except ValueError:
        return
    secret = [parts.password or "", *(value for _, value in query)]
    yield from {each for part in secret for each in (part, unquote(part)) if len(each) >= LEAST_SECRET}


def _places(text: str) -> Iterator[str]:
    """Yield what else an address with a password tells: its user, its host and what is behind them."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return
    if parts.scheme and parts.password:
        yield from (each for each in (parts.username, parts.hostname, parts.path.strip("/")) if each and len(each) >= LEAST_SECRET)


def _spellings(text: str) -> set[str]:
    """Return the text as programs print it: as it is, percent-encoded, within JSON, in hexadecimal, and in base64 wherever it may begin."""
    data = text.encode(errors="replace")
    spelled = {text, quote(text, safe=""), quote(text), quote_plus(text), unquote(text), json.dumps(text)[1:-1], data.hex()}
    for before in range(3):
        for encoded in (base64.b64encode(b"\0" * before + data), base64.urlsafe_b64encode(b"\0" * before + data)):
            inner = encoded.decode().rstrip("=")[(0, 2, 3)[before] :]
            spelled.add(inner if len(data) % 3 == -before % 3 else inner[:-1])  # the last sign also holds what comes behind
    return {compact for each in spelled if len(compact := _compact(each)) >= LEAST_SECRET}
