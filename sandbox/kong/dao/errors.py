"""Kong's numbered errors and the HTTP status of each. Source: recorded answers; `kong.db.errors` for the sentences."""

from collections.abc import Iterator

from sandbox.kong.schema.field import Entity, Errors, Value
from sandbox.kong.schema.lua import printed

STATUS = {5: 409, 6: 404}
NAMES = {
    1: "invalid primary key",
    2: "schema violation",
    3: "primary key violation",
    4: "foreign key violation",
    5: "unique constraint violation",
    6: "not found",
    7: "invalid offset",
    9: "invalid size",
    11: "invalid options",
    13: "foreign keys unresolved",
}


class KongError(Exception):
    """A refusal of Kong's Admin API; `status` and `body` are its answer."""

    def __init__(self, code: int, message: str, fields: Errors | None = None, name: str = "") -> None:
        super().__init__(message)
        self.status = STATUS.get(code, 400)
        self.body: Entity = {"code": code, "name": name or NAMES[code], "message": message}
        if fields is not None:
            self.body["options" if code == 11 else "fields"] = fields


class DatabaseError(KongError):
    """PostgreSQL refuses what Kong has let through; the Admin API says only that something is wrong."""

    def __init__(self) -> None:
        Exception.__init__(self, "PostgreSQL refused")
        self.status, self.body = 500, {"message": "An unexpected error occurred"}


def schema_violation(errors: Errors) -> KongError:
    return KongError(2, _counted("schema violation", list(_sentences(errors))), errors)


def invalid_primary_key(errors: Errors) -> KongError:
    return KongError(1, f"invalid primary key: '{printed(errors)}'", errors)


def invalid_unique(field: str, sentence: str) -> KongError:
    return KongError(10, sentence, name=f"invalid unique {field}")


def unique_violation(key: Entity) -> KongError:
    return KongError(5, f"UNIQUE violation detected on '{printed(key)}'", key)


def primary_key_violation(key: Entity) -> KongError:
    return KongError(3, f"primary key violation on key '{printed(key)}'", key)


def missing_reference(key: Entity, field: str, parent: str) -> KongError:
    return KongError(4, f"the foreign key '{printed(key)}' does not reference an existing '{parent}' entity.", {field: key})


def still_referenced(parent: str, child: str) -> KongError:
    return KongError(4, f"an existing '{child}' entity references this '{parent}' entity", {"@referenced_by": child})


def unresolved(field: str, name: str, value: str, parent: str) -> KongError:
    sentence = f"the foreign key cannot be resolved with '{printed({name: value})}' for an existing '{parent}' entity"
    return KongError(13, f"foreign key unresolved ({field}.{name}: {sentence})", {field: {name: sentence}})


def not_found(key: Entity) -> KongError:
    word = "primary key " if "id" in key else ""
    return KongError(6, f"could not find the entity with {word}'{printed(key)}'", key)


def invalid_offset(offset: str, why: str) -> KongError:
    return KongError(7, f"'{offset}' is not a valid offset: {why}")


def invalid_size(sentence: str) -> KongError:
    return KongError(9, sentence)


def invalid_option(name: str, sentence: str) -> KongError:
    return KongError(11, f"invalid option ({name}: {sentence})", {name: sentence})


def _counted(what: str, sentences: list[str]) -> str:
    joined = "; ".join(sentences)
    return f"{what} ({joined})" if len(sentences) == 1 else f"{len(sentences)} {what}s ({joined})"


def _sentences(errors: Errors) -> Iterator[str]:
    yield from errors.get("@entity", [])
    for name in sorted(errors.keys() - {"@entity"}):
        match errors[name]:
            case str() as sentence:
                yield f"{name}: {sentence}"
            case parts:
                yield from (f"{name}.{place}: {_nested(wrong)}" for place, wrong in _parts(parts))


def _parts(errors: Value) -> list[tuple[str, Value]]:
    if isinstance(errors, list):
        return [(str(place), wrong) for place, wrong in enumerate(errors, start=1) if wrong is not None]
    return [(name, errors[name]) for name in sorted(errors)]


def _nested(wrong: Value) -> str:
    """Print errors two levels down as Penlight does over several lines."""
    if isinstance(wrong, str):
        return wrong
    lines = [f'  "{said}"' if isinstance(wrong, list) else f'  {place} = "{said}"' for place, said in _parts(wrong)]
    return "{\n" + ",\n".join(lines) + "\n}"
