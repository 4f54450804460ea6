"""Effects on Kong: the service and the route. A PUT sets, so it may be repeated; a repeat looks first all the same.

A PUT of a route silently moves one that belongs to another service (measured on Kong 1.0 to 3.0), so what is there is compared before a
repeat writes.
"""

from jobs.steps.site import Site
from mesh.errors import PermanentFailure
from mesh.steps import Done, Outcome, PutRoute, PutService


def put_service(step: PutService, site: Site) -> Outcome:
    found = site.kong.service(step.name) if site.is_repeat else None
    if found and found.url != step.url:
        raise PermanentFailure(f"Kong has got another service `{step.name}` meanwhile, at {found.url}.", advice="Choose another name.")
    service = found or site.kong.put_service(step.name, step.url)
    return Done({"service_id": service.id})


def put_route(step: PutRoute, site: Site) -> Outcome:
    service_id = step.service_id or site.run.value("service", "service_id")
    if not service_id:
        raise PermanentFailure(f"the Kong service of `{step.name}` is not known.", advice="Type the command again.")
    host = step.host or site.host()
    found = site.kong.route(step.name) if site.is_repeat else None
    if found and found.service_id != service_id:
        raise PermanentFailure(
            f"Kong has got a route `{step.name}` of another service meanwhile (hosts: {', '.join(found.hosts)}).",
            advice="Choose another name.",
        )
    if not (found and found.hosts == (host,) and found.protocols == ("https",)):
        site.kong.put_route(step.name, service_id, [host], ["https"])
    return Done({"host": host})
