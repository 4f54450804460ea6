"""Tables in code blocks, which every client of Slack shows with columns."""

from collections.abc import Sequence
from itertools import zip_longest

from messages.blocks import TEXT_MAX, Block, section
from messages.words import escaped

Cells = tuple[tuple[str, ...], ...]
"""A row: its cells, each with its lines."""

FENCE = "```"
TABLE_MAX = 9000  # of a message's 12,000 characters


def aligned(columns: Sequence[str], rows: Sequence[Cells]) -> list[str]:
    """Return the head and each row as a text of one or more lines, in columns; in a code block nothing is marked as code once more."""
    plain = [tuple(tuple(line.replace("`", "") for line in cell) for cell in row) for row in rows]
    whole = [tuple((name,) for name in columns), *plain]
    widths = [max(len(line) for row in whole for line in row[column]) for column in range(len(columns))]
    return ["\n".join(_line(cells, widths) for cells in zip_longest(*row, fillvalue="")) for row in whole]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def in_code_blocks(rows: Sequence[str]) -> tuple[list[Block], int]:
    """Put rows into as few code blocks as hold them, cutting between rows; return also how many were too much for a message."""
    blocks: list[str] = [""]
    shown = left = 0
    for row in rows:
        text = escaped(row).replace("`", "ˋ")[: TEXT_MAX - 100]
        if left or shown + len(text) > TABLE_MAX:
            left += 1
            continue
        if len(blocks[-1]) + len(text) + len(FENCE) * 2 + 1 > TEXT_MAX:
            blocks.append("")
        blocks[-1] += f"\n{text}" if blocks[-1] else text
        shown += len(text)
    return [section(f"{FENCE}{text}{FENCE}") for text in blocks], left
