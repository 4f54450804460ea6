"""How a release comes about: its config is taken, its release phase runs, and it becomes the one that runs.

A change of code, config or attachments makes a release. One with a slug that has a release command is pending while that runs; if it fails
the release before it stays current. A release that becomes current fits the formation to its slug and replaces all dynos.
"""

from sandbox.heroku.deploys import Dyno, Log, Process, Release, ReleasePhase, Slug
from sandbox.heroku.dyno_starts import restart
from sandbox.heroku.people import Account
from sandbox.heroku.records import App
from sandbox.heroku.world import World


def config_of(world: World, app: App) -> dict[str, str]:
    """Return all config vars of an app: what people set, and the values of its attachments."""
    return app.config | {a.config_var: a.addon.url for a in world.attachments_of(app)}


def release(world: World, app: App, description: str, user: Account, *, slug: Slug | None = None) -> Release:
    """Make the app's next release; without a `slug` it keeps the one of the newest release that has a chance to run."""
    attachments = world.attachments_of(app)
    made = Release(
        version=len(app.releases) + 1,
        description=description,
        status="succeeded",
        slug=slug or _slug_to_keep(app),
        config=config_of(world, app),
        own_config=dict(app.config),
        database=next((a.addon.name for a in attachments if a.name == "DATABASE"), ""),
        plans=sorted({a.addon.plan for a in attachments if a.addon.app is app}),
        user=user,
        created_at=world.time,
        updated_at=world.time,
    )
    app.releases.append(made)
    app.updated_at = world.time
    phase = app.release_phase or (made.slug.release_phase if made.slug else None)
    if phase is None:
        _becomes_current(world, app, made)
    else:
        _run_phase(world, app, made, phase)
    return made


def _slug_to_keep(app: App) -> Slug | None:
    """Return the slug of the newest release that did not fail, so that a config change during a release phase keeps the new code."""
    return next((r.slug for r in reversed(app.releases) if r.status in {"succeeded", "pending"}), None)


def _run_phase(world: World, app: App, made: Release, phase: ReleasePhase) -> None:
    begins = world.time + min(world.knobs.build_start_s, phase.seconds)
    ends = world.time + phase.seconds
    last_words = "Release command finished.\n" if phase.succeeds else " !     Release command declared: exited with status 1.\n"
    made.status = "pending"
    made.log = Log(begins, ends, [(begins, "Running release command...\n"), (ends, last_words)])
    world.logs[made.log.id] = made.log
    command = made.slug.process_types.get("release", "") if made.slug else ""
    size = world.knobs.default_size
    made.phase_dyno = Dyno(f"release.{1000 + made.version}", "release", command, size, made, world.time, world.time)

    def finish() -> None:
        made.phase_dyno = None
        made.status = "succeeded" if phase.succeeds else "failed"
        made.updated_at = world.time
        if phase.succeeds:
            _becomes_current(world, app, made)

    world.timeline.after(phase.seconds, finish)


def _becomes_current(world: World, app: App, made: Release) -> None:
    if app.current is not None and app.current.version > made.version:
        return
    app.current = made
    app.released_at = app.updated_at = world.time
    if made.slug is not None:
        _fit_formation(world, app, made.slug)
        restart(world, app)


def _fit_formation(world: World, app: App, slug: Slug) -> None:
    """Give the formation a row for every process type; one web dyno on the first deploy, none of the others."""
    first = not app.formation
    size = "dyno-1c-0.5gb" if app.generation == "fir" else world.knobs.default_size
    rows: dict[str, Process] = {}
    for kind, command in slug.process_types.items():
        if kind == "release":
            continue
        quantity = 1 if first and kind == "web" else 0
        rows[kind] = app.formation.get(kind) or Process(kind, command, quantity, size, world.time, world.time)
        rows[kind].command = command
    app.formation = rows
