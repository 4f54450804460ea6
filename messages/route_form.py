"""The form of `/mesh route add APP`: the same choices as the words, each with its own field."""

from typing import Any

from messages.words import code

CALLBACK = "route-add"
NAME, HOSTS, PATHS, METHODS, PROTOCOLS, FLAGS, REASON = "name", "hosts", "paths", "methods", "protocols", "flags", "reason"
HTTPS, BOTH = "https", "https,http"
STRIP_PATH, PRESERVE_HOST = "strip_path", "preserve_host"
ALL_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def route_form(service: str, channel: str, mesh_name: str) -> dict[str, Any]:
    """Return a static form for a new route of an app; its answer comes into the channel, as long as that is the mesh's."""
    blocks = [
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": f"A new route of {code(service)}. Its plan is posted in the channel for approval."},
        },
        _text(NAME, "Name", hint=f"Kong knows it as {service}-NAME.", placeholder="cart"),
        _text(HOSTS, "Hosts", hint="Separated by commas. Empty: the app's own host.", optional=True, placeholder="ui.example.com"),
        _text(PATHS, "Paths", hint="Separated by commas. Empty: every path.", optional=True, placeholder="/cart"),
        _choice(METHODS, "Methods", "multi_static_select", ALL_METHODS, placeholder="every method"),
        _choice(PROTOCOLS, "Protocols", "static_select", (HTTPS, BOTH), initial=HTTPS),
        _flags(),
        _text(REASON, "Why?", hint="For those who approve, and for the record.", longest=300),
    ]
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": f"{service} {channel} {mesh_name}",
        "title": {"type": "plain_text", "text": "New route"},
        "submit": {"type": "plain_text", "text": "Plan it"},
        "close": {"type": "plain_text", "text": "Not now"},
        "blocks": blocks,
    }


def _input(field: str, label: str, element: dict[str, Any], *, hint: str = "", optional: bool = False) -> dict[str, Any]:
    block = {"type": "input", "block_id": field, "label": {"type": "plain_text", "text": label}, "element": {**element, "action_id": field}}
    if hint:
        block["hint"] = {"type": "plain_text", "text": hint}
    return {**block, "optional": True} if optional else block


def _text(field: str, label: str, *, hint: str = "", optional: bool = False, placeholder: str = "", longest: int = 500) -> dict[str, Any]:
    element: dict[str, Any] = {"type": "plain_text_input", "max_length": longest}
    if placeholder:
        element["placeholder"] = {"type": "plain_text", "text": placeholder}
    return _input(field, label, element, hint=hint, optional=optional)


def _choice(field: str, label: str, kind: str, values: tuple[str, ...], *, initial: str = "", placeholder: str = "") -> dict[str, Any]:
    options = [_option(value, value.replace(",", " and ")) for value in values]
    element: dict[str, Any] = {"type": kind, "options": options}
    if initial:
        element["initial_option"] = next(option for option in options if option["value"] == initial)
    if placeholder:
        element["placeholder"] = {"type": "plain_text", "text": placeholder}
    return _input(field, label, element, optional=not initial)


def _flags() -> dict[str, Any]:
    options = [
        _option(STRIP_PATH, "strip_path: the app does not see the path that matched"),
        _option(PRESERVE_HOST, "preserve_host: the app sees the visitor's host"),
    ]
    return _input(FLAGS, "Flags", {"type": "checkboxes", "options": options, "initial_options": options[:1]}, optional=True)


def _option(value: str, text: str) -> dict[str, Any]:
    return {"text": {"type": "plain_text", "text": text}, "value": value}
