"""Effects on Kong: the service and the route, written under the mesh's claim.

Kong has no conditional write, so what stands is read again before it is changed or removed, and held against what the plan saw of it;
unless the run has begun, and so looked at everything, a moment ago. What is new is created by POST, which refuses a name that is taken.
Both look first on a repeat, and wherever another run has written to this Kong since the plan was made.
"""

from collections.abc import Callable

from jobs.steps.site import Site
from mesh.errors import PermanentFailure
from mesh.found import Route
from mesh.route_plans import is_as_seen, label
from mesh.steps import Done, Outcome, PutRoute, PutService, RemoveRoute, Wait, WriteRoute


def put_service(step: PutService, site: Site) -> Outcome:
    return under_the_claim(site, lambda must_look: _put_service(step, site, must_look=must_look))


def put_route(step: PutRoute, site: Site) -> Outcome:
    return under_the_claim(site, lambda must_look: _put_route(step, site, must_look=must_look))


def write_route(step: WriteRoute, site: Site) -> Outcome:
    return under_the_claim(site, lambda must_look: _write_route(step, site, must_look=must_look))


def remove_route(step: RemoveRoute, site: Site) -> Outcome:
    return under_the_claim(site, lambda must_look: _remove_route(step, site, must_look=must_look))


def under_the_claim(site: Site, write: Callable[[bool], Outcome]) -> Outcome:
    """Write while no other run does; `write` hears whether what it is about to write must be read again first."""
    mesh, run_id = site.mesh.name, site.run.id
    if not site.store.begin_writing(mesh, run_id):
        return Wait(0.5, "another run writes to Kong at this moment", has_looked=False)
    try:
        return write(site.is_repeat or site.store.kong_writes(mesh, run_id) != site.run.kong_writes)
    finally:
        site.store.end_writing(mesh, run_id)


def _put_service(step: PutService, site: Site, *, must_look: bool) -> Outcome:
    found = site.kong.service(step.name) if must_look else None
    if found and found.url != step.url:
        raise PermanentFailure(f"Kong has got another service `{step.name}` meanwhile, at {found.url}.", advice="Choose another name.")
    service = found or site.kong.create_service(step.name, step.url)
    return Done({"service_id": service.id})


def _put_route(step: PutRoute, site: Site, *, must_look: bool) -> Outcome:
    service_id = step.service_id or site.run.value("service", "service_id")
    if not service_id:
        raise PermanentFailure(f"the Kong service of `{step.name}` is not known.", advice="Type the command again.")
    host = step.host or site.host()
    _write(step.standing, step.wanted(host, service_id), site, must_look=must_look)
    return Done({"host": host})


def _write_route(step: WriteRoute, site: Site, *, must_look: bool) -> Outcome:
    _write(step.before, step.wanted, site, must_look=must_look)
    return Done()


def _write(before: Route | None, wanted: Route, site: Site, *, must_look: bool) -> None:
    """Create or change the route. What somebody else made of it meanwhile is not written over."""
    if before is None:
        found = site.kong.route(wanted.name) if must_look else None
        if found is None:
            site.kong.create_route(wanted)
        elif not is_as_seen(found, wanted):
            raise moved(wanted)
        return
    must_look = must_look or not site.has_just_begun()
    found = site.kong.route_by_id(before.id) if must_look else before
    if found and must_look and is_as_seen(found, wanted):
        return
    if found is None or not is_as_seen(found, before):
        raise moved(wanted)
    site.kong.change_route(before, wanted)


def _remove_route(step: RemoveRoute, site: Site, *, must_look: bool) -> Outcome:
    found = site.kong.route_by_id(step.before.id) if must_look or not site.has_just_begun() else step.before
    if found and not is_as_seen(found, step.before):
        raise moved(step.before)
    if found:
        site.kong.delete_route(step.before.id)
    return Done()


def moved(route: Route) -> PermanentFailure:
    return PermanentFailure(
        f"the route `{label(route)}` was changed by somebody else meanwhile.", advice="Type the command again: the plan is then made anew."
    )
