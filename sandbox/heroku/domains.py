"""Domains: the host names that lead to an app."""

import re
import secrets

from sandbox.heroku.endpoint import Answer, Call, Endpoint, listing
from sandbox.heroku.errors import invalid, not_found
from sandbox.heroku.ranges import SortKeys
from sandbox.heroku.records import App, Domain
from sandbox.heroku.shapes import named
from sandbox.heroku.wire import Json, stamp

HOSTNAME = re.compile(r"^(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$")
SORTED_BY: SortKeys[Domain] = {"id": lambda d: d.id, "hostname": lambda d: d.hostname, "domain": lambda d: d.hostname}


def domain_shape(app: App, domain: Domain) -> Json:
    return {
        "acm_status": None,
        "acm_status_reason": None,
        "app": named(app),
        "cname": domain.cname,
        "created_at": stamp(domain.created_at),
        "hostname": domain.hostname,
        "id": domain.id,
        "kind": domain.kind,
        "sni_endpoint": None,
        "status": domain.status,
        "updated_at": stamp(domain.updated_at),
    }


def list_domains(call: Call) -> Answer:
    app = call.app()
    return listing(call, app.domains, SORTED_BY, lambda domain: domain_shape(app, domain))


def create_domain(call: Call) -> Answer:
    """Add a custom domain: pending at first, with a DNS target of its own. `sni_endpoint` must be given, though it may be null."""
    app = call.app()
    hostname = call.body.required_text("hostname").lower()
    if "sni_endpoint" not in call.body.given:
        raise invalid("Required parameter missing: sni_endpoint.")
    if not HOSTNAME.match(hostname) or hostname.endswith((".herokuapp.com", ".herokudns.com")):
        raise invalid(f"{hostname} is not a valid hostname for a custom domain.")
    if call.world.app_that_owns(hostname):
        raise invalid(f"{hostname} is currently in use by another app.")
    return Answer(domain_shape(app, add_domain(call, app, hostname)), 201)


def add_domain(call: Call, app: App, hostname: str) -> Domain:
    world = call.world
    cname = f"round-{secrets.choice(('basin', 'cliff', 'delta', 'grove'))}-{secrets.token_hex(10)}.herokudns.com"
    domain = Domain(hostname, "custom", cname, "pending", world.time, world.time)
    app.domains.append(domain)

    def become_ready() -> None:
        domain.status, domain.updated_at = "succeeded", world.time

    world.timeline.after(world.knobs.domain_s, become_ready)
    return domain


def _domain(call: Call, app: App) -> Domain:
    identity = call.params["domain"]
    found = next((d for d in app.domains if identity == d.id or identity.lower() == d.hostname), None)
    if found is None:
        raise not_found("domain")
    return found


def domain_info(call: Call) -> Answer:
    app = call.app()
    return Answer(domain_shape(app, _domain(call, app)))


def delete_domain(call: Call) -> Answer:
    app = call.app()
    domain = _domain(call, app)
    if domain.kind == "heroku":
        raise invalid(f"{domain.hostname} is the app's own and cannot be removed.")
    app.domains.remove(domain)
    return Answer(domain_shape(app, domain))


ENDPOINTS = [
    Endpoint("GET", "/apps/{app}/domains", "domain", list_domains),
    Endpoint("POST", "/apps/{app}/domains", "domain", create_domain),
    Endpoint("GET", "/apps/{app}/domains/{domain}", "domain", domain_info),
    Endpoint("DELETE", "/apps/{app}/domains/{domain}", "domain", delete_domain),
]
