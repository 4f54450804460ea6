"""Steps in words: what a plan will do, and what a step has found out."""

from typing import assert_never

from mesh import formation
from mesh.app import ADMIN_LISTEN, ORIGINS
from mesh.run import StepNote
from mesh.steps import (
    AttachDatabase,
    AwaitHealth,
    AwaitRelease,
    BuildSource,
    CreateApp,
    OfApp,
    OfRoutes,
    Scale,
    SetBuildpacks,
    SetConfig,
    Step,
)
from messages.routes import route_finding, route_intention
from messages.words import code, escaped, joined, source


def intention(step: Step, host: str | None) -> str:
    """Say what a step does, with its before where there is one; `host` is the app's own host once it is known."""
    return route_intention(step, host) if isinstance(step, OfRoutes) else _of_app(step)


def _of_app(step: OfApp) -> str:
    match step:
        case CreateApp():
            return f"create the Heroku app {code(step.app)} ({_place(step)})"
        case SetBuildpacks():
            return f"set buildpacks {joined(step.buildpacks)}" + (f" (now: {joined(step.before)})" if step.before else "")
        case AttachDatabase():
            return f"attach {code(step.addon)} of {code(step.controller)} as `DATABASE`"
        case SetConfig():
            return f"set config {_config_names(step)}"
        case BuildSource():
            return f"build {escaped(source(step.source))}"
        case AwaitRelease():
            return "release the build"
        case Scale():
            before = formation.words(step.before)
            return f"scale {code(formation.words(step.formation))}" + (f" (now: {code(before)})" if before else "")
        case AwaitHealth():
            return "wait until its dynos are up and it answers through Kong"
        case _:
            assert_never(step)


def _place(step: CreateApp) -> str:
    return escaped(f"{step.region}, {step.stack}" + (f", team {step.team}" if step.team else ""))


def _config_names(step: SetConfig) -> str:
    before = step.before.get(ORIGINS)
    names = [
        code(f"{ORIGINS}") + (f" (now: {escaped(before)})" if before else ""),
        code(f"{ADMIN_LISTEN}=off"),
        *map(code, step.profile_names),
    ]
    return ", ".join(names)


def finding(step: Step, note: StepNote) -> str:
    """Return the few words worth adding once a step is done, or an empty text."""
    if isinstance(step, OfRoutes):
        return route_finding(step, note)
    after = note.after
    match step:
        case CreateApp():
            return escaped(after.get("host", ""))
        case AwaitRelease():
            return f"v{after['version']}" if "version" in after else ""
        case AwaitHealth():
            return f"{after['status']} in {after['visit_s']} s, {after['via']}" if "status" in after else ""
        case SetBuildpacks() | AttachDatabase() | SetConfig() | BuildSource() | Scale():
            return ""
        case _:
            assert_never(step)
