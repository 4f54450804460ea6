"""The words for it: `crash web-ui web.1`, `route web-ui-cart path=/basket`, `heroku away 20`."""

import re
import shlex
from collections.abc import Callable, Mapping, Sequence

from sandbox.breaking.answers import WORDS as ANSWERS
from sandbox.breaking.breakages import (
    ANSWERING,
    VENDORS,
    Away,
    Back,
    Breakage,
    BreakAnswer,
    BreakRedis,
    ChangeRoute,
    Crash,
    DeleteRoute,
    FailBuild,
    FailRelease,
    FallAsleep,
    Latency,
    Mend,
    Promote,
    Quantity,
    Rename,
    Scale,
    SetConfig,
)
from sandbox.breaking.redis_states import STATES

USAGES: Mapping[str, str] = {
    "crash": "crash APP [DYNO]",
    "scale": "scale APP TYPE=NUMBER[:SIZE] …",
    "sleep": "sleep APP",
    "rename": "rename APP NAME",
    "promote": "promote [APP]",
    "fail-build": "fail-build [APP]",
    "fail-release": "fail-release APP",
    "config": "config APP KEY=VALUE …",
    "route": "route NAME FIELD=VALUE … (service=APP for a new one)",
    "delete-route": "delete-route NAME",
    "away": f"{'|'.join(VENDORS)} away [SECONDS]",
    "back": f"{'|'.join(VENDORS)} back",
    "latency": f"{'|'.join(VENDORS)} latency MILLISECONDS",
    "STATUS": f"{'|'.join(ANSWERING)} STATUS|{'|'.join(ANSWERS)} METHOD PATH [TIMES] (METHOD and parts of PATH may be *)",
    "redis": f"redis {'|'.join(STATES)}",
    "mend": "mend",
}
LISTS = {"host": "hosts", "path": "paths", "method": "methods", "protocol": "protocols"}
FLAGS = ("strip_path", "preserve_host")
FIELDS = (*LISTS.values(), *FLAGS, "regex_priority", "service")
QUANTITY = re.compile(r"(?P<type>[\w-]+)=(?P<number>\d{1,3})(:(?P<size>[\w-]+))?")
MOST_MS = 60_000
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "*")


def breakage_from(text: str) -> Breakage:
    """Read what shall be broken. Raises ValueError with a sentence that says what can be."""
    try:
        words = shlex.split(text)
    except ValueError as unclosed:
        raise ValueError(f"{text!r} has a quotation mark that is not closed.") from unclosed
    verb, *rest = words or [""]
    if verb in ANSWERING:
        return _of_vendor(verb, rest)
    if verb not in READERS:
        raise ValueError(f"{verb!r} breaks nothing. There are: {'; '.join(USAGES.values())}.")
    return READERS[verb](rest)


def _crash(words: Sequence[str]) -> Crash:
    return Crash(*_between("crash", words, 1, 2))


def _scale(words: Sequence[str]) -> Scale:
    app, *wanted = _between("scale", words, 2)
    return Scale(app, tuple(_quantity(word) for word in wanted))


def _quantity(word: str) -> Quantity:
    found = QUANTITY.fullmatch(word)
    if found is None:
        raise _usage("scale")
    return Quantity(found["type"], int(found["number"]), found["size"] or "")


def _fail_build(words: Sequence[str]) -> FailBuild:
    return FailBuild(*_between("fail-build", words, 0, 1))


def _fail_release(words: Sequence[str]) -> FailRelease:
    return FailRelease(*_between("fail-release", words, 1, 1))


def _config(words: Sequence[str]) -> SetConfig:
    app, *pairs = _between("config", words, 2)
    return SetConfig(app, dict(_pair("config", word) for word in pairs))


def _route(words: Sequence[str]) -> ChangeRoute:
    name, *pairs = _between("route", words, 2)
    given = dict(_pair("route", word) for word in pairs)
    service = given.pop("service", "")
    fields = dict(_field(LISTS.get(field, field), value) for field, value in given.items())
    return ChangeRoute(name, fields, service)


def _delete_route(words: Sequence[str]) -> DeleteRoute:
    return DeleteRoute(*_between("delete-route", words, 1, 1))


def _mend(words: Sequence[str]) -> Mend:
    return Mend(*_between("mend", words, 0, 0))


def _redis(words: Sequence[str]) -> BreakRedis:
    (how,) = _between("redis", words, 1, 1)
    if how not in STATES:
        raise _usage("redis")
    return BreakRedis(how)


def _answer(vendor: str, words: Sequence[str]) -> BreakAnswer:
    what, method, path, *rest = _between("STATUS", words, 3, 4)
    times = rest[0] if rest else "0"
    is_written_so = method.upper() in METHODS and path.startswith(("/", "*")) and re.fullmatch(r"\d{1,4}", times)
    if not is_written_so:
        raise _usage("STATUS")
    return BreakAnswer(vendor, what, method.upper(), path, int(times))


def _of_vendor(vendor: str, words: Sequence[str]) -> Away | Back | Latency | BreakAnswer:
    if words and (words[0] in ANSWERS or re.fullmatch(r"[2-5]\d\d", words[0])):
        return _answer(vendor, words)
    if vendor not in VENDORS:
        raise _usage("STATUS")
    match words:
        case ["away"]:
            return Away(vendor)
        case ["away", seconds]:
            return Away(vendor, _number("away", seconds))
        case ["back"]:
            return Back(vendor)
        case ["latency", milliseconds]:
            found = _number("latency", milliseconds)
            if found > MOST_MS:
                raise ValueError(f"A latency is at most {MOST_MS} ms, not {milliseconds}.")
            return Latency(vendor, found)
        case _:
            raise ValueError(f"{vendor} can be: {'; '.join(USAGES[word] for word in ('away', 'back', 'latency', 'STATUS'))}.")


READERS: Mapping[str, Callable[[Sequence[str]], Breakage]] = {
    "crash": _crash,
    "scale": _scale,
    "sleep": lambda words: FallAsleep(*_between("sleep", words, 1, 1)),
    "rename": lambda words: Rename(*_between("rename", words, 2, 2)),
    "promote": lambda words: Promote(*_between("promote", words, 0, 1)),
    "fail-build": _fail_build,
    "fail-release": _fail_release,
    "config": _config,
    "route": _route,
    "delete-route": _delete_route,
    "redis": _redis,
    "mend": _mend,
}


def _usage(verb: str) -> ValueError:
    return ValueError(f"It is written so: {USAGES[verb]}.")


def _between(verb: str, words: Sequence[str], least: int, most: int = 99) -> Sequence[str]:
    if not least <= len(words) <= most:
        raise _usage(verb)
    return words


def _number(verb: str, word: str) -> float:
    if not re.fullmatch(r"\d{1,6}(\.\d+)?", word):
        raise _usage(verb)
    return float(word)


def _pair(verb: str, word: str) -> tuple[str, str]:
    name, sign, value = word.partition("=")
    if not (name and sign):
        raise _usage(verb)
    return name, value


def _field(name: str, value: str) -> tuple[str, object]:
    """Read a route's field; an empty list is none at all."""
    if name in LISTS.values():
        return name, [word.strip() for word in value.split(",") if word.strip()] or None
    if name in FLAGS and value in {"true", "false"}:
        return name, value == "true"
    if name == "regex_priority" and re.fullmatch(r"-?\d{1,9}", value):
        return name, int(value)
    if name in FIELDS:
        raise ValueError(f"{name} cannot be {value!r}.")
    raise ValueError(f"A route has no field {name!r} that can be set here; there are {', '.join(FIELDS)}.")
