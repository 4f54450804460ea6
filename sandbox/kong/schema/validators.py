"""The validators of one value, in the order in which Kong runs them; the first that objects is the answer."""

import re
from collections.abc import Callable, Iterator

from sandbox.kong.schema.field import Field, Patterns, Unset, Value
from sandbox.kong.schema.lua import as_text, matches, quoted

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)


def is_uuid(text: Value) -> bool:
    return isinstance(text, str) and UUID.fullmatch(text) is not None


def first_objection(field: Field, value: Value) -> str | None:
    """Return what is wrong with a value of the right type, or None."""
    for validator in ORDER:
        wrong = validator(field, value)
        if wrong:
            return field.err or wrong
    return None


def _equality(field: Field, value: Value) -> str | None:
    if not isinstance(field.eq, Unset) and value != field.eq:
        return f"value must be {'null' if field.eq is None else as_text(field.eq)}"
    if not isinstance(field.ne, Unset) and value == field.ne:
        return f"value must not be {as_text(value)}"
    return None


def _choice(field: Field, value: Value) -> str | None:
    if field.not_one_of and value in field.not_one_of:
        return f"must not be one of: {', '.join(map(as_text, field.not_one_of))}"
    if field.one_of and value not in field.one_of:
        return f"expected one of: {', '.join(map(as_text, field.one_of))}"
    return None


def _number(field: Field, value: Value) -> str | None:
    if field.gt is not None and value <= field.gt:
        return f"value must be greater than {as_text(field.gt)}"
    if field.timestamp and value <= 0:
        return "expected a valid timestamp"
    return None


def _uuid(field: Field, value: Value) -> str | None:
    return "expected a valid UUID" if field.uuid and not is_uuid(value) else None


def _between(field: Field, value: Value) -> str | None:
    if field.between is not None and not field.between[0] <= value <= field.between[1]:
        return f"value should be between {field.between[0]} and {field.between[1]}"
    return None


def _length(field: Field, value: Value) -> str | None:
    least = 1 if field.type == "string" and field.len_min is None else field.len_min
    # Lua counts bytes.
    size = len(value.encode()) if isinstance(value, str) else len(value) if isinstance(value, list | dict) else 0
    if field.len_eq is not None and size != field.len_eq:
        return f"length must be {field.len_eq}"
    if least is not None and size < least:
        return f"length must be at least {least}"
    return None


def _text(field: Field, value: Value) -> str | None:
    if not isinstance(value, str):
        return None
    if not value.startswith(field.starts_with):
        return f"should start with: {field.starts_with}"
    return next(_pattern_objections(field, value), None)


def _pattern_objections(field: Field, text: str) -> Iterator[str]:
    none, every, any_of = (given or Patterns((), "") for given in (field.match_none, field.match_all, field.match_any))
    if any(matches(pattern, text) for pattern in none.patterns):
        yield none.err
    if field.match and not matches(field.match, text):
        yield f"invalid value: {text}"
    if not all(matches(pattern, text) for pattern in every.patterns):
        yield every.err
    if any_of.patterns and not any(matches(pattern, text) for pattern in any_of.patterns):
        yield any_of.err


def _contains(field: Field, value: Value) -> str | None:
    if not isinstance(field.contains, Unset) and field.contains not in value:
        return f"expected to contain: {field.contains}"
    return None


def _custom(field: Field, value: Value) -> str | None:
    if field.record_check is not None:
        return field.record_check(value)
    return field.check(value) if field.check is not None else None


def _subsets(field: Field, value: Value) -> str | None:
    met = (
        list(dict.fromkeys(subset for item in value for subset in field.mutually_exclusive_subsets if item in subset))
        if (field.mutually_exclusive_subsets)
        else []
    )
    return f"these sets are mutually exclusive: {quoted(met)}" if len(met) > 1 else None


ORDER: tuple[Callable[[Field, Value], str | None], ...] = (
    _equality,
    _choice,
    _number,
    _uuid,
    _between,
    _length,
    _text,
    _contains,
    _custom,
    _subsets,
)
