"""Heroku's published schema as a check of one answer.

`strictProperties` is interagent's own keyword: exactly the listed keys, no more and no less.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast

from jsonschema import Draft4Validator, FormatChecker, ValidationError, validators

SCHEMA: dict[str, Any] = json.loads((Path(__file__).parent / "schema-subset.json").read_text())


def _strict_properties(_validator: object, strict: object, instance: object, schema: dict[str, Any]) -> Iterator[ValidationError]:
    if strict and isinstance(instance, dict) and instance.keys() != schema["properties"].keys():
        yield ValidationError(f"keys differ: {sorted(instance.keys() ^ schema['properties'].keys())}")


# types-jsonschema leaves `extend` without types.
StrictValidator = validators.extend(Draft4Validator, {"strictProperties": _strict_properties})  # type: ignore[no-untyped-call]


@cache
def _validator(resource: str) -> Draft4Validator:
    reference = "config-var/definitions/config_vars" if resource == "config-var" else resource
    whole = {**SCHEMA, "$ref": f"#/definitions/{reference}"}
    return cast("Draft4Validator", StrictValidator(whole, format_checker=FormatChecker(formats=("uuid", "email"))))


def check(resource: str, item: object) -> None:
    """Raise ValidationError unless the item is what the schema says of the resource."""
    _validator(resource).validate(item)
    _check_all_keys(resource, item)


def _check_all_keys(resource: str, item: object) -> None:
    """Hold resources that are not marked strict to all of their keys too."""
    properties = SCHEMA["definitions"][resource].get("properties") or {}
    if properties and isinstance(item, dict) and item.keys() != properties.keys():
        raise ValidationError(f"keys of {resource} differ: {sorted(item.keys() ^ properties.keys())}")


def links() -> set[tuple[str, str]]:
    """Return method and path of every link of the schema, each part in braces as `{}`."""
    found = set()
    for definition in SCHEMA["definitions"].values():
        for link in definition.get("links", []):
            parts = ["{}" if part.startswith("{") else part for part in link["href"].split("/")]
            found.add((link["method"], "/".join(parts)))
    return found
