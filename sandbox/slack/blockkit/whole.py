"""Rules over all blocks of a message or view: ids that must be unique, tables that must be alone, markdown that shares one limit."""

from collections.abc import Iterator
from typing import Any

from sandbox.slack.blockkit.blocks import MAX_MARKDOWN, MAX_TABLE_TEXT
from sandbox.slack.blockkit.problem import Problem, failed

Json = dict[str, Any]


def whole_problems(blocks: list[Any], at: str) -> Iterator[Problem]:
    yield from _repeated_block_ids(blocks, at)
    for number, block in enumerate(blocks):
        if isinstance(block, dict):
            yield from _repeated_action_ids(block, f"{at}/{number}")
    yield from _tables(blocks, at)
    yield from _too_much_markdown(blocks, at)


def _repeated_block_ids(blocks: list[Any], at: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for block, pointer in _nested(blocks, at):
        block_id = block.get("block_id")
        if isinstance(block_id, str) and block_id in seen:
            yield failed(f"{pointer}/block_id", f"`block_id` {block_id} already exists", type="unique", got=block_id)
        elif isinstance(block_id, str):
            seen.add(block_id)


def _repeated_action_ids(block: Json, at: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for key in ("elements", "actions"):
        elements = block.get(key)
        for number, element in enumerate(elements if isinstance(elements, list) else []):
            action_id = element.get("action_id") if isinstance(element, dict) else None
            if isinstance(action_id, str) and action_id in seen:
                yield failed(f"{at}/{key}/{number}/action_id", f"`action_id` {action_id} already exists", type="unique", got=action_id)
            elif isinstance(action_id, str):
                seen.add(action_id)
    yield from (problem for child, pointer in _children(block, at) for problem in _repeated_action_ids(child, pointer))


def _tables(blocks: list[Any], at: str) -> Iterator[Problem]:
    tables = [(block, pointer) for block, pointer in _nested(blocks, at) if block.get("type") == "table"]
    for _, pointer in tables[1:]:
        yield failed(pointer, "only one table allowed", type="max_items", expected=1, got=len(tables))
    for block, pointer in tables:
        length = _characters(block.get("rows"))
        if length > MAX_TABLE_TEXT:
            yield failed(f"{pointer}/rows", f"must be less than {MAX_TABLE_TEXT + 1} characters", type="max_length", got=length)


def _too_much_markdown(blocks: list[Any], at: str) -> Iterator[Problem]:
    texts = [(pointer, block["text"]) for block, pointer in _nested(blocks, at) if block.get("type") == "markdown" and "text" in block]
    so_far = 0
    for pointer, text in texts:
        length = len(text) if isinstance(text, str) else 0
        if so_far + length > MAX_MARKDOWN >= length:
            yield failed(
                f"{pointer}/text", f"must be less than {MAX_MARKDOWN + 1} characters in all", type="max_length", got=so_far + length
            )
        so_far += length


def _characters(value: object) -> int:
    if isinstance(value, list):
        return sum(_characters(item) for item in value)
    if isinstance(value, dict):
        own = value.get("text")
        return (len(own) if isinstance(own, str) else 0) + _characters(value.get("elements"))
    return 0


def _nested(blocks: list[Any], at: str) -> Iterator[tuple[Json, str]]:
    for number, block in enumerate(blocks):
        if isinstance(block, dict):
            yield block, f"{at}/{number}"
            for key in ("child_blocks", "tasks"):
                yield from _nested(block[key] if isinstance(block.get(key), list) else [], f"{at}/{number}/{key}")
            if block.get("type") == "carousel" and isinstance(block.get("elements"), list):
                yield from _nested(block["elements"], f"{at}/{number}/elements")


def _children(block: Json, at: str) -> Iterator[tuple[Json, str]]:
    keys = ("child_blocks", "elements") if block.get("type") == "carousel" else ("child_blocks",)
    for key in keys:
        for number, child in enumerate(block[key] if isinstance(block.get(key), list) else []):
            if isinstance(child, dict):
                yield child, f"{at}/{key}/{number}"
