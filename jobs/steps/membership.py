"""Effects of joining and leaving: every one looks first, and what is gone already is as good.

The controller is spared here once more, by its name and by owning the Postgres, whatever led to the step.
"""

from typing import assert_never

from jobs.steps.routes import moved, under_the_claim
from jobs.steps.site import Site
from mesh import steps
from mesh.app import ADMIN_LISTEN, DATABASE, DATABASE_URL, ORIGINS, without_origin
from mesh.errors import PermanentFailure
from mesh.found import AppDetails, Attachment, is_set_alike, owns
from mesh.joined import Before, Joined, before_of, in_words
from mesh.record import entry_of
from mesh.route_plans import is_as_seen, label
from mesh.standing import CONFIG
from mesh.steps import DestroyApp, DetachDatabase, Done, Join, Outcome, RemoveRoutes, RemoveService, UnsetConfig


def of_membership(step: steps.OfMembership, site: Site) -> Outcome:
    match step:
        case Join():
            return join(step, site)
        case RemoveRoutes():
            return under_the_claim(site, lambda must_look: _remove_routes(step, site, must_look=must_look))
        case RemoveService():
            return under_the_claim(site, lambda _: _remove_service(step, site))
        case DetachDatabase():
            return detach_database(step, site)
        case UnsetConfig():
            return unset_config(step, site)
        case DestroyApp():
            return destroy_app(step, site)
        case _:
            assert_never(step)


def join(step: Join, site: Site) -> Outcome:
    """Keep the app's name and what it is now; a repeat keeps what the first try kept. An app that is attached is no “before” any more."""
    before = _before(step, site)
    words = in_words(before) if before else "attached already"
    now, mesh = site.now(), site.mesh.name
    entry = entry_of(site.run, "joined", now, who="meshbot", why=f"before: {words}")
    if not site.store.keep_joined(mesh, Joined(step.service, step.app, site.run.id, now, before, step.renamed_from), entry):
        raise PermanentFailure(
            f"the name `{step.service}` or the app `{step.app}` has been given otherwise meanwhile.",
            advice="Type the command again: the plan is then made anew.",
        )
    return Done({"before": words})


def _before(step: Join, site: Site) -> Before | None:
    heroku, app, profile = site.heroku, step.app, site.profile
    attachments = heroku.attachments(app)
    if any(each.name == DATABASE for each in attachments):
        return None
    values = heroku.config(app, [*CONFIG, DATABASE_URL, *profile.config])
    return before_of(
        AppDetails(
            buildpacks=heroku.buildpacks(app),
            config={name: values[name] for name in CONFIG if name in values},
            config_set=frozenset(values.keys() & profile.config.keys()),
            releases=heroku.releases(app),
            formation=heroku.formation(app),
        )
    )


def _remove_routes(step: RemoveRoutes, site: Site, *, must_look: bool) -> Outcome:
    """Remove them one by one, those that stand; one that was made or changed meanwhile is in no plan that anybody saw."""
    found_now = site.kong.routes() if must_look or not site.has_just_begun() else step.before
    standing = {route.id: route for route in found_now}
    services, planned = {route.service_id for route in step.before}, {route.id for route in step.before}
    for route in standing.values():
        if route.service_id in services and route.id not in planned:
            raise PermanentFailure(
                f"the service `{step.service}` has got a route `{label(route)}` meanwhile.",
                advice="Type the command again: the plan is then made anew.",
            )
    for before in step.before:
        found = standing.get(before.id)
        if found and not is_as_seen(found, before):
            raise moved(before)
        if found:
            site.kong.delete_route(before.id)
    return Done()


def _remove_service(step: RemoveService, site: Site) -> Outcome:
    found = site.kong.service(step.before.name)
    if found and not (found == step.before and is_set_alike(found.foreign, step.before.foreign)):
        raise PermanentFailure(
            f"the service `{step.before.name}` was changed by somebody else meanwhile; it now leads to {found.url}.",
            advice="Type the command again: the plan is then made anew.",
        )
    if found:
        site.kong.delete_service(step.before.id)
    return Done()


def detach_database(step: DetachDatabase, site: Site) -> Outcome:
    attached = site.heroku.attachments(step.app)
    _spare_the_controller(step.app, step.addon, attached, site)
    for each in attached:
        if each.addon == step.addon:
            site.heroku.detach(each.id)
    return Done()


def unset_config(step: UnsetConfig, site: Site) -> Outcome:
    """Take away what still has the mesh's value, in one PATCH, and none where nothing has: each makes a release."""
    _spare_the_controller(step.app, "", (), site)
    profile = site.profile
    current = site.heroku.config(step.app, step.names)
    changes: dict[str, str | None] = {}
    if ORIGINS in current and (left := without_origin(current[ORIGINS], step.host)) != current[ORIGINS]:
        changes[ORIGINS] = left or None
    if current.get(ADMIN_LISTEN) == "off":
        changes[ADMIN_LISTEN] = step.admin_listen or None
    changes |= {name: None for name, value in current.items() if name not in CONFIG and profile.config.get(name) == value}
    if changes:
        site.heroku.set_config(step.app, changes)
    return Done({name: value for name in CONFIG if (value := changes.get(name, current.get(name)))})


def destroy_app(step: DestroyApp, site: Site) -> Outcome:
    """Delete the app that the plan found: by its id, so that another one of that name is never met."""
    found = site.heroku.app(step.app)
    if found is None:
        return Done()
    if found.id != step.app_id:
        raise PermanentFailure(
            f"the Heroku app `{step.app}` is another one now than the one of this plan; it was not destroyed.",
            advice="Look at it, then type the command again.",
        )
    _spare_the_controller(step.app, step.database, site.heroku.attachments(step.app), site)
    site.still_ours()
    site.heroku.destroy_app(step.app_id)
    return Done()


def _spare_the_controller(app: str, database: str, attachments: tuple[Attachment, ...], site: Site) -> None:
    """Raise PermanentFailure for the controller, or for whichever app owns the mesh's Postgres."""
    if app == site.mesh.controller or owns(app, attachments, database):
        raise PermanentFailure(
            f"`{app}` is the controller, on which the whole mesh lives; it was left as it is.", advice="Name an app of the mesh."
        )
