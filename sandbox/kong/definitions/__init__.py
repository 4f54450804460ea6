"""The entities of Kong that the stand-in knows, each as a schema of the release it plays."""

from sandbox.kong.definitions.consumers import acls, consumers, keyauth_credentials
from sandbox.kong.definitions.plugins import PLUGINS, plugins
from sandbox.kong.definitions.routes import routes
from sandbox.kong.definitions.services import services
from sandbox.kong.schema.field import Schema
from sandbox.kong.version import Version

__all__ = ["PLUGINS", "schemas_of"]


def schemas_of(version: Version) -> dict[str, Schema]:
    """Return every schema by the name that Kong gives it."""
    makers = (services, routes, consumers, plugins, keyauth_credentials, acls)
    return {schema.name: schema for schema in (make(version) for make in makers)}
