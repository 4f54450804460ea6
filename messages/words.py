"""How values are written for people: escaped, counted in their units, shown by what may be shown."""

from datetime import datetime, timedelta

from mesh import quoting
from mesh.addresses import Buildpack, Source
from mesh.quoting import CUT_TO, on_one_line, visible
from messages.blocks import TEXT_MAX, shortened

__all__ = ["age", "clock", "code", "duration", "ended_with_a_stop", "escaped", "in_full", "joined", "quoted", "source"]


def escaped(text: str) -> str:
    """Return what can be seen of a text from outside, on one line and without Slack's control characters."""
    return quoting.escaped(visible(text))


def code(text: str) -> str:
    """Write a text as code, cut where it is longer than Slack takes."""
    return in_full(_shown(text))


def in_full(text: str) -> str:
    """Write a text as code to its end, however long: what is approved is read whole, over several sections where it must be."""
    return f"`{quoting.escaped(on_one_line(text)).replace('`', 'ˋ')}`"


def quoted(text: str) -> str:
    return f"“{quoting.escaped(_shown(text))}”"


def _shown(text: str) -> str:
    """Return a text on one line, cut to what Slack takes before it is looked at."""
    return shortened(on_one_line(text[: CUT_TO * TEXT_MAX]), TEXT_MAX) if len(text) > TEXT_MAX else on_one_line(text)


def ended_with_a_stop(text: str) -> str:
    """Return a clause as a sentence that another may follow."""
    trimmed = text.rstrip()
    return trimmed if trimmed.endswith((".", "!", "?", "…")) else f"{trimmed}."


def duration(time: timedelta) -> str:
    """Write a duration as a person would say it: `0.4 s`, `12 s`, `3 min 5 s`."""
    seconds = max(time.total_seconds(), 0)
    if round(seconds, 1) < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return f"{rest} s"
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def age(since: datetime | None, now: datetime) -> str:
    """Write how long ago something was, in its largest unit: `12 s`, `5 min`, `3 h`, `30 d`."""
    if since is None:
        return "?"
    seconds = max((now - since).total_seconds(), 0)
    units = (("d", 86400), ("h", 3600), ("min", 60))
    return next((f"{seconds // size:.0f} {unit}" for unit, size in units if seconds >= size), f"{seconds:.0f} s")


def clock(time: datetime) -> str:
    """Write a time so that each reader sees it in their own time zone."""
    return f"<!date^{int(time.timestamp())}^{{time}}|{time:%H:%M} UTC>"


def source(address: Source) -> str:
    """Write a source's address without what may be a secret."""
    return str(address)


def joined(buildpacks: tuple[Buildpack, ...]) -> str:
    """Write buildpacks in their order, by what tells one from another."""
    return escaped(" → ".join(map(str, buildpacks))) or "none"
