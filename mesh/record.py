"""One entry of the record: who, what, when, why."""

from dataclasses import dataclass
from datetime import datetime

from mesh.run import Run


@dataclass(frozen=True)
class Entry:
    """Something that was asked, decided, or came out. `event` is `asked`, a run's new state, or `step` and its id."""

    at: datetime
    event: str
    run: str
    mesh: str
    app: str
    who: str
    what: str
    why: str = ""

    def fields(self) -> dict[str, str]:
        """Return the entry as flat text, for a stream and a log line."""
        return {field: getattr(self, field) for field in self.__dataclass_fields__} | {"at": self.at.isoformat(timespec="milliseconds")}


def entry_of(run: Run, event: str, at: datetime, *, who: str = "", why: str = "") -> Entry:
    """Describe an event of a run; without `who` it is the requester's."""
    asking = run.asking
    return Entry(at, event, run.id, asking.mesh, run.service, who or asking.person, f"/mesh {asking.words}", why or asking.reason)
