"""One entry of the record: who, what, when, why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mesh.requests import Tier, tier_of
from mesh.run import Run


@dataclass(frozen=True)
class Entry:
    """Something that was asked, decided, or came out.

    `event` is `asked`, a run's new state, or what was done at once (`locked`). `is_read`: it is about a question or a dry run.
    """

    at: datetime
    event: str
    run: str
    mesh: str
    app: str
    who: str
    what: str
    why: str = ""
    is_read: bool = False

    def fields(self) -> dict[str, str]:
        """Return the entry as flat text, for a stream and a log line."""
        flat = {field: getattr(self, field) for field in self.__dataclass_fields__}
        return flat | {"at": self.at.isoformat(timespec="milliseconds"), "is_read": "yes" if self.is_read else ""}


def entry_of(run: Run, event: str, at: datetime, *, who: str = "", why: str = "") -> Entry:
    """Describe an event of a run; without `who` it is the requester's, and has their reason."""
    asking = run.asking
    words, is_read = f"/mesh {asking.words}", tier_of(run.request, dry_run=asking.dry_run) is Tier.T0_READ
    return Entry(at, event, run.id, asking.mesh, run.service, who or asking.person, words, why or ("" if who else asking.reason), is_read)


def entry_from(fields: Mapping[str, str]) -> Entry:
    """Return the entry that was written as flat text; what an older version did not write is empty."""
    named = {name: fields.get(name, "") for name in ("event", "run", "mesh", "app", "who", "what", "why")}
    return Entry(datetime.fromisoformat(fields["at"]), **named, is_read=fields.get("is_read") == "yes")
