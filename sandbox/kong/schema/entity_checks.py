"""Rules across the fields of one entity. Their sentences stand under `@entity`."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from sandbox.kong.schema.field import EntityCheck, Errors, Field, Unset, Value
from sandbox.kong.schema.lua import quoted

Judge = Callable[[Field, Value], Value]


def run_checks(
    judge: Judge, fields: Mapping[str, Field], checks: tuple[EntityCheck, ...], entity: Mapping[str, Value], errors: Errors
) -> None:
    """Run the checks and add what they find to `errors`. `judge` says what is wrong with a value of a field."""
    for check in checks:
        sentence = _FUNCTIONS[check.kind](_Run(judge, fields, entity, errors), check)
        if sentence:
            errors.setdefault("@entity", []).append(sentence)


class _Run:
    def __init__(self, judge: Judge, fields: Mapping[str, Field], entity: Mapping[str, Value], errors: Errors) -> None:
        self.judge, self.fields, self.entity, self.errors = judge, fields, entity, errors

    def value(self, path: str) -> Value:
        """Return a value by a path such as `config.minute`; None where it or a part of it is missing."""
        found: Value = self.entity
        for name in path.split("."):
            found = found.get(name) if isinstance(found, dict | Mapping) else None
        return found

    def field(self, path: str) -> Field:
        names = path.split(".")
        found = self.fields[names[0]]
        for name in names[1:]:
            found = dict(found.fields)[name]
        return found

    def fits(self, path: str, match: Field | None) -> Value:
        """Return what is wrong with the value when the field also had the validators of `match`."""
        if match is None:
            return None
        given = {name: value for name, value in vars(match).items() if value and name != "type"}
        given |= {name: getattr(match, name) for name in ("eq", "ne", "contains") if not isinstance(getattr(match, name), Unset)}
        given |= {"len_eq": match.len_eq} if match.len_eq is not None else {}
        return self.judge(replace(self.field(path), **given), self.value(path))

    def any_filled(self, paths: tuple[str, ...]) -> bool:
        return any(_filled(self.value(path)) for path in paths)

    def set_error(self, path: str, sentence: Value) -> None:
        first, _, rest = path.partition(".")
        if not rest:
            self.errors[first] = sentence
        elif isinstance(self.errors.setdefault(first, {}), dict):
            self.errors[first][rest] = sentence


def _filled(value: Value) -> bool:
    return value not in (None, [], {}, "")


def _at_least_one_of(run: _Run, check: EntityCheck) -> str | None:
    return None if run.any_filled(check.fields) else f"at least one of these fields must be non-empty: {quoted(check.fields)}"


def _only_one_of(run: _Run, check: EntityCheck) -> str | None:
    filled = [path for path in check.fields if _filled(run.value(path))]
    return None if len(filled) == 1 else f"only one of these fields must be non-empty: {quoted(check.fields)}"


def _conditional(run: _Run, check: EntityCheck) -> str | None:
    if run.fits(check.if_field, check.if_match) is not None:
        return None
    wrong = run.fits(check.then_field, check.then_match)
    if wrong is None:
        return None
    run.set_error(check.then_field, wrong)
    return check.then_err or f"failed conditional validation given value of field '{check.if_field}'"


def _conditional_at_least_one_of(run: _Run, check: EntityCheck) -> str | None:
    branches = ((check.if_match, check.then_any, check.then_err), (check.else_match, check.else_any, check.else_err))
    for condition, paths, sentence in branches:
        if condition is not None and run.fits(check.if_field, condition) is None:
            return None if run.any_filled(paths) else sentence.format(quoted(paths))
    return None


_FUNCTIONS: dict[str, Callable[[_Run, EntityCheck], str | None]] = {
    "at_least_one_of": _at_least_one_of,
    "only_one_of": _only_one_of,
    "conditional": _conditional,
    "conditional_at_least_one_of": _conditional_at_least_one_of,
}
