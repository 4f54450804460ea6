"""Names that go into URLs, checked against the vendors' own patterns first.

heroku3 and httpx put a name into a path as it is, so `../victim` would be another app; every name passes here before it reaches a client.
Source: the patterns of Heroku's Platform API schema; Kong's rule for names of services and routes.
"""

import re

from mesh.addresses import Source
from mesh.errors import InvalidRequest
from mesh.quoting import quoted, shortened

APP = re.compile(r"[a-z][a-z0-9-]{1,28}[a-z0-9]")
ADDON = re.compile(r"[a-zA-Z][A-Za-z0-9_-]+")
PROCESS_TYPE = re.compile(r"[A-Za-z0-9_][-A-Za-z0-9_]{0,127}")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SERVICE = re.compile(r"[a-z]([a-z0-9-]*[a-z0-9])?")
SERVICE_MAX = 100  # Heroku takes 30 for an app's name; one that joined under a name of its own may be called more in the mesh
SOURCE = re.compile(r"https://[A-Za-z0-9.-]+(:\d+)?/[^\s<>\"'`|]+")
HOST = re.compile(
    r"(?=.{1,253}$)(?!(?:.*\.)?(?:\d+|0x[0-9a-f]*)$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+"
)


def checked_service(text: str) -> str:
    """Return the short name of a mesh app, lower case. Raises InvalidRequest with what is allowed."""
    name = text.strip().lower()
    if len(name) > SERVICE_MAX:
        raise InvalidRequest(f"{quoted(text)} cannot be an app's name: it has {len(name):,} characters, and {SERVICE_MAX} are allowed.")
    if not SERVICE.fullmatch(name):
        raise InvalidRequest(
            f"{quoted(text)} cannot be an app's name: use lower-case letters, digits and dashes, beginning with a letter, as in `web-ui`."
        )
    return name


def checked_app(name: str, service: str) -> str:
    """Return the Heroku name of the app for a service. Raises InvalidRequest where Heroku would not take it."""
    if APP.fullmatch(name):
        return name
    left = len(service) - (len(name) - 30)
    problem = f"{len(name)} characters" if len(name) > 30 else "characters that Heroku does not allow"
    remedy = f"choose a name of at most {left}" if len(name) > 30 and left > 0 else "choose another name"
    becomes = f"`{shortened(service)}` would become the Heroku app `{shortened(name)}`"
    raise InvalidRequest(f"{becomes}, which has {problem} (3 to 30 of a-z, 0-9 and -): {remedy}.")


def checked_host(text: str) -> str:
    """Return a host in lower case, without scheme, port or path. Raises InvalidRequest with an example."""
    scheme, found, rest = text.strip().lower().partition("://")
    host = (rest if found and scheme.isalpha() else text.strip().lower()).rstrip("/")
    if not HOST.fullmatch(host):
        raise InvalidRequest(f"{quoted(text)} is not a host: write it without scheme, port or path, as in `host=ui.example.com`.")
    return host


def checked_source(text: str) -> Source:
    """Return the https URL of a source tarball. Raises InvalidRequest, without repeating it, for all else: it may hold a password."""
    if not SOURCE.fullmatch(text):
        raise InvalidRequest(
            "what follows `--from` is not an https address of a source tarball: write it in full and without a password, "
            "as in `--from https://…/main.tar.gz`."
        )
    return Source(text)
