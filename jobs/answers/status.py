"""Answer how a mesh or an app stands, what has drifted, and which releases there were."""

from jobs.holding import holds_of
from jobs.reading.one_app import one_app, releases_of
from jobs.reading.status import mesh_seen
from jobs.tools import Tools
from mesh.app import Mesh
from mesh.plan import Refusal
from mesh.requests import AppStatus, Diff, MeshStatus, Releases
from mesh.run import RETRIABLE, Answer, Run
from mesh.status import MeshSeen, chosen, rows
from messages.answer import answer_of
from messages.status.app import app_message
from messages.status.diff import app_diff, mesh_diff
from messages.status.file import as_csv, file_name
from messages.status.mesh import mesh_table
from messages.status.next_commands import next_commands
from messages.status.releases import releases_table


def mesh_status(tools: Tools, run: Run, asked: MeshStatus, mesh: Mesh) -> Answer:
    """Answer from what was seen within the last minute, or look anew; what our own runs do and what is locked is always read now.

    Rows that are too many for the message go into a file for its thread; a private answer has no thread.
    """
    seen, holds = _seen(tools, mesh), holds_of(tools, mesh.name)
    all_rows = rows(seen, tools.store.under_way(mesh.name), holds.locks)
    asked_for = chosen(all_rows, asked)
    table = mesh_table(seen, all_rows, asked_for, asked, tools.now(), freeze=holds.freeze, has_thread=not run.asking.quiet)
    if table.is_whole or run.asking.quiet:
        return answer_of(table.message)
    tools.sightings.put_file(run.id, as_csv(asked_for))
    return answer_of(table.message, file=file_name(seen))


def _seen(tools: Tools, mesh: Mesh) -> MeshSeen:
    kept = tools.sightings.last(mesh.name)
    if kept:
        return kept
    seen = mesh_seen(tools, mesh)
    tools.sightings.keep_names(mesh.name, [app.service for app in seen.apps])
    if not seen.unread:
        tools.sightings.keep(seen)
    return seen


def app_status(tools: Tools, asked: AppStatus, mesh: Mesh) -> Answer | Refusal:
    found = one_app(tools, mesh, asked.service)
    if isinstance(found, Refusal):
        return found
    last = next((run for run in found.runs if not run.asking.dry_run), None)
    retry = last.id if last and last.state in RETRIABLE else ""
    message = app_message(found, holds_of(tools, mesh.name), tools.now())
    return answer_of(message, retry=retry, commands=next_commands(found))


def diff(tools: Tools, asked: Diff, mesh: Mesh) -> Answer | Refusal:
    if not asked.service:
        seen = _seen(tools, mesh)
        return answer_of(mesh_diff(seen, rows(seen, tools.store.under_way(mesh.name)), tools.now()))
    found = one_app(tools, mesh, asked.service)
    return found if isinstance(found, Refusal) else answer_of(app_diff(found, tools.now()))


def releases(tools: Tools, asked: Releases, mesh: Mesh) -> Answer | Refusal:
    found = releases_of(tools, mesh, asked.service)
    return found if isinstance(found, Refusal) else answer_of(releases_table(asked.service, found, tools.now()))
