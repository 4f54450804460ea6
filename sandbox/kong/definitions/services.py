"""Kong's services: a backend's address."""

import re

from sandbox.kong.definitions.hosts import host_error
from sandbox.kong.definitions.texts import path_error
from sandbox.kong.definitions.typedefs import CREATED_AT, ID, UPDATED_AT, foreign, name_of, protocols_of, tags_of
from sandbox.kong.schema.field import Definition, Entity, EntityCheck, Field, Patterns, Schema, Shorthand, Value
from sandbox.kong.schema.lua import as_text
from sandbox.kong.version import Version

MAX_TIMEOUT_MS = 2**31 - 2
DEFAULT_PORTS = {"http": 80, "https": 443}


def services(version: Version) -> Schema:
    """Return the schema; 1.0 has no tags, certificates or switch, and allows timeouts of 0."""
    late = version.since(2, 0)
    timeout = Field("integer", default=60000, between=(1 if late else 0, MAX_TIMEOUT_MS))
    fields: Definition = (
        ID,
        CREATED_AT,
        UPDATED_AT,
        name_of(version),
        ("retries", Field("integer", default=5, between=(0, 32767))),
        ("protocol", Field("string", default="http", required=True, one_of=protocols_of(version))),
        ("host", Field("string", required=True, check=host_error)),
        ("port", Field("integer", default=80, required=True, between=(0, 65535))),
        ("path", Field("string", starts_with="/", match_none=Patterns(("//",), "must not have empty segments"), check=path_error)),
        ("connect_timeout", timeout),
        ("write_timeout", timeout),
        ("read_timeout", timeout),
        *tags_of(version),
        *(_tls_fields() if late else ()),
    )
    return Schema(
        "services",
        fields,
        endpoint_key="name",
        entity_checks=_checks(version),
        tags=late,
        shorthands=(Shorthand("url", _split_late if late else _split_1_0, "string" if late else ""),),
    )


def _tls_fields() -> Definition:
    return (
        ("client_certificate", foreign("certificates")),
        ("tls_verify", Field("boolean")),
        ("tls_verify_depth", Field("integer", default=None, between=(0, 64))),
        ("ca_certificates", Field("array", elements=Field("string", uuid=True))),
        ("enabled", Field("boolean", required=True, default=True)),
    )


def _checks(version: Version) -> tuple[EntityCheck, ...]:
    without_path = ("tcp", "tls", "udp", "grpc", "grpcs") if version.since(2, 0) else ("tcp", "tls")
    path = _null_when("path", Field("any", one_of=without_path))
    if not version.since(2, 0):
        return (path,)
    plain = Field("any", not_one_of=("https", "tls"))
    return (path, *(_null_when(name, plain) for name in ("client_certificate", "tls_verify", "tls_verify_depth", "ca_certificates")))


def _null_when(name: str, protocol: Field) -> EntityCheck:
    return EntityCheck("conditional", if_field="protocol", if_match=protocol, then_field=name, then_match=Field("any", eq=None))


def _split_1_0(given: Value) -> Entity:
    """Return the fields that 1.0 takes from a URL: what it does not name keeps its default, or in a PATCH its value."""
    parts = _url_parts(given) if isinstance(given, str) and given else {}
    if "port" not in parts and parts.get("protocol") in DEFAULT_PORTS:
        parts["port"] = DEFAULT_PORTS[parts["protocol"]]
    return parts


def _split_late(given: Value) -> Entity:
    """Return the fields that later releases take: all four, so that a PATCH also takes a path away."""
    parts = _url_parts(given)
    by_port = {port: protocol for protocol, port in DEFAULT_PORTS.items()}.get(parts.get("port", 0), "http")
    protocol = parts.get("protocol", by_port)
    port = parts.get("port", DEFAULT_PORTS.get(protocol, 80))
    return {"protocol": protocol, "host": parts.get("host"), "port": port, "path": parts.get("path")}


def _url_parts(given: Value) -> Entity:
    """Split a URL as LuaSocket does; query, fragment and user are dropped, what is absent in it is absent here."""
    rest = re.sub(r"#.*", "", as_text(given))
    scheme = re.match(r"([A-Za-z0-9][A-Za-z0-9+.\-]*):", rest)
    rest = rest[scheme.end() :] if scheme else rest
    authority = re.match(r"//([^/?#]*)", rest)
    rest = rest[authority.end() :] if authority else rest
    path = re.sub(r"[?;].*", "", rest)
    parts: Entity = {"protocol": scheme[1]} if scheme else {}
    parts |= _split_authority(authority[1]) if authority else {}
    return parts | ({"path": path} if path else {})


def _split_authority(authority: str) -> Entity:
    bare = re.sub(r"^[^@]*@", "", authority)
    port = re.search(r":([^:\]]*)\Z", bare)
    host = bare[: port.start()] if port else bare
    inner = re.fullmatch(r"\[(.+)\]", host)
    parts: Entity = {"host": inner[1] if inner else host} if host else {}
    if port and port[1]:
        parts["port"] = int(port[1]) if port[1].isdigit() else port[1]
    return parts
