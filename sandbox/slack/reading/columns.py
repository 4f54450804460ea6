"""Cells in aligned columns."""

from collections.abc import Sequence
from unicodedata import east_asian_width

GAP = "  "


def aligned(rows: Sequence[Sequence[str]], alignments: Sequence[str] = ()) -> list[str]:
    """Lay out rows so that each column starts at one place; `alignments` are left, right or center, left where missing."""
    count = max((len(row) for row in rows), default=0)
    widths = [max((width(row[n]) for row in rows if n < len(row)), default=0) for n in range(count)]
    return [
        GAP.join(_padded(cell, widths[n], alignments[n] if n < len(alignments) else "left") for n, cell in enumerate(row)).rstrip()
        for row in rows
    ]


def width(text: str) -> int:
    """How many columns of a terminal text takes."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _padded(cell: str, size: int, alignment: str) -> str:
    space = size - width(cell)
    if alignment == "right":
        return " " * space + cell
    return " " * (space // 2) + cell + " " * (space - space // 2) if alignment == "center" else cell + " " * space
