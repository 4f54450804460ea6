"""How values go over the wire: JSON objects, ids and moments."""

import uuid
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]


def new_id() -> str:
    return str(uuid.uuid4())


def stamp(moment: float) -> str:
    """Return a moment as Heroku writes it, to the second."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def maybe_stamp(moment: float | None) -> str | None:
    return None if moment is None else stamp(moment)
