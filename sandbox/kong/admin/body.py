"""What a request's body says: JSON as it is, forms with their texts turned into what the schema expects."""

import json
import re
from collections.abc import Mapping
from email import message_from_bytes
from email.policy import HTTP
from urllib.parse import parse_qsl

from sandbox.kong.admin.answer import BAD_JSON, UNEXPECTED, UNSUPPORTED_TYPE, Answer
from sandbox.kong.schema.field import Entity, Field, Schema, Value

WRITING = {"POST", "PUT", "PATCH"}
FORM, MULTIPART, JSON = "application/x-www-form-urlencoded", "multipart/form-data", "application/json"


def entity_from(method: str, headers: Mapping[str, str], body: bytes, schema: Schema | None) -> Entity | Answer:
    """Return what a writing request gives, or Kong's refusal. `headers`: names in lower case."""
    if method not in WRITING:
        return {}
    kind = headers.get("content-type", "").lower()
    if not kind:
        return UNSUPPORTED_TYPE if body else {}
    if kind.startswith(JSON):
        return _from_json(body)
    if kind.startswith(FORM):
        return _typed(_nested(_form_pairs(body)), schema)
    if kind.startswith(MULTIPART):
        return _typed(_nested(_multipart_pairs(headers["content-type"], body)), schema)
    return UNSUPPORTED_TYPE


def _typed(tree: Entity, schema: Schema | None) -> Entity:
    """Return a form's texts as the types that the schema expects, with what the subschema adds."""
    if schema is None:
        return tree
    chosen = schema.subschema_for(tree)
    return _inferred(tree, dict(schema.fields) | (dict(chosen.fields) if chosen else {}))


def _from_json(body: bytes) -> Entity | Answer:
    try:
        value = json.loads(body)
        json.dumps(value, ensure_ascii=False).encode()  # half of a surrogate pair is none that Kong's reader takes
    except (ValueError, RecursionError):
        return BAD_JSON
    if isinstance(value, list):
        return {str(place): item for place, item in enumerate(value, start=1)}
    # Kong's code goes through the pairs of whatever it got: a text, a number or null breaks it.
    return value if isinstance(value, dict) else UNEXPECTED


def _form_pairs(body: bytes) -> list[tuple[str, Value]]:
    """Return the pairs of a form; a name without `=` stands for true, as nginx reads it."""
    with_value = {name for name, _ in (part.partition("=")[::2] for part in body.decode("utf8", "replace").split("&") if "=" in part)}
    pairs = parse_qsl(body.decode("utf8", "replace"), keep_blank_values=True)
    return [(name, value if value or _quoted_in(name, with_value) else True) for name, value in pairs]


def _quoted_in(name: str, raw_names: set[str]) -> bool:
    return any(parse_qsl(f"{raw}=", keep_blank_values=True) == [(name, "")] for raw in raw_names)


def _multipart_pairs(content_type: str, body: bytes) -> list[tuple[str, Value]]:
    parsed = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body, policy=HTTP)
    parts = list(parsed.iter_parts()) if parsed.is_multipart() else []
    return [(str(part.get_param("name", header="content-disposition")), part.get_content().removesuffix("\n")) for part in parts]


def _nested(pairs: list[tuple[str, Value]]) -> Entity:
    """Put `a.b=1`, `a[b]=1`, `a[]=1` and `a[1]=1` where they belong; a repeated name makes a list."""
    tree: Entity = {}
    for name, value in pairs:
        parts = [step for step in re.split(r"\.|\[|\]\[?", name) if step] if re.search(r"[.\[]", name) else []
        steps = parts or [name]
        listed = name.endswith("[]") or re.search(r"\[\d+\]$", name) is not None
        steps = steps[:-1] or [name] if listed and steps[-1].isdigit() else steps
        _put(tree, steps, value, listed=listed)
    return tree


def _put(tree: Entity, steps: list[str], value: Value, *, listed: bool) -> None:
    for step in steps[:-1]:
        inner = tree.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        tree = inner
    before = tree.get(steps[-1])
    if isinstance(before, list):
        before.append(value)
    elif before is not None:
        tree[steps[-1]] = [before, value]
    else:
        tree[steps[-1]] = [value] if listed else value


def _inferred(tree: Entity, fields: Mapping[str, Field]) -> Entity:
    return {name: _inferred_value(value, fields.get(name)) for name, value in tree.items()}


def _inferred_value(value: Value, field: Field | None) -> Value:
    if field is None:
        return value
    if value == "":
        return None
    match field.type:
        case "number" | "integer":
            return _number(value)
        case "boolean":
            return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value
        case "array" | "set":
            return [_inferred_value(item, field.elements) for item in (value if isinstance(value, list) else [value])]
        case "record" if isinstance(value, dict):
            return _inferred(value, dict(field.fields))
        case _:
            return value


def _number(value: Value) -> Value:
    try:
        return int(value) if isinstance(value, str) and re.fullmatch(r"[+-]?\d+", value) else float(value)
    except (TypeError, ValueError):
        return value
