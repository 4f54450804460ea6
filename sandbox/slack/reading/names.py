"""Who stands behind an id."""

from typing import Protocol


class Names(Protocol):
    """Knows people, channels and user groups; a Workspace is one."""

    def name_of(self, some_id: str) -> str:
        """Return the name behind an id, or the id itself when it is unknown."""
