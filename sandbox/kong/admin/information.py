"""The endpoints that tell about a node: its root, its status, its schemas and its plugins."""

import os
import uuid
from collections.abc import Callable, Mapping

from sandbox.kong.admin.answer import Answer, json_answer, message
from sandbox.kong.admin.request import AdminRequest, Endpoint
from sandbox.kong.definitions import PLUGINS
from sandbox.kong.schema.field import Entity, Schema
from sandbox.kong.schema.published import published, published_field
from sandbox.kong.version import Version

SHARED_DICTS_MIB = {
    "kong": 5,
    "kong_locks": 8,
    "kong_healthchecks": 5,
    "kong_process_events": 5,
    "kong_cluster_events": 5,
    "kong_rate_limiting_counters": 12,
    "kong_core_db_cache": 128,
    "kong_core_db_cache_miss": 12,
    "kong_db_cache": 128,
    "kong_db_cache_miss": 12,
}


def information(version: Version, schemas: Mapping[str, Schema], counters: Callable[[], tuple[int, bool]]) -> list[Endpoint]:
    """Make the endpoints. `counters` tells how many requests were served and whether the database is up."""
    node_id = str(uuid.uuid4())

    def root(_: AdminRequest) -> Answer:
        return json_answer(200, _root(version, node_id))

    def status(_: AdminRequest) -> Answer:
        return json_answer(200, _status(version, *counters()))

    def plugin_schema(request: AdminRequest) -> Answer:
        return _plugin_schema(schemas["plugins"], request.names[0])

    def enabled(_: AdminRequest) -> Answer:
        return json_answer(200, {"enabled_plugins": PLUGINS})

    def schema(request: AdminRequest) -> Answer:
        found = schemas.get(request.names[0])
        if found is None:
            return message(404, f"No entity named '{request.names[0]}'")
        return json_answer(200, {"fields": published(found.fields)})

    def plugin_subschema(request: AdminRequest) -> Answer:
        return _plugin_subschema(schemas["plugins"], request.names[0])

    late = [Endpoint("/schemas/plugins/:", {"GET": plugin_subschema}), Endpoint("/schemas/:", {"GET": schema})]
    return [
        Endpoint("/", {"GET": root}),
        Endpoint("/status", {"GET": status}),
        Endpoint("/plugins/schema/:", {"GET": plugin_schema}),
        Endpoint("/plugins/enabled", {"GET": enabled}),
        *(late if version.since(1, 1) else ()),
    ]


CONFIG_MESSAGE = "this endpoint is only available when Kong is configured to not use a database"
CONFIG = Endpoint("/config", dict.fromkeys(("GET", "POST"), lambda _: message(400, CONFIG_MESSAGE)))
"""What a Kong with a database says to a declared configuration."""

NAMED = {"key-auth": "keyauth_credentials", "key-auths": "keyauth_credentials", "schema": "name", "schemas": "name"}


def endpoints_listed(endpoints: Callable[[], list[Endpoint]]) -> Endpoint:
    """Make `/endpoints`, which lists the paths that are served, with names in braces, in the order of their segments."""

    def get(_: AdminRequest) -> Answer:
        paths = (_braced(endpoint.path) for endpoint in endpoints())
        return json_answer(200, {"data": sorted(paths, key=lambda path: path.replace("/", "\0"))})

    return Endpoint("/endpoints", {"GET": get})


def _braced(path: str) -> str:
    """Return `/services/{services}/routes` for `/services/:/routes`."""
    parts = path.split("/")
    kinds = ["", *parts[:-1]]
    names = ["name" if "schemas" in parts else NAMED.get(kind, kind) for kind in kinds]
    return "/".join(f"{{{name}}}" if part == ":" else part for name, part in zip(names, parts, strict=True))


def _root(version: Version, node_id: str) -> Entity:
    return {
        "version": version.text,
        "tagline": "Welcome to kong",
        "hostname": "kong",
        "node_id": node_id,
        "lua_version": "LuaJIT 2.1.0-beta3",
        "timers": {"running": 0, "pending": 5},
        "prng_seeds": {},
        "plugins": {"available_on_server": dict.fromkeys(PLUGINS, True), "enabled_in_cluster": []},
        "configuration": {"prefix": "/usr/local/kong", "database": "postgres"},
    }


def _status(version: Version, requests: int, database_up: bool) -> Entity:
    counters = {
        "connections_accepted": requests,
        "connections_handled": requests,
        "total_requests": requests,
        "connections_active": 1,
        "connections_reading": 0,
        "connections_writing": 1,
        "connections_waiting": 0,
    }
    told: Entity = {"database": {"reachable": database_up}, "server": counters}
    if version.since(1, 4):
        dicts = {name: {"capacity": f"{mib}.00 MiB", "allocated_slabs": "0.04 MiB"} for name, mib in SHARED_DICTS_MIB.items()}
        told["memory"] = {"lua_shared_dicts": dicts, "workers_lua_vms": [{"pid": os.getpid(), "http_allocated_gc": "38.70 MiB"}]}
    return told


def _plugin_schema(plugins: Schema, name: str) -> Answer:
    chosen = plugins.subschemas.get(name)
    if chosen is None:
        return message(404, f"No plugin named '{name}'")
    return json_answer(200, {"fields": published(chosen.fields["config"].fields)})


def _plugin_subschema(plugins: Schema, name: str) -> Answer:
    chosen = plugins.subschemas.get(name)
    if chosen is None:
        return message(404, f"No plugin named '{name}'")
    protocols = published_field(plugins.field_named("protocols") or chosen.fields["config"])
    protocols["elements"]["one_of"] = list(protocols["default"])
    targets = [{name: published_field(field)} for name, field in chosen.fields.items() if name != "config"]
    return json_answer(200, {"fields": [*targets, {"protocols": protocols}, {"config": published_field(chosen.fields["config"])}]})
