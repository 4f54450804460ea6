"""Block Kit within Slack's limits.

Source: slack_sdk.models and @slack/types: a text object holds 3,000 characters, a message 50 blocks; above about 13,200 characters over
all blocks Slack answers msg_blocks_too_long (slackapi/bolt-js#2509).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]

TEXT_MAX = 3000
BLOCKS_MAX = 50
MESSAGE_MAX = 12_000
BLOCK_ID_MAX = 255


@dataclass(frozen=True)
class Rendered:
    """A message: `text` is what notifications and old clients show, `blocks` what everybody else sees."""

    text: str
    blocks: tuple[Block, ...]


def section(text: str, block_id: str = "") -> Block:
    return _identified({"type": "section", "text": {"type": "mrkdwn", "text": shortened(text, TEXT_MAX)}}, block_id)


def context(*texts: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": shortened(text, TEXT_MAX)} for text in texts[:10]]}


def _identified(block: Block, block_id: str) -> Block:
    return {**block, "block_id": block_id[:BLOCK_ID_MAX]} if block_id else block


def shortened(text: str, limit: int) -> str:
    """Return the text, or its beginning with an ellipsis where it is longer than the limit; never empty, which Slack refuses."""
    if len(text) <= limit:
        return text or " "
    return text[: limit - 1] + "…"


def sections(lines: Iterable[str]) -> Sequence[Block]:
    """Put lines into as few sections as hold them, cutting between lines only."""
    blocks: list[Block] = []
    held = ""
    for line in (shortened(each, TEXT_MAX) for each in lines):
        if held and len(held) + 1 + len(line) > TEXT_MAX:
            blocks.append(section(held))
            held = ""
        held = f"{held}\n{line}" if held else line
    return [*blocks, section(held)] if held else blocks


def rendered(text: str, blocks: Sequence[Block]) -> Rendered:
    """Return a message that Slack takes: what is too much falls back to the text alone, which says the essential."""
    too_much = len(blocks) > BLOCKS_MAX or sum(_characters(block) for block in blocks) > MESSAGE_MAX
    return Rendered(shortened(text, TEXT_MAX), (section(text),) if too_much else tuple(blocks))


def in_one_section(text: str, block_id: str = "") -> Rendered:
    """Return a message that is one text; `block_id` says which answer it is."""
    return rendered(text, [section(text, block_id)])


def _characters(part: object) -> int:
    if isinstance(part, dict):
        return sum(_characters(value) for value in part.values())
    if isinstance(part, list | tuple):
        return sum(_characters(value) for value in part)
    return len(part) if isinstance(part, str) else 0
