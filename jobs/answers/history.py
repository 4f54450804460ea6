"""Answer what has happened, from the recent part of the record."""

import json
from collections.abc import Sequence

from jobs.tools import Tools
from mesh.app import Mesh
from mesh.quoting import is_visible, rewritten
from mesh.record import Entry
from mesh.requests import History
from mesh.run import Answer, Run
from messages.answer import answer_of
from messages.history import LISTED, history_list

LOOKED_THROUGH = 10_000  # all that the record's recent part holds


def history(tools: Tools, run: Run, asked: History, mesh: Mesh) -> Answer:
    """List the newest entries, without those of questions and dry runs; an export has all of them, in a file for the thread."""
    found, is_whole = _entries(tools, asked, mesh)
    looked_through = None if is_whole else LOOKED_THROUGH
    changes = [entry for entry in found if not entry.is_read]
    if not asked.export:
        return answer_of(history_list(asked, changes[:LISTED], len(changes), looked_through=looked_through))
    tools.sightings.put_file(run.id, as_json_lines(found))
    name = f"history-{mesh.name}-{tools.now():%Y%m%d-%H%M%S}.jsonl"
    return answer_of(history_list(asked, changes[:LISTED], len(changes), exported=len(found), looked_through=looked_through), file=name)


def as_json_lines(entries: Sequence[Entry]) -> str:
    """Write entries as the log lines `recorded` have them, newest first, a line each.

    What a reader cannot see, or what some programs take for a line break, is escaped: the values stay as they were typed.
    """
    return "".join(_seen(json.dumps(entry.fields(), ensure_ascii=False)) + "\n" for entry in entries)


def _seen(line: str) -> str:
    """Return JSON in which all that is neither seen nor a plain space is escaped."""
    return rewritten(line, {each: each if each == " " or _is_seen(each) else json.dumps(each)[1:-1] for each in set(line)})


def _is_seen(character: str) -> bool:
    return is_visible(character) and not character.isspace()


def _entries(tools: Tools, asked: History, mesh: Mesh) -> tuple[list[Entry], bool]:
    """Return what was asked for of this mesh, newest first, and whether all was looked at that the record may have of it."""
    earliest = tools.now() - asked.since if asked.since else None
    found, looked_at = list[Entry](), 0
    for entry in tools.record.newest(LOOKED_THROUGH):
        looked_at += 1
        if earliest and entry.at < earliest:
            return found, True
        if entry.mesh == mesh.name and asked.service in {"", entry.app} and asked.by in {"", entry.who}:
            found.append(entry)
    return found, looked_at < LOOKED_THROUGH
