"""Kong's routes: which host, path, method or header goes to which service."""

from sandbox.kong.definitions.hosts import ip_error, ip_or_cidr_error, route_host_error, route_host_with_port_error, sni_error
from sandbox.kong.definitions.route_checks import CHECKS_1_0, SNIS_ONLY_WITH_TLS, SUBSCHEMAS
from sandbox.kong.definitions.texts import marked_route_path_error, route_path_error
from sandbox.kong.definitions.typedefs import CREATED_AT, ID, UPDATED_AT, foreign, name_of, protocols_of, tags_of
from sandbox.kong.schema.field import Definition, EntityCheck, Field, Patterns, Schema
from sandbox.kong.version import Version

ONE_WILDCARD = Patterns(("^[^*]*%*?[^*]*$",), "invalid wildcard: must have at most one wildcard")
WILDCARD_AT_END = Patterns(("^%*%.", "%.%*$", "^[^*]*$"), "invalid wildcard: must be placed at leftmost or rightmost label")
NO_EMPTY_SEGMENTS = Patterns(("//",), "must not have empty segments")
NO_HOST_HEADER = Patterns(("^[Hh][Oo][Ss][Tt]$",), "cannot contain 'host' header, which must be specified in the 'hosts' attribute")
FIXED_OR_REGEX = Patterns(("^/", "^~/"), "should start with: / (fixed path) or ~/ (regex path)")
EXCLUSIVE = (("http", "https"), ("tcp", "tls", "udp"), ("tls_passthrough",), ("grpc", "grpcs"))
METHODS = Field("set", elements=Field("string", match="^%u+$"))
SNIS = Field("set", elements=Field("string", check=sni_error))


def routes(version: Version) -> Schema:
    """Return the schema; 1.0 demands a service, and judges fields by protocol in one list of checks instead of subschemas."""
    late = version.since(2, 0)
    return Schema(
        "routes",
        _late_fields(version) if late else _fields_1_0(version),
        endpoint_key="name",
        entity_checks=(SNIS_ONLY_WITH_TLS,) if late else CHECKS_1_0,
        subschema_key="protocols" if late else "",
        subschemas=SUBSCHEMAS if late else {},
        tags=late,
    )


def _hosts(version: Version) -> Field:
    check = route_host_with_port_error if version.since(2, 0) else route_host_error
    return Field("array", elements=Field("string", match_all=ONE_WILDCARD, match_any=WILDCARD_AT_END, check=check))


def _paths(version: Version) -> Field:
    if version.since(3, 0):
        element = Field("string", match_any=FIXED_OR_REGEX, match_none=NO_EMPTY_SEGMENTS, check=marked_route_path_error)
    else:
        element = Field("string", starts_with="/", match_none=NO_EMPTY_SEGMENTS, check=route_path_error)
    return Field("array", elements=element)


def _endpoints(version: Version) -> Field:
    """Return the field of sources and destinations, which only stream routes have."""
    address = Field("string", check=ip_or_cidr_error if version.since(1, 1) else ip_error)
    endpoint = Field(
        "record",
        fields=(("ip", address), ("port", Field("integer", between=(0, 65535)))),
        entity_checks=(EntityCheck("at_least_one_of", fields=("ip", "port")),),
    )
    return Field("set", elements=endpoint)


def _protocols(version: Version) -> Field:
    return Field(
        "set",
        len_min=1,
        required=True,
        default=["http", "https"],
        elements=Field("string", one_of=protocols_of(version)),
        mutually_exclusive_subsets=EXCLUSIVE if version.since(1, 3) else (),
    )


def _fields_1_0(version: Version) -> Definition:
    return (
        ID,
        CREATED_AT,
        UPDATED_AT,
        name_of(version),
        ("protocols", _protocols(version)),
        ("methods", METHODS),
        ("hosts", _hosts(version)),
        ("paths", _paths(version)),
        ("regex_priority", Field("integer", default=0)),
        ("strip_path", Field("boolean", default=True)),
        ("preserve_host", Field("boolean", default=False)),
        ("snis", SNIS),
        ("sources", _endpoints(version)),
        ("destinations", _endpoints(version)),
        ("service", Field("foreign", reference="services", required=True)),
    )


def _late_fields(version: Version) -> Definition:
    headers = Field("map", keys=Field("string", match_none=NO_HOST_HEADER), values=Field("array", elements=Field("string")))
    return (
        ID,
        CREATED_AT,
        UPDATED_AT,
        name_of(version),
        ("protocols", _protocols(version)),
        ("methods", METHODS),
        ("hosts", _hosts(version)),
        ("paths", _paths(version)),
        ("headers", headers),
        ("https_redirect_status_code", Field("integer", required=True, default=426, one_of=(426, 301, 302, 307, 308))),
        ("regex_priority", Field("integer", default=0)),
        ("strip_path", Field("boolean", required=True, default=True)),
        ("path_handling", Field("string", default="v0", one_of=("v0", "v1"))),
        ("preserve_host", Field("boolean", required=True, default=False)),
        ("request_buffering", Field("boolean", required=True, default=True)),
        ("response_buffering", Field("boolean", required=True, default=True)),
        ("snis", SNIS),
        ("sources", _endpoints(version)),
        ("destinations", _endpoints(version)),
        *tags_of(version),
        ("service", foreign("services")),
    )
