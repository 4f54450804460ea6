"""Releases: the numbered history of an app, and the way back."""

from sandbox.heroku.deploys import Release
from sandbox.heroku.endpoint import Answer, Call, Endpoint, listing
from sandbox.heroku.errors import invalid, not_found
from sandbox.heroku.ranges import SortKeys
from sandbox.heroku.records import App
from sandbox.heroku.releasing import release
from sandbox.heroku.shapes import named, user
from sandbox.heroku.streams import stream_url
from sandbox.heroku.wire import Json, stamp

SORTED_BY: SortKeys[Release] = {"version": lambda r: r.version, "id": lambda r: r.id}


def release_shape(app: App, made: Release, base: str) -> Json:
    fir = app.generation == "fir"
    slug = {"id": made.slug.id} if made.slug else None
    return {
        "addon_plan_names": made.plans,
        "app": named(app),
        "artifacts": [{"type": "oci-image" if fir else "slug", **slug}] if slug else [],
        "created_at": stamp(made.created_at),
        "current": made is app.current,
        "description": made.description,
        "eligible_for_rollback": made.eligible_for_rollback,
        "id": made.id,
        "output_stream_url": stream_url(base, made.log) if made.log else None,
        "slug": None if fir else slug,
        "status": made.status,
        "updated_at": stamp(made.updated_at),
        "user": user(made.user),
        "version": made.version,
    }


def release_named(app: App, identity: str) -> Release:
    """Return the release with that id or version (`7` or `v7`). Raises HerokuError 404 if there is none."""
    version = identity.removeprefix("v")
    found = next((r for r in app.releases if identity == r.id or version == str(r.version)), None)
    if found is None:
        raise not_found("release")
    return found


def list_releases(call: Call) -> Answer:
    app = call.app()
    return listing(call, app.releases, SORTED_BY, lambda made: release_shape(app, made, call.base))


def release_info(call: Call) -> Answer:
    app = call.app()
    return Answer(release_shape(app, release_named(app, call.params["release"]), call.base))


def release_config(call: Call) -> Answer:
    return Answer(release_named(call.app(), call.params["release"]).config)


def create_release(call: Call) -> Answer:
    """Roll back: a new release with the slug and config of an old one; attachments stay as they are."""
    app = call.app()
    if call.body.text("slug"):
        raise invalid("This stand-in makes releases from an earlier release only, not from a slug.")
    target = release_named(app, call.body.required_text("release"))
    if not target.eligible_for_rollback:
        raise invalid(f"Cannot roll back to v{target.version}: it did not succeed or has no code.")
    app.config = dict(target.own_config)
    made = release(call.world, app, f"Rollback to v{target.version}", call.account, slug=target.slug)
    return Answer(release_shape(app, made, call.base), 201)


ENDPOINTS = [
    Endpoint("GET", "/apps/{app}/releases", "release", list_releases),
    Endpoint("POST", "/apps/{app}/releases", "release", create_release),
    Endpoint("GET", "/apps/{app}/releases/{release}", "release", release_info),
    Endpoint("GET", "/apps/{app}/releases/{release}/config-vars", "config-var", release_config),
]
