"""What one would do next about an app, as commands that a button types."""

from collections.abc import Iterator

from mesh.status.one_app import OneApp
from messages.status.drift import scale_back


def next_commands(found: OneApp) -> tuple[str, ...]:
    """Return the commands that would bring back what is down or was scaled by hand, without `/mesh`; at most one of each verb."""
    return tuple(_next(found))


def _next(found: OneApp) -> Iterator[str]:
    crashed = [dyno.name for dyno in found.details.dynos if dyno.state == "crashed"]
    if crashed:
        yield f"restart {found.service} {crashed[0]}" if len(crashed) == 1 else f"restart {found.service}"
    if back := scale_back(found.service, found.drift):
        yield back
