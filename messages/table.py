"""Tables in code blocks, which every client of Slack shows with columns."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, zip_longest

from mesh.quoting import escaped, visible
from messages.blocks import CUT_ENTITY, TEXT_MAX, Block, section

Cells = tuple[tuple[str, ...], ...]
"""A row: its cells, each with its lines."""

FENCE = "```"
BLOCK_MAX = TEXT_MAX - 2 * len(FENCE)
TABLE_MAX = 9000  # of a message's 12,000 characters


def aligned(columns: Sequence[str], rows: Sequence[Cells]) -> list[str]:
    """Return the head and each row as a text of one or more lines, in columns; what nobody can see is left out.

    In a code block nothing is marked as code once more.
    """
    plain = [tuple(tuple(visible(line).replace("`", "") for line in cell) for cell in row) for row in rows]
    whole = [tuple((name,) for name in columns), *plain]
    widths = [max(len(line) for row in whole for line in row[column]) for column in range(len(columns))]
    return ["\n".join(_line(cells, widths) for cells in zip_longest(*row, fillvalue="")) for row in whole]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def in_code_blocks(rows: Sequence[str]) -> list[Block]:
    """Put rows into as few code blocks as hold them: cut between rows, in a row that no block holds between its lines, or within one."""
    blocks: list[str] = [""]
    for text in (piece for row in rows for piece in _pieces(_harmless(row))):
        if blocks[-1] and len(blocks[-1]) + 1 + len(text) > BLOCK_MAX:
            blocks.append("")
        blocks[-1] += f"\n{text}" if blocks[-1] else text
    return [section(f"{FENCE}{text}{FENCE}") for text in blocks]


def with_room(rows: Sequence[str], room: int = TABLE_MAX) -> Sequence[str]:
    """Return those of the first rows that a single message has room for."""
    sizes = accumulate(len(_harmless(row)) for row in rows)
    return rows[: sum(size <= room for size in sizes)]


def _harmless(row: str) -> str:
    return escaped(row).replace("`", "ˋ")


def _pieces(row: str) -> Iterator[str]:
    if len(row) <= BLOCK_MAX:
        yield row
        return
    for line in row.split("\n"):
        at = 0
        while len(line) - at > BLOCK_MAX:
            piece = CUT_ENTITY.sub("", line[at : at + BLOCK_MAX])
            yield piece
            at += len(piece)
        yield line[at:]
