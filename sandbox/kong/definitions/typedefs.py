"""Fields that several entities share."""

from sandbox.kong.definitions.texts import name_error, tag_error
from sandbox.kong.schema.field import Definition, Field
from sandbox.kong.version import Version

ID = ("id", Field("string", uuid=True, auto=True))
CREATED_AT = ("created_at", Field("integer", timestamp=True, auto=True))
UPDATED_AT = ("updated_at", Field("integer", timestamp=True, auto=True))
BASIC_PROTOCOLS = ("http", "https", "tcp", "tls")
ALL_PROTOCOLS = ("grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp")
HTTP_PROTOCOLS = ("grpc", "grpcs", "http", "https")


def protocols_of(version: Version) -> tuple[str, ...]:
    return ALL_PROTOCOLS if version.since(2, 0) else BASIC_PROTOCOLS


def name_of(version: Version) -> tuple[str, Field]:
    return "name", Field("string", unique=True, check=name_error(version))


def tags_of(version: Version) -> Definition:
    """Return the field `tags`, which came with 1.1."""
    element = Field("string", required=True, check=tag_error(version))
    return (("tags", Field("set", elements=element)),) if version.since(1, 1) else ()


def foreign(reference: str, on_delete: str = "") -> Field:
    return Field("foreign", reference=reference, on_delete=on_delete)


def port(default: int) -> Field:
    return Field("integer", default=default, between=(0, 65535))
