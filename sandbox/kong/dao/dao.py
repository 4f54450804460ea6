"""Reading and writing one kind of entity under Kong's rules: unique keys, foreign keys, replace and merge."""

from collections.abc import Callable

from sandbox.kong.dao import errors
from sandbox.kong.dao.store import Store
from sandbox.kong.schema.defaults import filled, patched, split_shorthands
from sandbox.kong.schema.field import Entity, Errors, Schema
from sandbox.kong.schema.validate import Validator
from sandbox.kong.schema.validators import is_uuid
from sandbox.kong.version import Version

Key = tuple[str, str]
"""Which field names an entity in a path, and its value: `("id", uuid)` or `("name", "web-ui")`."""


class Dao:
    """One kind of entity. Every method raises `KongError` where Kong refuses, and leaves the store untouched then."""

    def __init__(self, version: Version, schemas: dict[str, Schema], kind: str, store: Store, now_s: Callable[[], int]) -> None:
        self.version, self.schemas, self.schema, self.store, self.now_s = version, schemas, schemas[kind], store, now_s
        self.kind = kind
        self.validator = Validator(version)

    def key_from(self, text: str) -> Key:
        """Say which field a path's last part names: the id if it looks like one, else the endpoint key if there is one."""
        by_id = is_uuid(text) or not self.schema.endpoint_key
        return ("id" if by_id else self.schema.endpoint_key), text

    def select(self, key: Key) -> Entity | None:
        self._check_key(key)
        return next(iter(self.store.latest.where(self.kind, **{key[0]: key[1]})), None)

    def insert(self, given: Entity) -> Entity:
        entity = self._complete(given)
        if entity["id"] is None:
            raise errors.DatabaseError
        if self.store.latest.get(self.kind, entity["id"]) is not None:
            raise errors.primary_key_violation({"id": entity["id"]})
        return self._write(entity)

    def upsert(self, key: Key, given: Entity) -> Entity:
        """Create or replace; the id stays, everything else is as if created now. The key in the path beats the body.

        An id in the body is judged all the same, and used where nothing is found by another key.
        """
        self._check_key(key)
        found = self.select(key)
        name, value = key
        entity = self._complete(given if name == "id" else {**given, name: value})
        if entity["id"] is None and name != "id":
            raise errors.DatabaseError
        return self._write({**entity, name: value} | ({"id": found["id"]} if found else {}))

    def update(self, key: Key, changes: Entity) -> Entity:
        self._check_key(key)
        found = self.select(key)
        if found is None:
            raise errors.not_found({key[0]: key[1]})
        entity, wrong = self._split(self._without_times(changes), found)
        entity = patched(self.schema, found, self._resolved(entity), self.now_s())
        self._validate(entity, wrong)
        # An id among the changes is judged, but PostgreSQL is never asked to change a primary key.
        return self._write({**entity, "id": found["id"]})

    def delete(self, key: Key) -> None:
        """Delete if it is there; what refers to it goes along or forbids it."""
        self._check_key(key)
        found = self.select(key)
        if found is None:
            return
        for kind, field, on_delete in self._referring():
            if on_delete != "cascade" and self.store.latest.where(kind, **{field: {"id": found["id"]}}):
                raise errors.still_referenced(self.kind, kind)
        self._drop(self.kind, found["id"])

    def _drop(self, kind: str, key: str) -> None:
        for child, schema in self.schemas.items():
            for name, field in schema.fields:
                if field.type == "foreign" and field.reference == kind and field.on_delete == "cascade":
                    for row in self.store.latest.rows(child):
                        if row.get(name) == {"id": key}:
                            self._drop(child, row["id"])
        self.store.drop(kind, key)

    def _referring(self) -> list[tuple[str, str, str]]:
        return [
            (kind, name, field.on_delete)
            for kind, schema in self.schemas.items()
            for name, field in schema.fields
            if field.type == "foreign" and field.reference == self.kind
        ]

    def _check_key(self, key: Key) -> None:
        name, value = key
        field = self.schema.field_named(name)
        wrong = self.validator.field_error(field, value) if field else None
        if wrong and name == "id":
            raise errors.invalid_primary_key({"id": wrong})
        if wrong:
            raise errors.invalid_unique(name, wrong)

    def _split(self, given: Entity, found: Entity | None = None) -> tuple[Entity, Errors]:
        entity, wrong = split_shorthands(self.schema.shorthands, given)
        chosen = self.schema.subschema_for({**(found or {}), **entity})
        if chosen and chosen.shorthands and isinstance(entity.get("config"), dict):
            entity["config"], nested = split_shorthands(chosen.shorthands, entity["config"])
            wrong |= {"config": nested} if nested else {}
        return entity, wrong

    def _complete(self, given: Entity) -> Entity:
        split, wrong = self._split(self._without_times(given))
        entity = filled(self.schema, self._resolved(split), self.now_s())
        self._validate(entity, wrong)
        return entity

    def _without_times(self, given: Entity) -> Entity:
        """Return what is given but for when it was created, which 1.0 alone decides itself."""
        if self.version.since(2, 0):
            return given
        return {name: value for name, value in given.items() if name != "created_at"}

    def _validate(self, entity: Entity, wrong_shorthands: Errors) -> None:
        # Kong splits shorthands before it validates: where one is broken, nothing else is looked at.
        wrong = wrong_shorthands or self.validator.errors(self.schema, entity)
        if wrong:
            raise errors.schema_violation(wrong)

    def _resolved(self, entity: Entity) -> Entity:
        """Replace `{"name": …}` of a foreign field by `{"id": …}`, which Kong does from 1.1 on."""
        resolved = dict(entity)
        for name, field in self.schema.fields:
            value = entity.get(name)
            if field.type != "foreign" or not isinstance(value, dict) or not self.version.since(1, 1):
                continue
            unique = self.schemas[field.reference].endpoint_key if field.reference in self.schemas else ""
            if "id" not in value and isinstance(value.get(unique), str):
                rows = self.store.latest.where(field.reference, **{unique: value[unique]})
                if not rows:
                    raise errors.unresolved(name, unique, value[unique], field.reference)
                resolved[name] = {"id": rows[0]["id"]}
        return resolved

    def _write(self, entity: Entity) -> Entity:
        entity = {name: self._stored(name, value) for name, value in entity.items()}
        self._check_unique(entity)
        self._check_references(entity)
        self.store.put(self.kind, entity)
        return entity

    def _stored(self, name: str, value: object) -> object:
        """Return a value as PostgreSQL gives it back: only the key of a foreign entity, whole numbers without a point."""
        field = self.schema.field_named(name)
        if field and field.type == "foreign" and isinstance(value, dict):
            return {"id": value["id"]}
        return int(value) if isinstance(value, float) and value.is_integer() else value

    def _check_unique(self, entity: Entity) -> None:
        keys: list[tuple[str, ...]] = [(name,) for name, field in self.schema.fields if field.unique]
        keys += [self.schema.cache_key] if self.schema.cache_key else []
        others = [row for row in self.store.latest.rows(self.kind) if row["id"] != entity["id"]]
        for key in keys:
            wanted = {name: entity.get(name) for name in key}
            taken = any({name: row.get(name) for name in key} == wanted for row in others)
            if taken and any(value is not None for value in wanted.values()):
                raise errors.unique_violation(wanted)

    def _check_references(self, entity: Entity) -> None:
        for name, field in self.schema.fields:
            value = entity.get(name)
            if field.type == "foreign" and isinstance(value, dict) and self.store.latest.get(field.reference, value["id"]) is None:
                raise errors.missing_reference({"id": value["id"]}, name, field.reference)
