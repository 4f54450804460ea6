"""What somebody filled into the route form, as a request; what is wrong is told at its own field."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from bot.commands.route import add_route
from bot.words import checked_reason, plain, words
from mesh.app import Mesh
from mesh.errors import InvalidRequest
from mesh.names import checked_service
from mesh.requests import RouteAdd
from mesh.route_fields import checked_route_name, route_fields
from messages.route_form import FLAGS, HOSTS, HTTPS, METHODS, NAME, PATHS, PRESERVE_HOST, PROTOCOLS, REASON, STRIP_PATH

Values = Mapping[str, Mapping[str, Mapping[str, Any]]]
T = TypeVar("T")


def app_of_form(text: str) -> str | None:
    """Return the app of a command that asks for the form: `route add APP` and nothing more."""
    found = words(text)
    if [word.lower() for word in found[:2]] != ["route", "add"] or len(found) != 3 or found[2].startswith("-"):
        return None
    try:
        return checked_service(found[2])
    except InvalidRequest:  # as words it is answered with what is wrong
        return None


def filled(service: str, values: Values, mesh: Mesh) -> tuple[RouteAdd, str, str] | dict[str, str]:
    """Return the request, the reason and the same command in words; or the sentences for the fields that are wrong, by block id.

    The request is made by the verb itself, of the same words, so that nothing can be filled in that could not be typed.
    """
    errors: dict[str, str] = {}
    name = _checked(errors, NAME, lambda: checked_route_name(_text(values, NAME)))
    hosts, paths = _words(values, HOSTS, "host"), _words(values, PATHS, "path")
    said = [*hosts, *paths, *_choices(values)]
    _checked(errors, HOSTS, lambda: route_fields(hosts))
    fields = _checked(errors, PATHS, lambda: route_fields(paths if HOSTS in errors else said))
    reason = _checked(errors, REASON, lambda: checked_reason(_text(values, REASON)))
    if errors or name is None or fields is None or reason is None:
        return errors
    route = _checked(errors, NAME, lambda: add_route({"app": service, "name": name, "fields": said}, mesh))
    return errors if route is None else (route, reason, f"route add {route.service} {name} {' '.join(said)}")


def _choices(values: Values) -> list[str]:
    methods = [option["value"] for option in _element(values, METHODS).get("selected_options") or []]
    protocols = (_element(values, PROTOCOLS).get("selected_option") or {"value": HTTPS})["value"]
    flags = {option["value"] for option in _element(values, FLAGS).get("selected_options") or []}
    said = [f"methods={','.join(methods)}"] if methods else []
    said.append(f"protocols={protocols}")
    said += ["strip_path=false"] if STRIP_PATH not in flags else []
    return said + (["preserve_host=true"] if PRESERVE_HOST in flags else [])


def _text(values: Values, field: str) -> str:
    return plain(str(_element(values, field).get("value") or ""))


def _element(values: Values, field: str) -> Mapping[str, Any]:
    """Return what was filled in; a form that was opened by an earlier version may lack a field."""
    return values.get(field, {}).get(field) or {}


def _words(values: Values, field: str, spelling: str) -> list[str]:
    text = _text(values, field).replace(", ", ",")
    return [f"{spelling}={text}"] if text else []


def _checked(errors: dict[str, str], field: str, read: Callable[[], T]) -> T | None:
    try:
        return read()
    except InvalidRequest as wrong:
        errors[field] = str(wrong).replace("`", "")
        return None
