"""What is run on text of others needs time in proportion to its length: every pattern, and every function that a text reaches.

The list is made from the code: all modules are walked, so that what is new is in it. Functions of mesh and messages, which do no I/O, are
called with values of their types that hold the text in every field; others are, where they need nothing but text.
"""

import ast
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from types import ModuleType

import pytest

from tests.linear.measuring import CLASSES, LONG, growing, keep_memory, text_of
from tests.linear.walking import ALONE, PACKAGES, functions_of, modules, not_called, patterns_of

ROOT = Path(__file__).parents[2]
INLINE_MAY_STAND = {
    "mesh_toml.py": "reads the file of whoever runs the bot",
}
GIVEN_BY_WHO_RUNS_IT = {"mesh_toml.meshes_from"}
"""They read what no stranger writes, by libraries whose time grows with the square of some texts."""
CUT_BEFORE = {
    # a pattern that is only run on text that was cut to this many characters before
    "bot.words.REASON": 4_000,
    "bot.words.SINGLE_QUOTED": 4_000,
    "clients.kong_values.MAY_BE_A_SECRET": 2_000,
    "messages.history.MARKUP": 12_000,
}
MARK, MOST_PARTS = "mark-of-a-text", 10
FILES = sorted([*(ROOT / f"{name}.py" for name in ALONE), *(each for package in PACKAGES for each in (ROOT / package).rglob("*.py"))])
SOURCES = "\n".join(each.read_text("utf8") for each in FILES)
PATTERNS, FUNCTIONS = patterns_of(modules()), functions_of(modules())


@pytest.fixture(scope="module", autouse=True)
def _memory_is_kept() -> None:
    keep_memory()


@cache
def is_searched_for(name: str) -> bool:
    """Say whether any module looks for it anywhere in a text, and not from the first character on alone."""
    bare = name.rpartition(".")[2].partition("[")[0]
    return re.search(rf"\b{bare}\.(?:search|finditer|findall|sub|subn|split)\(", SOURCES) is not None


def matching(name: str, text: str) -> Callable[[], object]:
    """Return a call that runs a pattern on a text in the ways in which it is run."""
    pattern, at_most = PATTERNS[name], CUT_BEFORE.get(name.partition("[")[0], LONG)
    given = text[:at_most] if isinstance(pattern.pattern, str) else text[:at_most].encode()

    def match() -> None:
        pattern.fullmatch(given)  # type: ignore[arg-type]  # as the pattern is
        if is_searched_for(name):
            for _ in pattern.finditer(given):  # type: ignore[arg-type]
                pass

    return match


@cache
def texts_in(name: str, turn: int) -> int:
    """Return how many texts the values hold that a function is called with."""
    try:
        return max(repr(FUNCTIONS[name].arguments(MARK, turn)).count(MARK), 1)
    except Exception:  # noqa: BLE001 - a value that its own type refuses
        return 1


def calling_with_all_of(name: str, turn: int, text: str) -> Callable[[], object]:
    """Return a call with values that hold so much text in all their fields together, but a tenth of it in each at least."""
    return calling(name, turn, text[: len(text) // min(texts_in(name, turn), MOST_PARTS)])


def calling(name: str, turn: int, text: str) -> Callable[[], object]:
    """Return a call of a function with values made of a text; whether it refuses them is for other tests."""
    called = FUNCTIONS[name]
    try:
        arguments = called.arguments(text, turn)
    except Exception:  # noqa: BLE001 - a value that its own type refuses
        return lambda: None

    def call() -> None:
        with suppress(Exception):
            answer = called.call(**arguments)
            if isinstance(answer, Iterator):
                for _ in answer:
                    pass

    return call


def classes_of(turn: int, turns: int) -> list[str]:
    """Return the classes that are tried with one of several alternatives: each class with four of them, each of them with some classes."""
    tried = min(turns, 4)
    return [name for at, name in enumerate(CLASSES) if turn in {(at + step * max(turns // tried, 1)) % turns for step in range(tried)}]


@pytest.mark.long
@pytest.mark.parametrize("name", PATTERNS)
def test_every_pattern_is_linear_or_its_text_is_cut_before(name: str) -> None:
    assert growing(partial(matching, name)) == []


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(FUNCTIONS.keys() - GIVEN_BY_WHO_RUNS_IT))
def test_every_function_that_a_text_reaches_is_linear(name: str) -> None:
    turns = FUNCTIONS[name].turns
    found = {turn: growing(partial(calling_with_all_of, name, turn), classes_of(turn, turns)) for turn in range(turns)}
    assert not any(found.values()), found


@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_takes_more_than_a_moment_for_a_long_line(name: str) -> None:
    started = time.process_time()
    for unit in CLASSES:
        matching(name, text_of(unit, 10_000))()
    assert time.process_time() - started < 2


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_function_that_a_text_reaches_takes_more_than_a_moment_for_a_long_line(name: str) -> None:
    started = time.process_time()
    for turn, unit in enumerate(CLASSES):
        calling(name, turn % FUNCTIONS[name].turns, text_of(unit, 10_000))()
    assert time.process_time() - started < 4


NEW = """
import re
from dataclasses import dataclass
from functools import lru_cache

from mesh.run import Run

PATTERN = re.compile("(a+)+b")
TABLE = {"x": [re.compile("another")]}

def of_a_text(text: str) -> str:
    return text

def of_a_run(run: Run, *, limit: int) -> str:
    return run.why

@lru_cache
def of_what_is_kept(text: str) -> str:
    return text

@dataclass(frozen=True)
class Value:
    text: str

    @property
    def shown(self) -> str:
        return self.text

    def beside(self, other: "Value") -> str:
        return self.text + other.text
"""


@pytest.fixture
def new_module() -> ModuleType:
    made = ModuleType("messages.new")
    exec(compile(NEW, "messages/new.py", "exec"), vars(made))  # noqa: S102 - the text above
    return made


def test_a_new_pattern_is_in_the_list(new_module: ModuleType) -> None:
    assert patterns_of(iter([new_module])).keys() == {"messages.new.PATTERN", "messages.new.TABLE"}


def test_a_new_function_method_or_property_that_a_text_reaches_is_in_the_list(new_module: ModuleType) -> None:
    names = ("of_a_text", "of_a_run", "of_what_is_kept", "Value.shown", "Value.beside")
    assert functions_of(iter([new_module])).keys() == {f"messages.new.{name}" for name in names}


def test_a_pattern_that_is_not_linear_is_found() -> None:
    squared = re.compile("a*a*b")

    assert growing(lambda text: lambda: squared.search(text), ["letters", "digits"]) == ["letters"]


@pytest.mark.parametrize("turns", [1, 2, 5, 22])
def test_each_class_is_tried_with_up_to_four_alternatives_and_each_alternative_with_some(turns: int) -> None:
    tried = [name for turn in range(turns) for name in classes_of(turn, turns)]
    assert {tried.count(name) for name in CLASSES} == {min(turns, 4)}
    assert all(classes_of(turn, turns) for turn in range(turns))


def test_what_is_left_out_is_still_there() -> None:
    assert FUNCTIONS.keys() >= GIVEN_BY_WHO_RUNS_IT


def test_the_modules_are_those_on_disk() -> None:
    on_disk = {
        ".".join(each.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for each in FILES if each.name != "__main__.py"
    }
    assert {each.__name__ for each in modules()} == on_disk


def test_every_public_function_of_messages_is_walked_or_takes_no_text() -> None:
    left_out = {name: why for name, why in not_called(modules()).items() if name.startswith("messages.") and why != "takes no text"}
    assert left_out == {}


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
