"""The record in words: a line for each entry, newest first."""

import re
from collections.abc import Sequence

from mesh.quoting import day_and_clock, escaped, on_one_line
from mesh.record import Entry
from mesh.requests import History
from messages.blocks import MESSAGE_MAX, Rendered, in_one_section, rendered, section, sections, shortened
from messages.words import code

LISTED = 30
WHY_MAX = 160
REASON = re.compile(r" --reason.*?(?= --[a-z]|$)")  # it stands at the end of the line anyway
MARKUP = re.compile(r"<[^<>]*>|&\w{1,5};|.", re.DOTALL)


def history_list(
    asked: History, shown: Sequence[Entry], count: int, *, exported: int | None = None, looked_through: int | None = None
) -> Rendered:
    """Render the newest entries; `count` is how many there are in all, `exported` how many the file in the thread has.

    `looked_through`: how many of the record's newest entries were looked at, where older ones were not.
    """
    whose = f" by {_who(asked.by)}" if asked.by else ""
    what = f"{code(asked.service) if asked.service else 'this mesh'}{whose}"
    file = "" if exported is None else f" All {exported:,}, with questions and dry runs, are in the file in the thread."
    if not shown:
        when = " in that time" if asked.since else ""
        text = f"The record holds nothing of {what}{when}. Its recent part has the last 10,000 entries.{file}"
        return in_one_section(text, "help:history")
    more = f" of {count:,}" if count > len(shown) else ""
    rest = f" {code('/mesh history --export jsonl')} has all." if more and not file else file
    older = (
        f" Only the newest {looked_through:,} entries of the record were looked through; the log has the older ones."
        if looked_through
        else ""
    )
    title = f"The latest {len(shown)}{more} entries of {what}, newest first.{rest}" if count > 1 else f"The one entry of {what}:{file}"
    title += older
    return rendered(title, [section(title, "help:history"), *sections([_line(entry) for entry in shown])])


def _line(entry: Entry) -> str:
    why = f" · {_told(entry.told) if entry.told else _why(entry.why)}" if entry.told or entry.why else ""
    run = f" · {code(entry.run)}" if entry.run else ""
    return f"{day_and_clock(entry.at)} · {_who(entry.who)} *{entry.event}* {code(REASON.sub('', entry.what))}{run}{why}"


def _who(who: str) -> str:
    return who if who == "meshbot" else f"<@{who}>"


def _why(text: str) -> str:
    """Return what a person gave as their reason, on one line; it has no power, whatever it looks like."""
    return escaped(shortened(on_one_line(text), WHY_MAX))


def _told(sentence: str) -> str:
    """Return a sentence of ours, cut between its characters and never within a mention, a time or an escaped sign."""
    parts = MARKUP.findall(" ".join(sentence[:MESSAGE_MAX].split()))
    return "".join(parts) if len(parts) <= WHY_MAX else "".join(parts[: WHY_MAX - 1]) + "…"
