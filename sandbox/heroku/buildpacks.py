"""Buildpacks of an app, and what the registry says of one."""

from sandbox.heroku.buildpack_names import NAME, buildpack_shape, check_buildpack, registry_url
from sandbox.heroku.catalog import steady_id
from sandbox.heroku.endpoint import Answer, Call, Endpoint
from sandbox.heroku.errors import invalid, not_found
from sandbox.heroku.records import App


def _installations(app: App) -> Answer:
    return Answer([{"ordinal": number, "buildpack": buildpack_shape(given)} for number, given in enumerate(app.buildpacks)])


def buildpack_installations(call: Call) -> Answer:
    return _installations(call.app())


def set_buildpacks(call: Call) -> Answer:
    """Replace the whole list, in the order given; the next build uses it."""
    app = call.app()
    if app.generation == "fir":
        raise invalid("Classic buildpacks can't be set on apps of the Fir generation.")
    given = [update.required_text("buildpack") for update in call.body.objects("updates")]
    for buildpack in given:
        check_buildpack(buildpack)
    app.buildpacks = given
    app.updated_at = call.world.time
    return _installations(app)


def registry_entry(call: Call) -> Answer:
    """Answer for the buildpack registry, which is a service of its own that the CLI asks before it sets a buildpack by name."""
    name = call.params["name"]
    if not NAME.match(name):
        raise not_found("buildpack")
    namespace, _, short = name.partition("/")
    return Answer(
        {
            "blob_url": registry_url(name),
            "category": "languages",
            "description": f"The {short} buildpack",
            "id": steady_id("buildpack", name),
            "name": short,
            "namespace": namespace,
            "status": "published",
        }
    )


ENDPOINTS = [
    Endpoint("GET", "/apps/{app}/buildpack-installations", "buildpack-installation", buildpack_installations),
    Endpoint("PUT", "/apps/{app}/buildpack-installations", "buildpack-installation", set_buildpacks),
    Endpoint("GET", "/buildpacks/{name}", "", registry_entry, free=True, public=True),
]
