"""Dynos that crash because somebody wants to see what happens then."""

from sandbox.heroku.records import App
from sandbox.heroku.world import World


def crash(world: World, app: App, *, dyno: str = "", again: bool = False) -> None:
    """Crash one dyno by name, or all; `again`: also those that a restart starts."""
    app.crashing = again
    for each in app.dynos:
        if dyno in {"", each.name}:
            each.state, each.updated_at = "crashed", world.time
