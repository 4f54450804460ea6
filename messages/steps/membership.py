"""Joining and leaving in words: what each step does."""

from typing import assert_never

from mesh.app import ADMIN_LISTEN, ORIGINS
from mesh.found import Route
from mesh.steps import DestroyApp, DetachDatabase, Join, OfMembership, RemoveRoutes, RemoveService, UnsetConfig
from messages.steps.routes import removal
from messages.words import code, escaped


def membership_intention(step: OfMembership) -> str:
    match step:
        case Join():
            return f"keep {code(step.app)} as the Heroku app of {code(step.service)}, and what it was before"
        case RemoveRoutes():
            return f"remove the Kong {_routes(step.before)}"
        case RemoveService():
            return f"remove the Kong service {code(step.before.name)} at {escaped(step.before.url)}"
        case DetachDatabase():
            return f"detach {code(step.addon)}, attached as {', '.join(map(code, step.names))}, from {code(step.app)}"
        case UnsetConfig():
            return f"take away config {_config(step)}"
        case DestroyApp():
            return f"destroy the Heroku app {code(step.app)}"
        case _:
            assert_never(step)


def _routes(routes: tuple[Route, ...]) -> str:
    listed = "; ".join(map(removal, routes))
    return f"{'routes' if len(routes) > 1 else 'route'} {listed}"


def _config(step: UnsetConfig) -> str:
    words = {
        ORIGINS: f"{code(ORIGINS)} (the entry of {escaped(step.host)})",
        ADMIN_LISTEN: code(ADMIN_LISTEN) + (f" (again: {escaped(step.admin_listen)})" if step.admin_listen else ""),
    }
    return ", ".join(words.get(name, code(name)) for name in step.names)
