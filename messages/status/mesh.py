"""The mesh in one table, the worst first: what is well takes a line, what is not says why beside it."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from mesh.formation import Dynos
from mesh.locks import Freeze, Lock
from mesh.quoting import in_utc
from mesh.requests import MeshStatus
from mesh.run import Run
from mesh.status import AppSeen, MeshSeen, Row, Trouble, counted
from messages.blocks import Rendered, rendered, sections, shortened
from messages.locks import LOCK, hold_line
from messages.states import state_words
from messages.status.drift import briefly
from messages.table import Cells, aligned, in_code_blocks, with_room
from messages.words import age, clock, code, escaped

COLUMNS = ("app", "dynos", "release", "health", "hosts", "to know")
MOST, WORST = 60, 15  # of more rows than that, only those in trouble are shown, and of them so many
NOTE, NOTE_LINES, HOST, APP = 42, 3, 24, 22
LONGEST_NOTE = 3 * NOTE * NOTE_LINES  # to be wrapped: textwrap's time grows with the square of a long word
DRIFTS = 3
CELL_LINES = 12
LOCKS = 6  # of more locks, so many are named above the table
UNAVAILABLE = 503
FRESH_S = 20  # as long as reading may take
TROUBLES = {
    Trouble.DOWN: "down",
    Trouble.STRANGE: "not whole",
    Trouble.UNREAD: "not fully read",
    Trouble.SHORT: "short of dynos",
    Trouble.RELEASE: "with a failed release",
    Trouble.DRIFTED: "drifted",
    Trouble.BUSY: "being changed",
    Trouble.LOCKED: "locked",
    Trouble.ASLEEP: "asleep",
}


@dataclass(frozen=True)
class Table:
    """The message, and whether it shows every row that was asked for."""

    message: Rendered
    is_whole: bool


def mesh_table(
    seen: MeshSeen,
    all_rows: Sequence[Row],
    asked_for: Sequence[Row],
    asked: MeshStatus,
    now: datetime,
    *,
    freeze: Freeze | None = None,
    has_thread: bool = True,
) -> Table:
    """Render the rows that were asked for, or the worst of them where they are too many for one message."""
    troubled = [row for row in asked_for if row.trouble is not Trouble.NONE]
    shown = asked_for if len(asked_for) <= MOST else troubled[:WORST]
    lines_of_rows = with_room(aligned(COLUMNS, [_cells(row, now) for row in shown])) if shown else ()
    hidden = len(asked_for) - max(len(lines_of_rows) - 1, 0)
    headline = _headline(seen, all_rows, freeze, now)
    held = [*([hold_line(freeze, seen.mesh)] if freeze else []), *_locked([row.lock for row in asked_for if row.lock])]
    lines = [headline, *held, *(_choice(asked_for, all_rows, asked)), *(f":warning: {escaped(each)}" for each in seen.unread)]
    if hidden:
        number = len(asked_for) - hidden
        worst = f"Here are the {number} worst of {len(asked_for)}. " if number else f"None of the {len(asked_for)} is shown here. "
        whole = "The whole is the file in the thread." if has_thread else f"Without {code('--quiet')} the whole is a file in the thread."
        lines.append(worst + whole)
    return Table(rendered(headline, [*sections(lines), *(in_code_blocks(lines_of_rows) if lines_of_rows else ())]), is_whole=not hidden)


def _locked(locks: Sequence[Lock]) -> Iterator[str]:
    """Say who has locked what: a table cannot name people, because Slack shows none in a code block."""
    if locks:
        named = [f"{code(lock.service)} by <@{lock.person}>" for lock in sorted(locks, key=lambda lock: lock.service)[:LOCKS]]
        more = [f"and {len(locks) - LOCKS} more"] if len(locks) > LOCKS else []
        yield f"{LOCK} Locked: {', '.join([*named, *more])}. {code('/mesh locks')} says more."


def _headline(seen: MeshSeen, all_rows: Sequence[Row], freeze: Freeze | None, now: datetime) -> str:
    count = counted(all_rows)
    apps = f"{len(all_rows)} apps" if len(all_rows) != 1 else "one app"
    troubled = [f"{count[trouble]} {words}" for trouble, words in TROUBLES.items() if count.get(trouble)]
    well = [f"{count[Trouble.NONE]} well"] if troubled and count.get(Trouble.NONE) else []
    state = ", ".join([*well, *troubled]) or ("all well" if all_rows else "none yet")
    frozen = ", *frozen*" if freeze else ""
    return f"*Mesh {escaped(seen.mesh)}*{frozen}: {apps}: {state} · {as_of(seen.at, now)}"


def as_of(at: datetime, now: datetime) -> str:
    """Say when something was read and how long ago that is; what was read for this answer is not old."""
    old = f", {age(at, now)} ago" if (now - at).total_seconds() >= FRESH_S else ""
    return f"as of {clock(at)}{old}"


def _choice(asked_for: Sequence[Row], all_rows: Sequence[Row], asked: MeshStatus) -> Iterator[str]:
    words = " or ".join(word for word, is_asked in (("down", asked.down), ("drifted", asked.drifted)) if is_asked)
    like = f"named like {code(asked.match)}" if asked.match else ""
    wanted = " and ".join(filter(None, (words, like)))
    unseen = sum(row.trouble is Trouble.UNREAD and not row.has_drifted for row in asked_for) if asked.down else 0
    if wanted:
        number = len(asked_for) - unseen
        yield f"{number or 'None'} of {len(all_rows)} {'is' if number < 2 else 'are'} {wanted}."
    if unseen:
        yield f"{unseen} more {'was' if unseen == 1 else 'were'} not fully read, so may be."


def _cells(row: Row, now: datetime) -> Cells:
    seen = row.seen
    return (
        (shortened(seen.service, APP),),
        _few(tuple(_dynos(seen))),
        tuple(_release(seen, now)),
        (health(seen),),
        tuple(_hosts(seen)),
        _few(tuple(line for note in notes(row) for line in _wrapped(note))),
    )


def _few(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return the lines of a cell, or, of too many, the first and how many more there are."""
    return lines if len(lines) <= CELL_LINES else (*lines[: CELL_LINES - 1], f"+ {len(lines) - CELL_LINES + 1} more lines")


def _dynos(seen: AppSeen) -> Iterator[str]:
    """Yield how many dynos of each type are up, of how many and which size; a lone web type is not named."""
    if seen.formation is None:
        yield "-" if not seen.app else "?"
        return
    wanted = [each for each in seen.formation if each.quantity] or [each for each in seen.formation if each.type == "web"]
    for each in wanted:
        name = "" if [other.type for other in wanted] == ["web"] else f"{each.type} "
        yield f"{name}{_up(each, seen)}/{each.quantity} {each.size or ''}".rstrip()
    if not wanted:
        yield "0/0"


def _up(wanted: Dynos, seen: AppSeen) -> str:
    if seen.dynos is None:
        return "?"
    return str(sum(dyno.type == wanted.type and dyno.is_up_or_asleep for dyno in seen.dynos))


def _release(seen: AppSeen, now: datetime) -> Iterator[str]:
    if seen.releases is None:
        yield "-" if not seen.app else "?"
        return
    current, newest = seen.current or seen.newest, seen.newest
    yield f"v{current.version} {age(current.created_at, now)}" if current else "none"
    if newest and current and newest != current:
        yield f"v{newest.version} {newest.status}"


def health(seen: AppSeen) -> str:
    """Write what a visit saw: a bare status is one that came through Kong."""
    if seen.visit:
        return f"{seen.visit.status}" if seen.through_kong else f"{seen.visit.status} no Kong"
    if seen.no_answer:
        return "no answer"
    if seen.is_asleep:
        return "asleep"
    return "-" if seen.has_service is False or (seen.has_service and (not seen.hosts or seen.is_health_known)) else "?"


def _hosts(seen: AppSeen) -> Iterator[str]:
    others = [shortened(host, HOST) for host in seen.hosts if host != seen.own_host]
    first = ["own"] if seen.own_host else []
    yield from (*first, *others[:2], *([f"+ {len(others) - 2}"] if len(others) > 2 else ()))


def notes(row: Row) -> Iterator[str]:
    """Yield what one should know of an app, the worst first."""
    seen = row.seen
    if not seen.app:
        if not seen.unread:
            yield f"no app is attached for this Kong service; /mesh status {seen.service} looks whether it was renamed"
    elif seen.service == seen.app:
        yield "attached, but named like no app of this mesh"
    elif seen.has_service is False:
        yield "attached, but Kong has no service for it"
    elif seen.has_service and not seen.hosts:
        yield "no route leads to it"
    yield from _reached(seen)
    if seen.visit and seen.visit.status == UNAVAILABLE and not seen.through_kong and seen.up:
        yield "Heroku's router answers: maintenance?"
    yield from (f"{dyno.name} {dyno.state}" for dyno in seen.dynos or () if dyno.state in {"crashed", "down"})
    if seen.unread:
        yield not_read(seen)
    if row.has_drifted:
        more = len(seen.drift) - DRIFTS
        yield from (f"drift: {briefly(each)}" for each in seen.drift[:DRIFTS])
        yield from [f"drift: {more} more, /mesh diff {seen.service}"] if more > 0 else []
    if row.lock:
        yield f"locked until {in_utc(row.lock.until)}: {row.lock.reason}"
    yield from (run_note(run) for run in row.runs)


def _reached(seen: AppSeen) -> Iterator[str]:
    if seen.former_database:
        yield f"still on {seen.former_database}, no longer the controller's DATABASE"
    if seen.no_answer:
        yield seen.no_answer
    if seen.is_asleep:
        yield "asleep; the next visit wakes it"


def not_read(seen: AppSeen) -> str:
    """Say why something was not read; the first reason stands for others, which are mostly the same."""
    more = f" So {len(seen.unread) - 1} more." if len(seen.unread) > 1 else ""
    return f"{seen.unread[0]}{more}" if seen.unread else ""


def run_note(run: Run) -> str:
    return f"{run.id} {run.request.verb}: {state_words(run)}"


def _wrapped(note: str) -> list[str]:
    lines = textwrap.wrap(shortened(note, LONGEST_NOTE), NOTE, subsequent_indent="  ")
    if len(lines) <= NOTE_LINES:
        return lines
    rest = " ".join(line.strip() for line in lines[NOTE_LINES - 1 :])
    return [*lines[: NOTE_LINES - 1], shortened(f"  {rest}", NOTE)]
