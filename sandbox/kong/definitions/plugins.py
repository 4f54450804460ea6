"""Kong's plugins as entities: a name, a target, and the configuration whose schema the name selects."""

from collections.abc import Callable, Mapping

from sandbox.kong.definitions.plugin_configs import CONFIGS, PluginConfig
from sandbox.kong.definitions.typedefs import ALL_PROTOCOLS, CREATED_AT, HTTP_PROTOCOLS, ID, foreign, tags_of
from sandbox.kong.schema.field import Definition, Field, Schema, Subschema
from sandbox.kong.version import Version

PLUGINS: tuple[str, ...] = (
    "acl",
    "basic-auth",
    "bot-detection",
    "correlation-id",
    "cors",
    "datadog",
    "file-log",
    "hmac-auth",
    "http-log",
    "ip-restriction",
    "jwt",
    "key-auth",
    "ldap-auth",
    "loggly",
    "oauth2",
    "rate-limiting",
    "request-size-limiting",
    "request-termination",
    "request-transformer",
    "response-ratelimiting",
    "response-transformer",
    "statsd",
    "syslog",
    "tcp-log",
    "udp-log",
)
"""What the measured nodes had enabled. Only those in `CONFIGS` can be configured here."""

NOT_ENABLED = "plugin '{}' not enabled; add it to the 'plugins' configuration property"
TARGETS = ("consumer", "route", "service")


def plugins(version: Version) -> Schema:
    late = version.since(2, 0)
    targets: Definition = tuple((name, foreign(f"{name}s", on_delete="cascade")) for name in TARGETS)
    one_of_run_on = Field("string", required=True, default="first", one_of=("first", "second", "all"))
    protocols = Field("set", required=True, default=list(HTTP_PROTOCOLS), elements=Field("string", one_of=ALL_PROTOCOLS))
    fields: Definition = (
        ID,
        ("name", Field("string", required=True)),
        CREATED_AT,
        ("route", targets[1][1]),
        ("service", targets[2][1]),
        ("consumer", targets[0][1]),
        ("config", Field("record", required=True)),
        *((("protocols", protocols),) if late else (("run_on", one_of_run_on),)),
        ("enabled", Field("boolean", default=True, required=late)),
        *tags_of(version),
    )
    return Schema(
        "plugins",
        fields,
        cache_key=("name", "route", "service", "consumer"),
        tags=late,
        subschema_key="name",
        subschemas=_subschemas(version),
        subschema_error=NOT_ENABLED,
    )


def _subschemas(version: Version) -> Mapping[str, Subschema]:
    made: dict[str, Callable[[Version], PluginConfig]] = CONFIGS
    return {name: _subschema(make(version)) for name, make in made.items()}


def _subschema(config: PluginConfig) -> Subschema:
    no_target = {name: Field("foreign", reference=f"{name}s", eq=None) for name in config.never_on}
    record = Field("record", required=True, fields=config.fields, record_check=config.check)
    return Subschema({"config": record, **no_target}, config.entity_checks, config.shorthands)
