"""Steps in words: what a plan will do, and what a step has found out."""

from mesh.run import StepNote
from mesh.steps import OfMembership, OfRoutes, Step
from messages.steps.apps import app_finding, app_intention
from messages.steps.membership import membership_intention
from messages.steps.routes import route_finding, route_intention


def intention(step: Step, host: str | None) -> str:
    """Say what a step does, with its before where there is one; `host` is the app's own host once it is known."""
    if isinstance(step, OfMembership):
        return membership_intention(step)
    return route_intention(step, host) if isinstance(step, OfRoutes) else app_intention(step)


def finding(step: Step, note: StepNote) -> str:
    """Return the few words worth adding once a step is done, or an empty text."""
    if isinstance(step, OfMembership):
        return ""
    return route_finding(step, note) if isinstance(step, OfRoutes) else app_finding(step, note)
