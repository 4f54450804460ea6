"""Steps of an app at Heroku in words."""

from typing import assert_never

from mesh import formation
from mesh.addresses import told_apart, without_secrets
from mesh.app import ADMIN_LISTEN, ORIGINS
from mesh.quoting import on_one_line
from mesh.run import StepNote
from mesh.steps import (
    BUILD,
    AttachDatabase,
    AwaitHealth,
    AwaitRelease,
    BuildSource,
    CreateApp,
    OfApp,
    RestartDynos,
    RollBack,
    Scale,
    SetBuildpacks,
    SetConfig,
)
from messages.words import escaped, in_full, joined, source


def app_intention(step: OfApp) -> str:
    match step:
        case CreateApp():
            return f"create the Heroku app {in_full(step.app)} ({_place(step)})"
        case SetBuildpacks():
            before, after = told_apart(joined(step.before), joined(step.buildpacks))
            return f"set buildpacks {after}" + (f" (now: {before})" if step.before else "")
        case AttachDatabase():
            return f"attach {in_full(step.addon)} of {in_full(step.controller)} as `DATABASE`"
        case SetConfig():
            return f"set config {_config_names(step)}"
        case BuildSource():
            return f"build {escaped(source(step.source))}"
        case AwaitRelease():
            return "release the build" if step.of == BUILD else "wait until that release is out"
        case Scale():
            before = formation.words(formation.of_types(step.before, (each.type for each in step.formation)))
            return f"scale {in_full(formation.words(step.formation))}" + (f" (now: {in_full(before)})" if before else "")
        case RestartDynos():
            return f"restart {_listed(tuple(step.dynos))}"
        case RollBack():
            return f"roll back from v{step.before} to v{step.version} ({escaped(on_one_line(without_secrets(step.description)))})"
        case AwaitHealth():
            return _health(step)
        case _:
            assert_never(step)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(map(in_full, names))


def _health(step: AwaitHealth) -> str:
    dynos = "its dynos are up" if any(each.quantity for each in step.formation) else "its dynos are gone"
    return f"wait until {dynos}{' and it answers through Kong' if step.visits else ''}"


def _place(step: CreateApp) -> str:
    return escaped(f"{step.region}, {step.stack}" + (f", team {step.team}" if step.team else ""))


def _config_names(step: SetConfig) -> str:
    before = step.before.get(ORIGINS)
    names = [
        in_full(f"{ORIGINS}") + (f" (now: {escaped(before)})" if before else ""),
        in_full(f"{ADMIN_LISTEN}=off"),
        *map(in_full, step.profile_names),
    ]
    return ", ".join(names)


def app_finding(step: OfApp, note: StepNote) -> str:
    after = note.after
    match step:
        case CreateApp():
            return escaped(after.get("host", ""))
        case AwaitRelease():
            return f"v{after['version']}" if "version" in after else ""
        case AwaitHealth():
            return f"{after['status']} in {after['visit_s']} s, {after['via']}" if "status" in after else ""
        case SetBuildpacks() | AttachDatabase() | SetConfig() | BuildSource() | Scale() | RestartDynos() | RollBack():
            return ""
        case _:
            assert_never(step)
