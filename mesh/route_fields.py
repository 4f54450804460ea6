"""Kong's fields of a route as people type them: what has the wrong shape is told at once, with what to write instead.

What depends on Kong's version, on the app's domains or on other routes is for the plan.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import accumulate
from math import prod
from typing import Any

from mesh.errors import InvalidRequest
from mesh.names import HOST
from mesh.quoting import is_visible, quoted
from mesh.requests import RouteFields

NAME = re.compile(r"(?!\.+$)[A-Za-z0-9._~-]{1,120}")
BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
NEXT_PATH = re.compile(r",(?=/|~/|[^,{}]*$)")
PARENTHESIS = re.compile(r"[()]")
COUNTED = re.compile(r"\{(\d*)(?:,(\d*))?\}")
PATH_MAX = 255
PATHS_MOST = 20
HOSTS_MOST = 10
CHARACTERS_MOST = 1_000
COMBINED_MOST = 200
NESTED_MOST = 10
REPEATED_MOST = 999
"""What a plan can show whole, and any engine of regular expressions can hold."""
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
PROTOCOLS = ("http", "https")
FIELDS: Mapping[str, str] = {
    **dict.fromkeys(("host", "hosts"), "hosts"),
    **dict.fromkeys(("path", "paths"), "paths"),
    **dict.fromkeys(("method", "methods"), "methods"),
    **dict.fromkeys(("protocol", "protocols"), "protocols"),
    **{name: name for name in ("strip_path", "preserve_host", "regex_priority")},
}
"""How each field may be spelled, and its name at Kong."""


def checked_route_name(text: str) -> str:
    """Return a route's name as typed. Raises InvalidRequest."""
    if not NAME.fullmatch(text):
        raise InvalidRequest(f"{quoted(text)} cannot be a route's name: use letters, digits, `.`, `-`, `_` and `~`, as in `cart`.")
    return text


def route_fields(words: Iterable[str]) -> RouteFields:
    """Read `field=value` words; a field may be given more than once. Raises InvalidRequest for the first that is wrong."""
    given: dict[str, list[str]] = {}
    for word in words:
        spelling, sign, value = word.partition("=")
        field = FIELDS.get(spelling.lower())
        if not sign or field is None:
            raise InvalidRequest(f"{quoted(word)} is no field of a route: there are {_all_of(dict.fromkeys(FIELDS.values()))}.")
        given.setdefault(field, []).append(value)
    return _few(RouteFields(**{field: _value(field, values) for field, values in given.items()}))


def _few(fields: RouteFields) -> RouteFields:
    """Return the fields where a plan can show all that they lead to. Raises InvalidRequest."""
    for values, name, at_most in ((fields.hosts, "hosts", HOSTS_MOST), (fields.paths, "paths", PATHS_MOST)):
        if len(values or ()) > at_most:
            raise InvalidRequest(f"{len(values or ())} {name} are more than a plan can show: name {at_most} at most in one route.")
        if (length := sum(map(len, values or ()))) > CHARACTERS_MOST:
            raise InvalidRequest(
                f"the {name} have {length:,} characters, which is more than a plan can show: name fewer, so that they have "
                f"{CHARACTERS_MOST:,} at most."
            )
    combined = prod(len(values or ()) or 1 for values in (fields.hosts, fields.paths, fields.methods))
    if combined > COMBINED_MOST:
        raise InvalidRequest(
            f"hosts × paths × methods are {combined:,} kinds of request, which is more than a plan can show: name fewer, so that they are "
            f"{COMBINED_MOST} at most."
        )
    return fields


def _value(field: str, values: list[str]) -> Any:  # noqa: ANN401 - each field has a type of its own
    match field:
        case "hosts":
            return _several(values, checked_host, "host=ui.example.com")
        case "paths":
            return checked_paths(values)
        case "methods":
            return checked_methods(values)
        case "protocols":
            return _several(values, _protocol, "protocols=https")
        case "regex_priority":
            return _number(field, _only(field, values))
        case _:
            return _truth(field, _only(field, values))


def checked_host(text: str) -> str:
    """Return a host in lower case, perhaps `*.…`. Raises InvalidRequest."""
    host = text.lower()
    if not HOST.fullmatch(host.removeprefix("*.")):
        raise InvalidRequest(
            f"{quoted(text)} is not a host: write it without scheme, port or path, as in `host=ui.example.com` or `host=*.example.com`."
        )
    return host


def checked_paths(values: Iterable[str]) -> tuple[str, ...]:
    """Return paths in their order; none stands for all. A comma parts two paths only where the next one begins. Raises InvalidRequest."""
    texts = (text for value in values for text in NEXT_PATH.split(value) if text)
    return tuple(dict.fromkeys(_path(text) for text in texts))


def _path(text: str) -> str:
    plain = text.removeprefix("~")
    if len(text) > PATH_MAX:
        raise InvalidRequest(f"{quoted(text)} has {len(text):,} characters: a path may have {PATH_MAX} at most.")
    if not all(map(is_visible, text)):
        raise InvalidRequest(f"{quoted(text)} holds a character that nobody can see: type the path again, by hand.")
    if not plain.startswith("/"):
        raise InvalidRequest(f"{quoted(text)} is not a path: it begins with a slash, as in `path=/cart`.")
    if "//" in plain:
        raise InvalidRequest(f"{quoted(text)} has an empty part, which Kong refuses: write single slashes, as in `path=/cart/items`.")
    if any(map(str.isspace, plain)) or {".", ".."} & set(plain.split("/")):
        raise InvalidRequest(f"{quoted(text)} would never be asked for: write the path without spaces and without `.` and `..` as a part.")
    if BAD_ESCAPE.search(plain):
        raise InvalidRequest(f"{quoted(text)} holds a `%` that two hexadecimal digits do not follow.")
    _check_repetition(text)
    return text


def _check_repetition(text: str) -> None:
    """Refuse what a router may need gigabytes for: groups within many groups, and counts within counts. Raises InvalidRequest."""
    if nesting(text) > NESTED_MOST:
        raise InvalidRequest(f"{quoted(text)} has groups within more than {NESTED_MOST} groups: write it with fewer parentheses.")
    counts = [int(count[:9]) for found in COUNTED.finditer(text) for count in found.groups() if count]
    if prod(max(count, 1) for count in counts) > REPEATED_MOST:
        raise InvalidRequest(
            f"{quoted(text)} repeats a part {max(counts):,} times, or parts within parts: keep the counts in braces, multiplied, to "
            f"{REPEATED_MOST} at most."
        )


def nesting(text: str) -> int:
    """Return how many groups are within one another at most."""
    return max(accumulate(1 if each == "(" else -1 for each in PARENTHESIS.findall(text)), default=0)


def checked_methods(values: Iterable[str]) -> tuple[str, ...]:
    """Return methods in capitals; none stands for all. Raises InvalidRequest."""
    return tuple(dict.fromkeys(_method(text) for value in values for text in value.split(",") if text))


def _method(text: str) -> str:
    if text.upper() not in METHODS:
        raise InvalidRequest(f"{quoted(text)} is no method: there are {_all_of(METHODS)}.")
    return text.upper()


def _protocol(text: str) -> str:
    if text.lower() not in PROTOCOLS:
        raise InvalidRequest(f"{quoted(text)} is no protocol of a visitor: there are `https` and `http`, as in `protocols=https`.")
    return text.lower()


def _several(values: Iterable[str], checked: Any, example: str) -> tuple[str, ...]:  # noqa: ANN401 - a function of one text
    found = tuple(dict.fromkeys(checked(text) for value in values for text in value.split(",") if text))
    if not found:
        raise InvalidRequest(f"`{example.partition('=')[0]}=` names none: write at least one, as in `{example}`.")
    return found


def _only(field: str, values: list[str]) -> str:
    if len(values) > 1:
        raise InvalidRequest(f"`{field}` is given {len(values)} times; it has one value.")
    return values[0]


def _truth(field: str, text: str) -> bool:
    if text.lower() not in {"true", "false"}:
        raise InvalidRequest(f"{quoted(text)} is no value of `{field}`: write `{field}=true` or `{field}=false`.")
    return text.lower() == "true"


def _number(field: str, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 6):
        raise InvalidRequest(f"{quoted(text)} is no value of `{field}`: write a whole number, as in `{field}=10`.")
    return int(text)


def _all_of(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
