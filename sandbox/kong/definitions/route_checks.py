"""What a route's protocols demand and forbid: one list of checks in 1.0, a subschema for each family of protocols later."""

from sandbox.kong.schema.field import EntityCheck, Field, Subschema

HTTP = Field("any", elements=Field("string", one_of=("http", "https")))
STREAM = Field("any", elements=Field("string", one_of=("tcp", "tls")))
EMPTY = Field("any", len_eq=0)


def _forbidden_1_0(protocols: Field, name: str, sentence: str) -> EntityCheck:
    return EntityCheck(
        "conditional",
        if_field="protocols",
        if_match=protocols,
        then_field=name,
        then_match=EMPTY,
        then_err=f"cannot set '{name}' when 'protocols' is {sentence}",
    )


CHECKS_1_0 = (
    EntityCheck(
        "conditional_at_least_one_of",
        if_field="protocols",
        if_match=HTTP,
        then_any=("methods", "hosts", "paths"),
        then_err="must set one of {} when 'protocols' is 'http' or 'https'",
        else_match=STREAM,
        else_any=("sources", "destinations", "snis"),
        else_err="must set one of {} when 'protocols' is 'tcp' or 'tls'",
    ),
    *(_forbidden_1_0(STREAM, name, "'tcp' or 'tls'") for name in ("hosts", "paths", "methods")),
    *(_forbidden_1_0(HTTP, name, "'http' or 'https'") for name in ("snis", "destinations", "sources")),
)


SNIS_ONLY_WITH_TLS = EntityCheck(
    "conditional",
    if_field="protocols",
    if_match=Field("any", elements=Field("string", not_one_of=("grpcs", "https", "tls", "tls_passthrough"))),
    then_field="snis",
    then_match=EMPTY,
    then_err="'snis' can only be set when 'protocols' is 'grpcs', 'https', 'tls' or 'tls_passthrough'",
)


def _forbidden(kind: str, name: str, protocols: str) -> Field:
    return Field(kind, eq=None, err=f"cannot set '{name}' when 'protocols' is {protocols}")


def _one_of_when(protocols: tuple[str, ...], paths: tuple[str, ...], named: str) -> EntityCheck:
    return EntityCheck(
        "conditional_at_least_one_of",
        if_field="protocols",
        if_match=Field("any", elements=Field("string", one_of=protocols)),
        then_any=paths,
        then_err=f"must set one of {{}} when 'protocols' is {named}",
    )


def _one_of_by_tls(secure: str, plain: str, names: tuple[str, ...]) -> EntityCheck:
    return EntityCheck(
        "conditional_at_least_one_of",
        if_field="protocols",
        if_match=Field("any", contains=secure),
        then_any=(*names, "snis"),
        then_err=f"must set one of {{}} when 'protocols' is '{secure}'",
        else_match=Field("any", contains=plain),
        else_any=names,
        else_err=f"must set one of {{}} when 'protocols' is '{plain}'",
    )


_HTTP = Subschema(
    {name: _forbidden("set", name, "'http' or 'https'") for name in ("sources", "destinations")},
    (_one_of_by_tls("https", "http", ("methods", "hosts", "headers", "paths")),),
)
_GRPC_NAMES = "'grpc' or 'grpcs'"
_GRPC = Subschema(
    {
        "strip_path": Field(
            "boolean", required=True, default=False, ne=True, err=f"cannot set 'strip_path' when 'protocols' is {_GRPC_NAMES}"
        ),
        **{name: _forbidden("set", name, _GRPC_NAMES) for name in ("methods", "sources", "destinations")},
    },
    (_one_of_by_tls("grpcs", "grpc", ("hosts", "headers", "paths")),),
)
_STREAM_NAMES = "'tcp', 'tls', 'tls_passthrough' or 'udp'"
_STREAM = Subschema(
    {
        name: _forbidden(kind, name, _STREAM_NAMES)
        for name, kind in (("methods", "set"), ("hosts", "array"), ("paths", "array"), ("headers", "map"))
    },
    (
        _one_of_when(("tcp", "tls", "udp"), ("sources", "destinations", "snis"), "'tcp', 'tls' or 'udp'"),
        EntityCheck(
            "conditional_at_least_one_of",
            if_field="protocols",
            if_match=Field("any", elements=Field("string", one_of=("tls_passthrough",))),
            then_any=("snis",),
            then_err="must set snis when 'protocols' is 'tls_passthrough'",
        ),
    ),
)

SUBSCHEMAS = {
    "http": _HTTP,
    "https": _HTTP,
    "grpc": _GRPC,
    "grpcs": _GRPC,
    "tcp": _STREAM,
    "tls": _STREAM,
    "udp": _STREAM,
    "tls_passthrough": _STREAM,
}
