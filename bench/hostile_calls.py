"""Call every method of every client, whatever it is called, with arguments made for the names of its parameters."""

import dataclasses
import inspect
import time
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic import ConfigDict, TypeAdapter

from bench.hostile_answers import ID
from clients.edge import EdgeClient
from clients.heroku import HerokuClient
from clients.kong import KongClient
from clients.slack import SlackClient
from mesh.addresses import Buildpack, Source
from mesh.errors import InvalidRequest, PermanentFailure, TemporaryFailure
from mesh.formation import Dynos
from mesh.found import Route
from mesh.run import Message

CLIENTS: Mapping[str, type] = {"heroku": HerokuClient, "kong": KongClient, "slack": SlackClient, "edge": EdgeClient}
OURS = (InvalidRequest, TemporaryFailure, PermanentFailure)
READS_OF_SLACK = frozenset({"members", "is_active", "user", "socket_url", "channel", "workspace", "standing"})
ROUTE = Route(ID, "web-ui", ID, hosts=("ui.example.com",), paths=("/x",), protocols=("https", "http"))
ARGUMENTS: Mapping[str, Any] = {
    "name": "web-ui",
    "app": "web-ui",
    "region": "us",
    "stack": "heroku-24",
    "team": None,
    "buildpacks": tuple(map(Buildpack, ("heroku/nodejs",))),
    "addon": "postgresql-1",
    "attachment_id": ID,
    "app_id": ID,
    "names": ("A",),
    "values": {"A": "b", "C": None},
    "source": Source("https://x.y/a"),
    "mark": "r-7k3f",
    "build_id": ID,
    "lines": 20,
    "release_id": ID,
    "most": 10,
    "formation": (Dynos("web", 1, "standard-1x"),),
    "dyno_id": ID,
    "process_type": "web",
    "hostname": "ui.example.com",
    "url": "http://127.0.0.1:5000",
    "route_id": ID,
    "service_id": ID,
    "wanted": dataclasses.replace(ROUTE, paths=("/y",)),
    "before": ROUTE,
    "channel": "C0MESH",
    "text": "hello",
    "blocks": (),
    "view": {},
    "metadata": {},
    "thread": "1.2",
    "message": Message("C0MESH", "1.2"),
    "content": "a,b\n",
    "person": "U0OPERATOR",
    "user": "U0OPERATOR",
    "group": "S0OPERATORS",
    "host": "web-ui.herokuapp.com",
    "path": "/",
    "trigger_id": "t",
    "service": "web-ui",
}


@dataclass(frozen=True)
class Call:
    """One method of one client, ready to be called."""

    vendor: str
    name: str
    method: Callable[[], object]
    returns: Any


@dataclass(frozen=True)
class Met:
    """What a call came to: what it returned or raised, and how long it took."""

    error: BaseException | None
    value: object
    took_s: float


def calls(clients: Mapping[str, Any], response_url: str) -> Iterator[Call]:
    """Yield a call of each public method. Raises KeyError for a parameter that nobody has thought of: put it into ARGUMENTS."""
    for vendor, client in clients.items():
        for name, function in inspect.getmembers(type(client), inspect.isfunction):
            if not (name.startswith("_") or name == "close"):
                given = {"response_url": response_url, **ARGUMENTS}
                parameters = [each for each in inspect.signature(function).parameters.values() if each.name != "self"]
                kwargs = {each.name: given[each.name] for each in parameters}
                returns = typing.get_type_hints(function).get("return", Any)
                yield Call(vendor, name, partial(function, client, **kwargs), returns)


def meet(call: Call) -> Met:
    began = time.monotonic()
    error: BaseException | None = None
    value: object = None
    try:
        value = call.method()
    except BaseException as raised:  # noqa: BLE001 - what comes out is what is looked at
        error = raised
    return Met(error, value, time.monotonic() - began)


def faults(call: Call, met: Met, methods: list[str], deadline_s: float) -> list[str]:
    """Return what is wrong with how a call ended; `methods` are those of its requests."""
    found = []
    if met.took_s > deadline_s:
        found.append(f"took {met.took_s:.1f} s")
    if met.error is not None and type(met.error) not in OURS:
        found.append(f"raised {met.error!r:.300}")
    if met.error is not None and len(str(met.error)) > 3000:
        found.append(f"said {len(str(met.error))} characters")
    if isinstance(met.error, TemporaryFailure) and not 0 <= (met.error.retry_after_s or 0) <= 3600:
        found.append(f"waits {met.error.retry_after_s} s")
    is_read = call.name in READS_OF_SLACK if call.vendor == "slack" else not set(methods) - {"GET"}
    if is_read and isinstance(met.error, TemporaryFailure) and met.error.outcome_unknown:
        found.append("a read is called unknown")
    found += [] if met.error else misshapen(met.value, call.returns)
    return found


def misshapen(value: object, type_: Any, where: str = "") -> list[str]:  # noqa: ANN401 - any annotation
    """Return where a value, or what is in it, is not of the type that is promised."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        hints = typing.get_type_hints(type(value))
        each = ((getattr(value, field.name), hints[field.name], f"{where}.{field.name}") for field in dataclasses.fields(value))
        return [fault for part in each for fault in misshapen(*part)]
    if isinstance(value, tuple):
        arguments = typing.get_args(type_)
        inner = arguments[0] if arguments and arguments[-1] is Ellipsis else None
        return [
            fault
            for number, part in enumerate(value)
            for fault in misshapen(part, inner or (arguments or (Any,) * 9)[number], f"{where}[]")
        ]
    if type_ in {None, type(None), Any} or isinstance(type_, str):
        return []
    try:
        TypeAdapter(type_, config=_strict(type_)).validate_python(value, strict=True)
    except ValueError as error:
        return [f"{where or 'what it returns'} is {value!r:.80}: {type(error).__name__}"]
    return []


def _strict(type_: Any) -> ConfigDict | None:  # noqa: ANN401 - any annotation
    is_shaped = any(dataclasses.is_dataclass(each) for each in (type_, *typing.get_args(type_)))
    return None if is_shaped else ConfigDict(arbitrary_types_allowed=True)
