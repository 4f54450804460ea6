"""Block Kit within Slack's limits.

Source: slack_sdk.models and @slack/types: a text object holds 3,000 characters, a message 50 blocks; above about 13,200 characters over
all blocks Slack answers msg_blocks_too_long (slackapi/bolt-js#2509).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]

TEXT_MAX = 3000
BLOCKS_MAX = 50
MESSAGE_MAX = 12_000
BLOCK_ID_MAX = 255
PAGE_MAX = 10_000  # of MESSAGE_MAX, with room for who asked and for buttons
PAGE_BLOCKS = 40
WORD_MAX = 400  # a line is cut behind a space if there is one in the last so many characters that have room
CUT_ENTITY = re.compile(r"&\w{0,4}$")
NO_ROOM = re.compile(r"… \d+ of \d+ lines have no room in this message\.")


@dataclass(frozen=True)
class Rendered:
    """A message: `text` is what notifications and old clients show, `blocks` what everybody else sees, `more` what had no room there."""

    text: str
    blocks: tuple[Block, ...]
    more: tuple[Block, ...] = ()


def section(text: str, block_id: str = "") -> Block:
    return _identified({"type": "section", "text": {"type": "mrkdwn", "text": shortened(text, TEXT_MAX)}}, block_id)


def context(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": shortened(text, TEXT_MAX)}]}


def _identified(block: Block, block_id: str) -> Block:
    return {**block, "block_id": block_id[:BLOCK_ID_MAX]} if block_id else block


def shortened(text: str, limit: int) -> str:
    """Return the text, or its beginning with an ellipsis where it is longer than the limit; never empty, which Slack refuses."""
    if len(text) <= limit:
        return text or " "
    return text[: limit - 1] + "…"


def sections(lines: Iterable[str]) -> Sequence[Block]:
    """Put lines into as few sections as hold them, cutting between lines, and within a line only where it is too long for a section."""
    blocks: list[Block] = []
    held = ""
    for line in (piece for each in lines for piece in _pieces(each)):
        if held and len(held) + 1 + len(line) > TEXT_MAX:
            blocks.append(section(held))
            held = ""
        held = f"{held}\n{line}" if held else line
    return [*blocks, section(held)] if held else blocks


def _pieces(line: str) -> Iterator[str]:
    """Yield a line in pieces that a section holds: cut between words if it can be, never within an escaped character.

    What is cut within a piece of code is code on both sides.
    """
    at, mark = 0, ""
    while len(mark) + len(line) - at > TEXT_MAX:
        room = mark + line[at : at + TEXT_MAX - 1 - len(mark)]
        space = room.rfind(" ", TEXT_MAX - WORD_MAX)
        piece = CUT_ENTITY.sub("", room[: space + 1] if space > 0 else room)
        at += len(piece) - len(mark)
        mark = "`" if piece.count("`") % 2 else ""
        yield f"{piece}{mark}"
    yield f"{mark}{line[at:]}"


def rendered(text: str, blocks: Sequence[Block]) -> Rendered:
    """Return a message that Slack takes; where the blocks are too much, the first of them and its buttons, and a sentence that says so."""
    if len(blocks) <= BLOCKS_MAX and sum(map(characters, blocks)) <= MESSAGE_MAX:
        return Rendered(shortened(text, TEXT_MAX), tuple(blocks))
    actions = [block for block in blocks if block["type"] == "actions"]
    first, *others = pages_of([block for block in blocks if block["type"] != "actions"], PAGE_MAX - sum(map(characters, actions)))
    more = tuple(block for page in others for block in page)
    left, all_lines = _lines(more), _lines((*first, *more))
    no_room = context(f"… {left} of {all_lines} lines have no room in this message.")
    return Rendered(shortened(text, TEXT_MAX), (*first, no_room, *actions), more)


def is_no_room(block: Block) -> bool:
    """Say whether a block only tells how much had no room in its message."""
    return block["type"] == "context" and any(NO_ROOM.fullmatch(element["text"]) for element in block["elements"])


def _lines(blocks: Iterable[Block]) -> int:
    return sum(len(block["text"]["text"].splitlines()) if block["type"] == "section" else 1 for block in blocks)


def pages_of(blocks: Sequence[Block], room: int = PAGE_MAX) -> list[list[Block]]:
    """Put blocks into as few pages as hold them, each with at most `room` characters, or a single block."""
    pages: list[list[Block]] = [[]]
    for block in blocks:
        is_full = len(pages[-1]) >= PAGE_BLOCKS or sum(map(characters, (*pages[-1], block))) > room
        if is_full and pages[-1]:
            pages.append([])
        pages[-1].append(block)
    return pages


def in_one_section(text: str, block_id: str = "") -> Rendered:
    """Return a message that is one text, in one section if it has room there; `block_id` says which answer it is."""
    first, *others = sections([text])
    return rendered(text, [_identified(first, block_id), *others])


def characters(part: object) -> int:
    """Count the characters of some blocks, as strictly as Slack may."""
    if isinstance(part, dict):
        return sum(characters(value) for value in part.values())
    if isinstance(part, list | tuple):
        return sum(characters(value) for value in part)
    return len(part) if isinstance(part, str) else 0
