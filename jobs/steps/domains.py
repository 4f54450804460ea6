"""The effect of a domain: Heroku leads a further host to the app."""

from jobs.steps.site import Site
from mesh.steps import AddDomain, Done, Outcome


def add_domain(step: AddDomain, site: Site) -> Outcome:
    """Add the domain; a repeat that finds it sends nothing. Its DNS is somebody else's and is not waited for."""
    found = site.heroku.domains(step.app) if site.is_repeat else ()
    domain = next((each for each in found if each.hostname == step.hostname), None) or site.heroku.add_domain(step.app, step.hostname)
    return Done({"target": domain.target})
