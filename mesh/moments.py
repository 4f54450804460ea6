"""Times as people type them: how long, or until when; times of day are UTC."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from mesh.errors import InvalidRequest
from mesh.quoting import quoted

LENGTH = re.compile(r"(?P<number>[1-9]\d{0,3})(?P<unit>[mhd])")
CLOCK = re.compile(r"((?P<day>mon|tue|wed|thu|fri|sat|sun)[a-z]*\s+)?(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(\s*utc)?", re.IGNORECASE)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True)
class ClockTime:
    """The next time that a clock in UTC shows this, on a day of the week (Monday is 0) or on any."""

    hour: int
    minute: int
    weekday: int | None = None

    def after(self, now: datetime) -> datetime:
        at = now.replace(hour=self.hour, minute=self.minute, second=0, microsecond=0)
        days = 0 if self.weekday is None else (self.weekday - now.weekday()) % 7
        at += timedelta(days=days)
        return at if at > now else at + timedelta(days=1 if self.weekday is None else 7)


Moment = timedelta | ClockTime


def length(text: str) -> timedelta:
    """Return how long `30m`, `2h` or `3d` is. Raises InvalidRequest."""
    found = LENGTH.fullmatch(text.strip().lower())
    if found is None:
        raise InvalidRequest(f"{quoted(text)} is no length of time: write minutes, hours or days, as in `30m`, `2h` or `3d`.")
    return timedelta(**{UNITS[found["unit"]]: int(found["number"])})


def moment(text: str) -> Moment:
    """Return what `2h`, `18:00` or `Mon 09:00` means. Raises InvalidRequest."""
    if LENGTH.fullmatch(text.strip().lower()):
        return length(text)
    found = CLOCK.fullmatch(text.strip())
    if found is None:
        raise InvalidRequest(f"{quoted(text)} is no time: write `2h`, `18:00` or `Mon 09:00` (times of day are UTC).")
    return ClockTime(int(found["hour"]), int(found["minute"]), DAYS.index(found["day"].lower()) if found["day"] else None)


def reached(given: Moment, now: datetime) -> datetime:
    """Return the time that a moment names, seen from now."""
    return now + given if isinstance(given, timedelta) else given.after(now)
