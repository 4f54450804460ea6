"""Joining and leaving in words: what each step does."""

from typing import assert_never

from mesh.app import ADMIN_LISTEN, ORIGINS
from mesh.found import Route
from mesh.steps import DestroyApp, DetachDatabase, Join, OfMembership, RemoveRoutes, RemoveService, UnsetConfig
from messages.steps.routes import removal
from messages.words import escaped, in_full


def membership_intention(step: OfMembership) -> str:
    match step:
        case Join():
            return f"keep {in_full(step.app)} as the Heroku app of {in_full(step.service)}, and what it was before"
        case RemoveRoutes():
            return f"remove the Kong {_routes(step.before)}"
        case RemoveService():
            return f"remove the Kong service {in_full(step.before.name)} at {escaped(step.before.url)}"
        case DetachDatabase():
            return f"detach {in_full(step.addon)}, attached as {', '.join(map(in_full, step.names))}, from {in_full(step.app)}"
        case UnsetConfig():
            return f"take away config {_config(step)}"
        case DestroyApp():
            return f"destroy the Heroku app {in_full(step.app)}"
        case _:
            assert_never(step)


def _routes(routes: tuple[Route, ...]) -> str:
    listed = "; ".join(map(removal, routes))
    return f"{'routes' if len(routes) > 1 else 'route'} {listed}"


def _config(step: UnsetConfig) -> str:
    words = {
        ORIGINS: f"{in_full(ORIGINS)} (the entry of {escaped(step.host)})",
        ADMIN_LISTEN: in_full(ADMIN_LISTEN) + (f" (again: {escaped(step.admin_listen)})" if step.admin_listen else ""),
    }
    return ", ".join(words.get(name, in_full(name)) for name in step.names)
