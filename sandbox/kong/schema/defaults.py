"""What Kong fills in before it validates: ids, times, defaults, and shorthands split into the fields they stand for."""

import copy
import uuid

from sandbox.kong.schema.field import Entity, Errors, Field, Schema, Shorthand, Unset, Value


def filled(schema: Schema, given: Entity, now_s: int) -> Entity:
    """Return a new entity with everything in place, for a create or a replace. A required field without a default stays absent."""
    entity = copy.deepcopy(given)
    for name, field in _fields_for(schema, entity):
        if field.auto:
            _fill_auto(entity, name, field, now_s)
        entity[name] = _filled_value(field, entity[name]) if name in entity else _default(field)
        if entity[name] is _ABSENT:
            del entity[name]
    return entity


def patched(schema: Schema, found: Entity, changes: Entity, now_s: int) -> Entity:
    """Return the entity with changes laid over it; records are merged, lists and maps replaced."""
    merged = dict(found)
    fields = dict(_fields_for(schema, {**found, **changes}))
    for name, value in changes.items():
        field, before = fields.get(name), found.get(name)
        is_record = field is not None and field.type == "record" and isinstance(value, dict)
        merged[name] = {**before, **value} if is_record and isinstance(before, dict) else value
        if field:
            merged[name] = _filled_value(field, merged[name])
    if "updated_at" in fields:
        merged["updated_at"] = now_s
    return merged


def filled_record(field: Field, value: Entity) -> Entity:
    """Return a nested record with its own defaults in place."""
    record = dict(value)
    for name, part in field.fields:
        record[name] = _filled_value(part, record[name]) if name in record else _default(part)
        if record[name] is _ABSENT:
            del record[name]
    return record


def split_shorthands(shorthands: tuple[Shorthand, ...], given: Entity) -> tuple[Entity, Errors]:
    """Return the entity without its shorthands but with what they stand for, and the errors of shorthands of a wrong type."""
    entity, errors = dict(given), {}
    for shorthand in shorthands:
        if shorthand.name not in entity:
            continue
        value = entity.pop(shorthand.name)
        wrong = _shorthand_error(shorthand, value)
        if wrong:
            errors[shorthand.name] = wrong
        else:
            entity |= shorthand.split(value)
    return entity, errors


def _shorthand_error(shorthand: Shorthand, value: Value) -> str | None:
    if shorthand.type != "string" or value is None:
        return None
    if not isinstance(value, str):
        return "expected a string"
    return None if value else "length must be at least 1"


_ABSENT = object()


def _fields_for(schema: Schema, entity: Entity) -> tuple[tuple[str, Field], ...]:
    chosen = schema.subschema_for(entity)
    return tuple((name, chosen.fields.get(name, field) if chosen else field) for name, field in schema.fields)


def _fill_auto(entity: Entity, name: str, field: Field, now_s: int) -> None:
    if field.uuid or field.type == "string":
        entity.setdefault(name, str(uuid.uuid4()) if field.uuid else uuid.uuid4().hex)
    elif name == "updated_at" or entity.get(name) is None:
        entity[name] = now_s


def _default(field: Field) -> Value:
    if not isinstance(field.default, Unset):
        return copy.deepcopy(field.default)
    if field.type == "record" and field.required:
        return filled_record(field, {})
    return _ABSENT if field.required else None


def _filled_value(field: Field, value: Value) -> Value:
    if field.type == "record" and isinstance(value, dict):
        return filled_record(field, value)
    if field.elements is not None and field.elements.type == "record" and isinstance(value, list):
        value = [filled_record(field.elements, item) if isinstance(item, dict) else item for item in value]
    if field.type == "set" and isinstance(value, list):
        return [item for place, item in enumerate(value) if item not in value[:place]]
    if field.type in {"array", "set"} and value == {}:
        return []
    if field.legacy and field.uuid and value == "":
        return None
    return value
