"""One effect for each kind of step; every one looks first or uses a call that sets, so that it may run twice."""

from typing import assert_never

from jobs.steps.apps import attach_database, create_app, set_buildpacks, set_config
from jobs.steps.builds import await_release, build_source, roll_back
from jobs.steps.domains import add_domain
from jobs.steps.dynos import await_health, restart, scale
from jobs.steps.membership import of_membership
from jobs.steps.routes import put_route, put_service, remove_route, write_route
from jobs.steps.site import Site
from jobs.steps.visiting import await_route
from mesh import steps
from mesh.errors import PermanentFailure
from mesh.steps import Outcome, Step

STEPS_OF_NO_APP = (
    steps.PutService,
    steps.PutRoute,
    steps.WriteRoute,
    steps.RemoveRoute,
    steps.AwaitRoute,
    steps.RemoveRoutes,
    steps.RemoveService,
)


def effect(step: Step, site: Site) -> Outcome:
    """Do what the step says. Raises TemporaryFailure and PermanentFailure.

    No step touches an app that is spared, whatever led to it.
    """
    app = "" if isinstance(step, STEPS_OF_NO_APP) else step.app
    if app in site.mesh.spared:
        raise PermanentFailure(f"`{app}` is {site.mesh.spared[app]}; it was left as it is.", advice="Name an app of the mesh.")
    if isinstance(step, steps.OfMembership):
        return of_membership(step, site)
    return _of_routes(step, site) if isinstance(step, steps.OfRoutes) else _of_app(step, site)


def _of_app(step: steps.OfApp, site: Site) -> Outcome:
    match step:
        case steps.CreateApp():
            return create_app(step, site)
        case steps.SetBuildpacks():
            return set_buildpacks(step, site)
        case steps.AttachDatabase():
            return attach_database(step, site)
        case steps.SetConfig():
            return set_config(step, site)
        case steps.BuildSource():
            return build_source(step, site)
        case steps.AwaitRelease():
            return await_release(step, site)
        case steps.Scale():
            return scale(step, site)
        case steps.RestartDynos():
            return restart(step, site)
        case steps.RollBack():
            return roll_back(step, site)
        case steps.AwaitHealth():
            return await_health(step, site)
        case _:
            assert_never(step)


def _of_routes(step: steps.OfRoutes, site: Site) -> Outcome:
    match step:
        case steps.AddDomain():
            return add_domain(step, site)
        case steps.PutService():
            return put_service(step, site)
        case steps.PutRoute():
            return put_route(step, site)
        case steps.WriteRoute():
            return write_route(step, site)
        case steps.RemoveRoute():
            return remove_route(step, site)
        case steps.AwaitRoute():
            return await_route(step, site)
        case _:
            assert_never(step)


__all__ = ["Site", "effect"]
