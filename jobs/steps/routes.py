"""Effects on Kong: the service and the route, written under the mesh's claim.

A PUT sets, so it may be repeated; but a PUT of a route silently moves one that belongs to another service (measured on Kong 1.0 to 3.0), so
what is there is read again first on a repeat, and wherever another run has written to this Kong since the plan was made.
"""

from collections.abc import Callable

from jobs.steps.site import Site
from mesh.errors import PermanentFailure
from mesh.found import Route
from mesh.route_plans import is_same, label
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
        return Wait(0.5, "another run writes to Kong at this moment")
    try:
        return write(site.is_repeat or site.store.kong_writes(mesh, run_id) != site.run.kong_writes)
    finally:
        site.store.end_writing(mesh, run_id)


def _put_service(step: PutService, site: Site, *, must_look: bool) -> Outcome:
    found = site.kong.service(step.name) if must_look else None
    if found and found.url != step.url:
        raise PermanentFailure(f"Kong has got another service `{step.name}` meanwhile, at {found.url}.", advice="Choose another name.")
    service = found or site.kong.put_service(step.name, step.url)
    return Done({"service_id": service.id})


def _put_route(step: PutRoute, site: Site, *, must_look: bool) -> Outcome:
    service_id = step.service_id or site.run.value("service", "service_id")
    if not service_id:
        raise PermanentFailure(f"the Kong service of `{step.name}` is not known.", advice="Type the command again.")
    host = step.host or site.host()
    found = site.kong.route(step.name) if must_look else None
    if found and found.service_id != service_id:
        raise PermanentFailure(
            f"Kong has got a route `{step.name}` of another service meanwhile (hosts: {', '.join(found.hosts)}).",
            advice="Choose another name.",
        )
    hosts = (host, *step.further_hosts)
    if not (found and found.hosts == hosts and found.protocols == ("https",)):
        site.kong.put_route(step.name, service_id, hosts, ["https"])
    return Done({"host": host})


def _write_route(step: WriteRoute, site: Site, *, must_look: bool) -> Outcome:
    """Create or change the route. What somebody else made of it meanwhile is not written over."""
    before, wanted = step.before, step.wanted
    found = _now(before, wanted, site) if must_look else before
    if found and must_look and is_same(found, wanted):
        return Done()
    if before is None and found is None:
        site.kong.create_route(wanted)
    elif before is None or found is None or not is_same(found, before):
        raise moved(wanted)
    else:
        site.kong.change_route(before, wanted)
    return Done()


def _remove_route(step: RemoveRoute, site: Site, *, must_look: bool) -> Outcome:
    found = site.kong.route_by_id(step.before.id) if must_look else step.before
    if found and not is_same(found, step.before):
        raise moved(step.before)
    if found:
        site.kong.delete_route(step.before.id)
    return Done()


def _now(before: Route | None, wanted: Route, site: Site) -> Route | None:
    return site.kong.route_by_id(before.id) if before else site.kong.route(wanted.name)


def moved(route: Route) -> PermanentFailure:
    return PermanentFailure(
        f"the route `{label(route)}` was changed by somebody else meanwhile.", advice="Type the command again: the plan is then made anew."
    )
