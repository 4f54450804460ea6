"""How Lua matches and prints, as far as Kong's messages show it."""

import re
from collections.abc import Iterable
from functools import cache

from sandbox.kong.schema.field import Value

CLASSES = {"%u": "[A-Z]", "%w": "[A-Za-z0-9]", "%d": "[0-9]", "%a": "[A-Za-z]"}


@cache
def lua_pattern(pattern: str) -> re.Pattern[str]:
    """Translate the few Lua patterns that Kong's schemas use: classes, escaped punctuation, sets and anchors."""
    text = re.sub(r"%(.)", lambda escape: CLASSES.get(escape[0], re.escape(escape[1])), pattern)
    return re.compile(text[:-1] + r"\Z" if text.endswith("$") else text)


def matches(pattern: str, text: str) -> bool:
    return lua_pattern(pattern).search(text) is not None


def printed(value: Value) -> str:
    """Print a value as Penlight's `pretty.write(value, "")` does: `{id="x",service=null}`, keys sorted."""
    match value:
        case dict():
            return "{" + ",".join(f"{key}={printed(value[key])}" for key in sorted(value)) + "}"
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case _:
            return str(value)


def as_text(value: Value) -> str:
    """Return what Lua's `tostring` says; null of cjson is a light userdata."""
    match value:
        case None:
            return "userdata: NULL"
        case bool():
            return str(value).lower()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)


def quoted(names: Iterable[str | tuple[str, ...]]) -> str:
    """Return `'a', 'b'`, and `('a', 'b'), ('c')` for lists of lists."""
    return ", ".join(f"({quoted(name)})" if isinstance(name, tuple) else f"'{name}'" for name in names)
