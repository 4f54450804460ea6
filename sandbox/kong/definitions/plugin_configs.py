"""The configurations of the four plugins that guard Heroku's Admin API door."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.kong.definitions.hosts import host_error
from sandbox.kong.definitions.hosts import sni_error as server_name_error
from sandbox.kong.definitions.texts import path_error
from sandbox.kong.definitions.typedefs import port
from sandbox.kong.schema.field import Definition, Entity, EntityCheck, Field, Patterns, Shorthand, Value
from sandbox.kong.version import Version

PERIODS = ("second", "minute", "hour", "day", "month", "year")
TEXTS = Field("array", elements=Field("string"))


@dataclass(frozen=True)
class PluginConfig:
    """What one plugin's `config` may hold. `never_on`: targets that make no sense for it."""

    fields: Definition
    entity_checks: tuple[EntityCheck, ...] = ()
    shorthands: tuple[Shorthand, ...] = ()
    never_on: tuple[str, ...] = ()
    check: Callable[[Entity], str | None] | None = None


def key_auth(version: Version) -> PluginConfig:
    late = version.since(2, 0)
    anonymous = Field("string") if late else Field("string", uuid=True, legacy=True)
    places: Definition = tuple((name, Field("boolean", required=True, default=True)) for name in ("key_in_header", "key_in_query"))
    fields: Definition = (
        ("key_names", Field("array", required=True, default=["apikey"], elements=Field("string"))),
        ("hide_credentials", Field("boolean", default=False, required=late)),
        ("anonymous", anonymous),
        *(places if version.since(2, 3) else ()),
        ("key_in_body", Field("boolean", default=False, required=late)),
        ("run_on_preflight", Field("boolean", default=True, required=late)),
    )
    return PluginConfig(fields, never_on=("consumer",))


def acl(version: Version) -> PluginConfig:
    allow, deny = ("allow", "deny") if version.since(2, 1) else ("whitelist", "blacklist")
    fields: Definition = (
        (allow, TEXTS),
        (deny, TEXTS),
        ("hide_groups_header", Field("boolean", default=False, required=version.since(2, 0))),
    )
    names = (f"config.{allow}", f"config.{deny}")
    checks = (EntityCheck("only_one_of", fields=names), EntityCheck("at_least_one_of", fields=names))
    old_names = (Shorthand("whitelist", _renamed("allow")), Shorthand("blacklist", _renamed("deny")))
    only_2_x = version.since(2, 1) and not version.since(3, 0)
    return PluginConfig(fields, checks, old_names if only_2_x else (), never_on=("consumer",))


def _renamed(name: str) -> Callable[[Value], Entity]:
    return lambda value: {name: value}


def request_size_limiting(version: Version) -> PluginConfig:
    units = ("megabytes", "kilobytes", "bytes")
    late: Definition = (
        ("size_unit", Field("string", required=True, default="megabytes", one_of=units)),
        ("require_content_length", Field("boolean", required=True, default=False)),
    )
    return PluginConfig((("allowed_payload_size", Field("integer", default=128)), *(late if version.since(2, 0) else ())))


def rate_limiting(version: Version) -> PluginConfig:
    late = version.since(2, 0)
    limit_by = ("consumer", "credential", "ip", *(("service", "header", "path") if late else ()))
    path = Field("string", starts_with="/", match_none=Patterns(("//",), "must not have empty segments"), check=path_error)
    fields: Definition = (
        *((period, Field("number", gt=0)) for period in PERIODS),
        ("limit_by", Field("string", default="consumer", one_of=limit_by)),
        *((("header_name", Field("string")), ("path", path)) if late else ()),
        ("policy", Field("string", default="cluster", len_min=0, one_of=("local", "cluster", "redis"))),
        ("fault_tolerant", Field("boolean", default=True, required=late)),
        ("redis_host", Field("string", check=host_error)),
        ("redis_port", port(6379)),
        ("redis_password", Field("string", len_min=0)),
        *(_redis_fields() if late else ()),
        ("redis_timeout", Field("number", default=2000)),
        ("redis_database", Field("integer" if late else "number", default=0)),
        ("hide_client_headers", Field("boolean", default=False, required=late)),
    )
    by = (("header", "config.header_name"), ("path", "config.path")) if late else ()
    needs = [("config.policy", "redis", f"config.redis_{name}") for name in ("host", "port", "timeout")]
    needs += [("config.limit_by", value, name) for value, name in by]
    checks = (EntityCheck("at_least_one_of", fields=tuple(f"config.{period}" for period in PERIODS)), *(_needs(*need) for need in needs))
    return PluginConfig(fields, checks, check=_period_order_error)


def _redis_fields() -> Definition:
    return (
        ("redis_username", Field("string")),
        ("redis_ssl", Field("boolean", required=True, default=False)),
        ("redis_ssl_verify", Field("boolean", required=True, default=False)),
        ("redis_server_name", Field("string", check=server_name_error)),
    )


def _needs(field: str, value: str, needed: str) -> EntityCheck:
    return EntityCheck(
        "conditional", if_field=field, if_match=Field("any", eq=value), then_field=needed, then_match=Field("any", required=True)
    )


def _period_order_error(config: Entity) -> str | None:
    given = [(period, config[period]) for period in PERIODS if isinstance(config.get(period), int | float)]
    for place, (lower, limit) in enumerate(given):
        for upper, higher in given[place + 1 :]:
            if higher < limit:
                return f"The limit for {upper}({higher:.1f}) cannot be lower than the limit for {lower}({limit:.1f})"
    return None


CONFIGS: dict[str, Callable[[Version], PluginConfig]] = {
    "key-auth": key_auth,
    "acl": acl,
    "request-size-limiting": request_size_limiting,
    "rate-limiting": rate_limiting,
}
