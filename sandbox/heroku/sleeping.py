"""Eco dynos sleep where nobody visited for half an hour, and a visit wakes them; other sizes never sleep.

Source: Dev Center, "Eco Dyno Hours": all Eco dynos of an app sleep with its web dyno, and the router holds the visit that wakes
them.
"""

from sandbox.heroku.records import App
from sandbox.heroku.world import World


def fall_asleep(world: World, app: App) -> None:
    """Let the dynos that are up sleep. Raises ValueError for an app that has none of size Eco."""
    going = [dyno for dyno in app.dynos if dyno.size.lower() == "eco" and dyno.state == "up"]
    if not going:
        raise ValueError(f"{app.name} has no Eco dyno that is up, and no other sleeps.")
    for dyno in going:
        dyno.state, dyno.updated_at = "idle", world.time


def wake(world: World, app: App) -> None:
    """Start the dynos that sleep, as a visit does."""
    for dyno in app.dynos:
        if dyno.state == "idle":
            dyno.state, dyno.updated_at = "starting", world.time
            world.timeline.after(world.knobs.dyno_start_s, dyno.come_up)


def stop(world: World, app: App, name: str) -> None:
    """Stop a dyno, which is then down until it is restarted. Raises ValueError where there is none of that name."""
    found = next((dyno for dyno in app.dynos if dyno.name == name), None)
    if found is None:
        raise ValueError(f"{app.name} has no dyno {name}.")
    found.state, found.updated_at = "down", world.time
