"""One row for each experiment, kept with its test's report, and the tables at the end."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from bench.table import table

KEY = "chaos"
Keep = Callable[[str, object], None]
HEADS = {
    "crashes": ("moment", "what happened", "struck", "outcome", "doubled", "sent again", "untrue", "left over", "resumed s", "whole s"),
    "faults": ("request", "fault", "outcome", "doubled", "untrue", "left over", "whole s", "reason"),
    "measured": ("what", "measured", "held to"),
}


def keep(record_property: Keep, kind: str, row: Sequence[object], place: int = 0) -> None:
    """Keep a row for the tables at the end; rows of one kind stand by their place."""
    record_property(KEY, [kind, f"{place:04}", *map(str, row)])


def tables(rows: Iterable[list[str]]) -> str:
    """Return the tables of all rows, and what they sum up to."""
    by_kind: dict[str, list[list[str]]] = defaultdict(list)
    for kind, _, *row in sorted(rows):
        by_kind[kind].append(row)
    parts = [table(HEADS[kind], found) for kind, found in by_kind.items()]
    if "crashes" in by_kind:
        parts.append(_summary(by_kind["crashes"]))
    if "faults" in by_kind:
        outcomes = Counter(row[2] for row in by_kind["faults"])
        parts.append(f"{len(by_kind['faults'])} requests went wrong: " + ", ".join(f"{each} {count}" for each, count in outcomes.items()))
    return "\n\n".join(parts)


def _summary(rows: Sequence[Sequence[str]]) -> str:
    columns = {name: [row[place] for row in rows] for place, name in enumerate(HEADS["crashes"])}
    slowest = max(rows, key=lambda row: float(row[8]))
    return "\n".join(
        [
            f"{len(rows)} experiments, {sum(map(int, columns['struck']))} processes struck",
            f"runs not done: {sum(outcome != 'done' for outcome in columns['outcome'])}",
            f"double effects: {sum(map(int, columns['doubled']))}",
            f"messages untrue: {sum(map(int, columns['untrue']))}",
            f"claims and the like left over: {sum(map(int, columns['left over']))}",
            f"slowest to be resumed: {slowest[8]} s ({slowest[0]}, {slowest[1]})",
        ]
    )
