"""The whole table of a mesh as a file: CSV, a line for each app, the worst first."""

import csv
import io
from collections.abc import Sequence

from mesh.formation import words
from mesh.quoting import on_one_line
from mesh.status import MeshSeen, Row
from messages.status.drift import difference
from messages.status.mesh import health, not_read, run_note

COLUMNS = (
    *("app", "heroku_app", "trouble", "dynos_up", "dynos_wanted", "formation", "release", "released_at", "newest", "newest_status"),
    *("health", "no_answer", "hosts", "drift", "runs", "locked_by", "locked_until", "lock_reason", "not_read"),
)
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
SECONDS = "%Y-%m-%dT%H:%M:%SZ"


def file_name(seen: MeshSeen) -> str:
    return f"mesh-{seen.mesh}-{seen.at:%Y%m%d-%H%M%S}.csv"


def as_csv(rows: Sequence[Row]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([harmless(cell) for cell in _line(row)] for row in rows)
    return text.getvalue()


def harmless(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula, on one line: what people and vendors wrote stands in it.

    Source: OWASP, CSV Injection: a cell that begins with = + - @, a tab or a line break.
    """
    if not isinstance(cell, str):
        return cell
    text = on_one_line(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def _line(row: Row) -> tuple[object, ...]:
    seen, lock, current, newest = row.seen, row.lock, row.seen.current, row.seen.newest
    return (
        seen.service,
        seen.app,
        row.trouble.name.lower(),
        seen.up if seen.dynos is not None else "",
        seen.wanted if seen.formation is not None else "",
        words(seen.formation or ()),
        f"v{current.version}" if current else "",
        f"{current.created_at:{SECONDS}}" if current else "",
        f"v{newest.version}" if newest else "",
        newest.status if newest else "",
        health(seen),
        seen.no_answer,
        " ".join(seen.hosts),
        "; ".join(difference(each) for each in seen.drift) if row.has_drifted else "",
        "; ".join(run_note(run) for run in row.runs),
        lock.person if lock else "",
        f"{lock.until:{SECONDS}}" if lock else "",
        lock.reason if lock else "",
        not_read(seen),
    )
