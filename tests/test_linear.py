"""What is run on text of others needs time in proportion to its length: every pattern, and every function that takes nothing but text.

The list is made from the code: all modules are walked, so that what is new is in it.
"""

import ast
import importlib
import inspect
import pkgutil
import re
import time
import typing
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("mesh", "messages", "clients", "jobs", "bot")
ALONE = ("logs", "mesh_toml", "settings", "wiring")
SHORT, LONG, TIMES = 100_000, 1_000_000, 15
CLASSES = {
    "letters": "a", "capitals": "U", "digits": "1", "spaces": " ", "lines": "\n", "slashes": "/", "colons": ":", "dashes": "-",
    "dots": ".", "commas": ",", "quotes": '"', "backticks": "`", "stars": "*", "braces": "{", "brackets": "[", "parentheses": "(",
    "less": "<", "greater": ">", "ampersands": "&", "at signs": "@", "percents": "%", "escapes": "\x1b[", "nulls": "\0", "unseen": "\u200b",
    "wide": "界", "emoji": "😀", "addresses": "x://", "passwords": "x://a:", "links": "<a|b", "mentions": "<@U1|", "entities": "&lt;",
    "flags": " --reason ", "fields": "a=b,", "labels": "a-", "domains": "a.", "fences": "``` ", "signs": ":a_", "braced": "{1,",
}  # fmt: skip
INLINE_MAY_STAND = {
    "mesh_toml.py": "reads the file of whoever runs the bot",
    "mesh/routing/samples.py": "its patterns are made by a loop, in a table that is walked",
}
NOT_CALLED = {"wiring", "settings", "jobs.tasks", "clients.store.connection", "clients.store.keys"}
"""Modules that connect to what is not there, or only put words together."""
CUT_BEFORE = {
    # a pattern that is only run on text that was cut to this many characters before
    "bot.words.REASON": 4_000,
    "mesh.routing.samples.STANDS_FOR": 1_024,
}


def modules() -> Iterator[ModuleType]:
    for package in PACKAGES:
        root = importlib.import_module(package)
        yield root
        yield from (
            importlib.import_module(each.name)
            for each in pkgutil.walk_packages(root.__path__, f"{package}.")
            if "__main__" not in each.name
        )
    yield from map(importlib.import_module, ALONE)


def within(value: object, depth: int = 0) -> Iterator[re.Pattern[str] | re.Pattern[bytes]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict) and depth < 4:
        for each in value.values():
            yield from within(each, depth + 1)
    elif isinstance(value, tuple | list | set | frozenset) and depth < 4:
        for each in value:
            yield from within(each, depth + 1)
    elif inspect.isclass(value) and depth < 1:
        for each in vars(value).values():
            yield from within(each, depth + 1)


def patterns() -> dict[str, re.Pattern[str] | re.Pattern[bytes]]:
    found: dict[str, re.Pattern[str] | re.Pattern[bytes]] = {}
    for module in modules():
        for name, value in vars(module).items():
            for number, pattern in enumerate(within(value)):
                if pattern not in found.values():
                    found[f"{module.__name__}.{name}" + (f"[{number}]" if number else "")] = pattern
    return found


@cache
def is_searched_for(name: str) -> bool:
    """Say whether any module looks for it anywhere in a text, and not from the first character on alone."""
    bare = name.rpartition(".")[2].partition("[")[0]
    return bare == "STANDS_FOR" or re.search(rf"\b{bare}\.(?:search|finditer|findall|sub|subn|split)\(", SOURCES) is not None


def tried(name: str, text: str) -> None:
    """Run a pattern on a text in the ways in which it is run."""
    pattern, at_most = PATTERNS[name], CUT_BEFORE.get(name.partition("[")[0], LONG)
    given = text[:at_most] if isinstance(pattern.pattern, str) else text[:at_most].encode()
    pattern.fullmatch(given)  # type: ignore[arg-type]  # as the pattern is
    if is_searched_for(name):
        for _ in pattern.finditer(given):  # type: ignore[arg-type]
            pass


def functions() -> dict[str, Callable[..., object]]:
    """Return each function of ours that needs nothing but text."""
    found: dict[str, Callable[..., object]] = {}
    for module in modules():
        for name, value in vars(module).items():
            if inspect.isfunction(value) and value.__module__ == module.__name__ and _takes_text(value):
                found[f"{module.__name__}.{name}"] = value
    return found


def _takes_text(function: Callable[..., object]) -> bool:
    if inspect.iscoroutinefunction(function) or function.__module__ in {
        "wiring",
        "settings",
        "jobs.tasks",
        "clients.store.connection",
        "clients.store.keys",
    }:
        return False
    needed = [each for each in inspect.signature(function).parameters.values() if each.default is inspect.Parameter.empty]
    with suppress(Exception):
        hints = typing.get_type_hints(function)
        return bool(needed) and all(hints.get(each.name) is str for each in needed) and hints.get("return") is not type(None)
    return False


FILES = sorted([*ROOT.glob("*.py"), *(each for package in PACKAGES for each in (ROOT / package).rglob("*.py"))])
SOURCES = "\n".join(each.read_text("utf8") for each in FILES)
PATTERNS, FUNCTIONS = patterns(), functions()


def called(name: str, text: str) -> None:
    """Call a function with a text for all that it needs; whether it refuses the text is for other tests."""
    needed = sum(each.default is inspect.Parameter.empty for each in inspect.signature(FUNCTIONS[name]).parameters.values())
    with suppress(Exception):
        FUNCTIONS[name](*[text] * needed)


def seconds(act: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(2):
        started = time.process_time()
        act()
        best = min(best, time.process_time() - started)
        if best > 20:
            break
    return best


def growing(act: Callable[[str], object]) -> list[str]:
    """Return the classes of characters for which ten times the text takes more than fifteen times the time."""
    found = []
    for name, unit in CLASSES.items():
        short, long = (unit * (length // len(unit)) for length in (SHORT, LONG))
        few = max(seconds(lambda text=short: act(text)), 0.004)  # type: ignore[misc]  # the clock is no finer
        if few > 2 or seconds(lambda text=long: act(text)) > TIMES * few:  # type: ignore[misc]
            found.append(name)
    return found


@pytest.mark.long
@pytest.mark.parametrize("name", PATTERNS)
def test_every_pattern_is_linear_or_its_text_is_cut_before(name: str) -> None:
    assert growing(partial(tried, name)) == []


@pytest.mark.long
@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_of_text_is_linear(name: str) -> None:
    assert growing(partial(called, name)) == []


@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_takes_more_than_a_moment_for_a_long_line(name: str) -> None:
    started = time.process_time()
    for unit in CLASSES.values():
        tried(name, (unit * 10_000)[:10_000])
    assert time.process_time() - started < 2


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_function_of_text_takes_more_than_a_moment_for_a_long_line(name: str) -> None:
    started = time.process_time()
    for unit in CLASSES.values():
        called(name, (unit * 10_000)[:10_000])
    assert time.process_time() - started < 4


def _inline() -> Iterator[str]:
    for path in FILES:
        tree = ast.parse(path.read_text("utf8"))
        inside = {id(node) for function in ast.walk(tree) if isinstance(function, ast.FunctionDef) for node in ast.walk(function)}
        for node in ast.walk(tree):
            called = node.func if isinstance(node, ast.Call) else None
            if not (isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "re"):
                continue
            if called.attr != "escape" and (called.attr != "compile" or id(node) in inside):
                yield str(path.relative_to(ROOT))


def test_every_pattern_has_a_name_so_that_none_escapes_the_list() -> None:
    assert set(_inline()) - INLINE_MAY_STAND.keys() == set()
