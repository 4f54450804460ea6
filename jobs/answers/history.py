"""Answer what has happened, from the recent part of the record."""

import json
from collections.abc import Iterator, Sequence

from jobs.tools import Tools
from mesh.app import Mesh
from mesh.record import Entry
from mesh.requests import History
from mesh.run import Answer, Run
from messages.answer import answer_of
from messages.history import LISTED, history_list

LOOKED_THROUGH = 10_000  # all that the record's recent part holds


def history(tools: Tools, run: Run, asked: History, mesh: Mesh) -> Answer:
    """List the newest entries, without those of questions and dry runs; an export has all of them, in a file for the thread."""
    found = list(_entries(tools, asked, mesh))
    changes = [entry for entry in found if not entry.is_read]
    if not asked.export:
        return answer_of(history_list(asked, changes[:LISTED], len(changes)))
    tools.sightings.put_file(run.id, as_json_lines(found))
    name = f"history-{mesh.name}-{tools.now():%Y%m%d-%H%M%S}.jsonl"
    return answer_of(history_list(asked, changes[:LISTED], len(changes), exported=len(found)), file=name)


def as_json_lines(entries: Sequence[Entry]) -> str:
    """Write entries as the log lines `recorded` have them, newest first, a line each."""
    return "".join(json.dumps(entry.fields(), ensure_ascii=False) + "\n" for entry in entries)


def _entries(tools: Tools, asked: History, mesh: Mesh) -> Iterator[Entry]:
    """Yield what was asked for of this mesh, newest first."""
    earliest = tools.now() - asked.since if asked.since else None
    for entry in tools.record.newest(LOOKED_THROUGH):
        if earliest and entry.at < earliest:
            return
        if entry.mesh == mesh.name and asked.service in {"", entry.app} and asked.by in {"", entry.who}:
            yield entry
