"""Kong's consumers, and the credentials and groups that key-auth and acl keep for them."""

from sandbox.kong.definitions.typedefs import CREATED_AT, ID, tags_of
from sandbox.kong.schema.field import EntityCheck, Field, Schema
from sandbox.kong.version import Version


def consumers(version: Version) -> Schema:
    fields = (
        ID,
        CREATED_AT,
        ("username", Field("string", unique=True)),
        ("custom_id", Field("string", unique=True)),
        *tags_of(version),
    )
    some_name = EntityCheck("at_least_one_of", fields=("custom_id", "username"))
    return Schema("consumers", fields, endpoint_key="username", entity_checks=(some_name,), tags=version.since(1, 1))


def keyauth_credentials(version: Version) -> Schema:
    ttl = (("ttl", Field("integer")),) if version.since(1, 3) else ()
    fields = (
        ID,
        CREATED_AT,
        ("consumer", Field("foreign", reference="consumers", required=True, on_delete="cascade")),
        ("key", Field("string", unique=True, auto=True)),
        *tags_of(version),
        *ttl,
    )
    return Schema("keyauth_credentials", fields, endpoint_key="key", tags=version.since(1, 1))


def acls(version: Version) -> Schema:
    fields = (
        ID,
        CREATED_AT,
        ("consumer", Field("foreign", reference="consumers", required=True, on_delete="cascade")),
        ("group", Field("string", required=True)),
        *tags_of(version),
    )
    return Schema("acls", fields, cache_key=("consumer", "group"), tags=version.since(1, 1))
