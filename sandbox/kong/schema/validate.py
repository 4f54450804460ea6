"""Validation of a whole entity: every field, then the rules across fields."""

import math
from collections.abc import Mapping

from sandbox.kong.schema.defaults import filled_record
from sandbox.kong.schema.entity_checks import run_checks
from sandbox.kong.schema.field import EntityCheck, Errors, Field, Schema, Unset, Value
from sandbox.kong.schema.validators import first_objection
from sandbox.kong.version import Version

TYPES = {"string": str, "boolean": bool, "map": dict, "record": dict}
EXPECTED = {"array": "an array", "set": "a set", "integer": "an integer"}


class Validator:
    """Kong's validation as one release does it.

    1.0 answers with the first wrong element of a list as a sentence; later releases answer with a list that has each wrong element's
    sentence in its place.
    """

    def __init__(self, version: Version) -> None:
        self.version = version

    def errors(self, schema: Schema, entity: Mapping[str, Value]) -> Errors:
        """Return what is wrong with an entity whose defaults are filled in; empty when it is right."""
        if schema.subschema_key and schema.subschema_for(entity) is None:
            return self._unknown_subschema(schema, entity)
        chosen = schema.subschema_for(entity)
        fields = dict(schema.fields) | (dict(chosen.fields) if chosen else {})
        checks = schema.entity_checks + (chosen.entity_checks if chosen else ())
        return self._record_errors(fields, checks, entity)

    def field_error(self, field: Field, value: Value) -> Value:
        """Return what is wrong with one value (a sentence, a list or a nested record of them), or None."""
        if value is None:
            return self._null_error(field)
        if field.eq is None:
            return field.err or "value must be null"
        wrong = self._type_error(field, value)
        return wrong if wrong is not None else first_objection(field, value)

    @staticmethod
    def _unknown_subschema(schema: Schema, entity: Mapping[str, Value]) -> Errors:
        key = entity.get(schema.subschema_key)
        if key is None:
            return {schema.subschema_key: "required field missing"}
        first = (key[0] if key else "nil") if isinstance(key, list) else key
        return {schema.subschema_key: schema.subschema_error.format(first)}

    def _record_errors(self, fields: Mapping[str, Field], checks: tuple[EntityCheck, ...], entity: Mapping[str, Value]) -> Errors:
        errors: Errors = {}
        for name, value in entity.items():
            wrong = self.field_error(fields[name], value) if name in fields else "unknown field"
            if wrong is not None:
                errors[name] = wrong
        errors |= {name: "required field missing" for name, field in fields.items() if field.required and entity.get(name) is None}
        run_checks(self.field_error, fields, checks, entity, errors)
        return errors

    @staticmethod
    def _null_error(field: Field) -> str | None:
        if field.ne is None:
            return field.err or "value must not be null"
        if not isinstance(field.eq, Unset) and field.eq is not None:
            return f"value must be {field.eq}"
        return "required field missing" if field.required else None

    def _type_error(self, field: Field, value: Value) -> Value:
        wrong_type = f"expected {EXPECTED.get(field.type, 'a ' + field.type)}"
        match field.type:
            case "integer" | "number":
                right = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
                return None if right and (field.type == "number" or value == math.floor(value)) else wrong_type
            case "array" | "set":
                # An empty JSON object is an empty Lua table, hence an empty list.
                return self._elements_error(field, value) if isinstance(value, list) or value == {} else wrong_type
            case "foreign":
                return self._foreign_error(value)
            case "map":
                return self._map_error(field, value) if isinstance(value, dict) else wrong_type
            case "record":
                return self._nested_error(field, value) if isinstance(value, dict) else wrong_type
            case _:
                return None if isinstance(value, TYPES[field.type]) else wrong_type

    def _elements_error(self, field: Field, value: Value) -> Value:
        if field.elements is None:
            return None
        found = [self.field_error(field.elements, item) if item is not None else "required field missing" for item in value]
        if not any(found):
            return None
        if not self.version.since(1, 1):
            return next(wrong for wrong in found if wrong)
        while found[-1] is None:
            found.pop()
        return found

    def _map_error(self, field: Field, value: dict[str, Value]) -> Value:
        for key, item in value.items():
            for part, given in ((field.keys, key), (field.values, item)):
                wrong = self.field_error(part, given) if part is not None else None
                if wrong is not None:
                    return wrong
        return None

    def _nested_error(self, field: Field, value: dict[str, Value]) -> Value:
        return self._record_errors(dict(field.fields), field.entity_checks, filled_record(field, value)) or None

    @staticmethod
    def _foreign_error(value: Value) -> Value:
        if not isinstance(value, dict) or "id" not in value:
            return {"id": "missing primary key"}
        key = value["id"]
        if key is None:
            return {"id": "required field missing"}
        wrong = first_objection(Field("string", uuid=True), key) if isinstance(key, str) else "expected a string"
        return {"id": wrong} if wrong else None
