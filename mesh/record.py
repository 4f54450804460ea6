"""One entry of the record: who, what, when, why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mesh.requests import Tier, tier_of
from mesh.run import Run


@dataclass(frozen=True)
class Entry:
    """Something that was asked, decided, or came out.

    `event` is `asked`, a run's new state, or what was done at once (`locked`). `why`: plain text, as a person gave it. `told`: instead,
    a sentence of ours in Slack's markup, in which what is from outside is escaped already. `is_read`: it is about a question or a dry run.
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
    told: str = ""

    def fields(self) -> dict[str, str]:
        """Return the entry as flat text, for a stream and a log line."""
        flat = {field: getattr(self, field) for field in self.__dataclass_fields__}
        return flat | {"at": self.at.isoformat(timespec="milliseconds"), "is_read": "yes" if self.is_read else ""}


def entry_of(run: Run, event: str, at: datetime, *, who: str = "", why: str = "", told: str = "") -> Entry:
    """Describe an event of a run; without `who` it is the requester's, and has their reason where nothing is told."""
    asking = run.asking
    words, is_read = f"/mesh {asking.words}", tier_of(run.request, dry_run=asking.dry_run) is Tier.T0_READ
    reason = why or ("" if who or told else asking.reason)
    return Entry(at, event, run.id, asking.mesh, run.service, who or asking.person, words, reason, is_read, told)


def entry_from(fields: Mapping[str, str]) -> Entry:
    """Return the entry that was written as flat text; what an older version did not write is empty."""
    named = {name: fields.get(name, "") for name in ("event", "run", "mesh", "app", "who", "what", "why", "told")}
    return Entry(datetime.fromisoformat(fields["at"]), **named, is_read=fields.get("is_read") == "yes")
