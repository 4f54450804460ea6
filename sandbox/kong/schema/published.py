"""A schema as JSON, as Kong publishes it at `/schemas/{entity}` and `/plugins/schema/{plugin}`."""

from dataclasses import fields as dataclass_fields

from sandbox.kong.schema.field import Definition, EntityCheck, Field, Patterns, Unset, Value

PRIVATE = {"check", "record_check", "unique", "required", "keys", "values"}
NULLABLE = {"eq", "ne", "default"}


def published(definition: Definition) -> list[Value]:
    """Return one object per field, in order: `[{"name": {"type": "string", …}}, …]`."""
    return [{name: published_field(field)} for name, field in definition]


def published_field(field: Field) -> dict[str, Value]:
    shown: dict[str, Value] = {}
    for attribute in dataclass_fields(field):
        name, value = attribute.name, getattr(field, attribute.name)
        if name in NULLABLE and value is None:
            shown[name] = None
        elif name not in PRIVATE and not isinstance(value, Unset) and (value not in (None, False, "", ()) or name == "default"):
            shown[name] = _shown(name, value)
    shown |= {name: True for name in ("unique", "required") if getattr(field, name)}
    shown |= {name: published_field(part) for name in ("keys", "values") if (part := getattr(field, name)) is not None}
    return shown


def _shown(name: str, value: Value) -> Value:
    match value:
        case Field():
            return published_field(value)
        case Patterns() if name == "match_any":
            return {"patterns": list(value.patterns), "err": value.err}
        case Patterns():
            return [{"pattern": pattern, "err": value.err} for pattern in value.patterns]
        case tuple() if name == "fields":
            return published(value)
        case tuple() if name == "entity_checks":
            return [_shown_check(check) for check in value]
        case tuple():
            return [list(item) if isinstance(item, tuple) else item for item in value]
        case _:
            return value


def _shown_check(check: EntityCheck) -> dict[str, Value]:
    return {check.kind: list(check.fields)}
