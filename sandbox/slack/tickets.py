"""Tickets for Socket Mode: each URL that apps.connections.open answers opens one WebSocket."""

import secrets


class Tickets:
    """The tickets that nobody has used yet."""

    def __init__(self) -> None:
        self._open: set[str] = set()

    def issue(self) -> str:
        ticket = secrets.token_urlsafe(24)
        self._open.add(ticket)
        return ticket

    def redeem(self, ticket: str) -> bool:
        """Say whether the ticket was good; it is not a second time."""
        known = ticket in self._open
        self._open.discard(ticket)
        return known
