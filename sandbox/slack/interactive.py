"""The blocks and elements that a person can act on, and the ids they act under."""

import secrets
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]


def name_blocks(blocks: list[Json]) -> None:
    """Give every block and action an id where the app gave none, as Slack does."""
    for block in blocks:
        block.setdefault("block_id", secrets.token_urlsafe(4))
        for element in interactive_elements(block):
            element.setdefault("action_id", secrets.token_urlsafe(4))
        name_blocks(_children(block))


def _children(block: Json) -> list[Json]:
    children = [*block.get("child_blocks", [])]
    return children + [e for e in block.get("elements", []) if e.get("type") == "card"]


def interactive_elements(block: Json) -> list[Json]:
    """List the elements of one block that a person can act on, children of containers aside."""
    places: list[Json] = []
    if block.get("type") in {"actions", "context_actions"}:
        places += block.get("elements", [])
    if block.get("type") == "card":
        places += block.get("actions", [])
    places += [block[key] for key in ("accessory", "element") if isinstance(block.get(key), dict)]
    return [element for element in places if element.get("type") != "image"]


def all_elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every (block, element) a person can act on, from top to bottom, containers and carousels opened."""
    for block in blocks:
        for element in interactive_elements(block):
            yield block, element
        yield from all_elements(_children(block))
