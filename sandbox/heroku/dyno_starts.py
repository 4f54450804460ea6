"""Dynos come and go: one for each unit of the formation, `starting` until it is up or has crashed."""

import secrets

from sandbox.heroku.deploys import Dyno, Process, Release
from sandbox.heroku.records import App
from sandbox.heroku.world import World


def restart(world: World, app: App, *, type_or_name: str = "") -> int:
    """Replace the dynos of that type or name (empty: all) by new ones of the current release; return how many were replaced."""
    going = [dyno for dyno in app.dynos if type_or_name in {"", dyno.type, dyno.name}]
    gone = {dyno.name for dyno in going}
    app.dynos = [dyno for dyno in app.dynos if dyno.name not in gone]
    fit_dynos(world, app)
    return len(going)


def fit_dynos(world: World, app: App) -> None:
    """Start the dynos that the formation wants and that are not there, stop those it does not want."""
    if app.current is None or app.current.slug is None:
        return
    kept: list[Dyno] = []
    for process in app.formation.values():
        running = [d for d in app.dynos if d.type == process.type and d.size == process.size][: process.quantity]
        taken = {dyno.name for dyno in running}
        kept += running
        for _ in range(process.quantity - len(running)):
            kept.append(_start(world, app, app.current, process, taken))
            taken.add(kept[-1].name)
    app.dynos = kept


def _start(world: World, app: App, release: Release, process: Process, taken: set[str]) -> Dyno:
    dyno = Dyno(_name(app, process.type, taken), process.type, process.command, process.size, release, world.time, world.time)

    def arrive() -> None:
        crashes = app.crashing or (release.slug is not None and release.slug.crashes)
        dyno.state = "crashed" if crashes else "up"
        dyno.updated_at = world.time

    world.timeline.after(world.knobs.dyno_start_s, arrive)
    return dyno


def _name(app: App, kind: str, taken: set[str]) -> str:
    """Return web.1, web.2, …, the first that is free, or a name of the Fir generation."""
    if app.generation == "fir":
        return f"{kind}-{secrets.token_hex(4)}-{secrets.token_hex(3)[:5]}"
    number = 1
    while f"{kind}.{number}" in taken:
        number += 1
    return f"{kind}.{number}"
