"""The three ways to name a buildpack: a name of the registry, a URL, and Heroku's own URN."""

import re

from sandbox.heroku.errors import invalid
from sandbox.heroku.wire import Json

REGISTRY = "https://buildpack-registry.s3.amazonaws.com/buildpacks/"
REGISTRY_URL = re.compile(rf"^{re.escape(REGISTRY)}(?P<name>[\w.-]+/[\w.-]+)\.tgz$")
URN = "urn:buildpack:"
NAME = re.compile(r"^[\w.-]+/[\w.-]+$")


def name_of(given: str) -> str:
    """Return the name in the registry, or the URL of a buildpack that is not in it."""
    found = REGISTRY_URL.match(given)
    return found["name"] if found else given.removeprefix(URN)


def registry_url(name: str) -> str:
    return f"{REGISTRY}{name}.tgz"


def buildpack_shape(given: str) -> Json:
    """Return `{url, name}`: Heroku's own buildpacks have a URN, those of others a URL."""
    name = name_of(given)
    if not NAME.match(given):
        return {"url": given, "name": name}
    return {"url": f"{URN}{name}" if name.startswith("heroku/") else registry_url(name), "name": name}


def check_buildpack(given: str) -> None:
    """Raise HerokuError 422 for what is neither a name, nor a URL, nor a URN."""
    if not (NAME.match(given) or given.startswith((URN, "https://", "http://", "git://", "git@"))):
        raise invalid(f"Buildpack must be a name such as heroku/nodejs or a URL, and not {given!r}.")
