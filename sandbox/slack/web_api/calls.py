"""Read a call of the Web API, check its token, scope and rate, and answer it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from sandbox.slack.errors import SlackError, bad_arguments
from sandbox.slack.platform import Platform
from sandbox.slack.scopes import METHOD_SCOPES

Json = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One call: its arguments, from a JSON or a form body, and where Slack was reached (`base_url`, no slash at the end)."""

    method: str
    arguments: Json
    token: str
    base_url: str

    def text(self, name: str) -> str:
        """Read an argument as text; empty if it is missing or null."""
        value = self.arguments.get(name)
        return "" if value is None else str(value)

    def needed(self, name: str) -> str:
        """Read an argument as text. Raises SlackError invalid_arguments if it is missing."""
        if not self.text(name):
            raise bad_arguments(f"missing required field: {name}")
        return self.text(name)

    def flag(self, name: str) -> bool:
        return self.arguments.get(name) in {True, "true", "1"}

    def number(self, name: str, default: int) -> int:
        try:
            return int(self.arguments.get(name) or default)
        except (TypeError, ValueError) as wrong:
            raise bad_arguments(f"must provide a number [json-pointer:/{name}]") from wrong

    def json(self, name: str, error: str) -> Any:  # noqa: ANN401 - JSON
        """Read an argument that is JSON: as it is in a JSON body, parsed from its text in a form. None if it is missing.

        Raises SlackError `error` when the text is no JSON.
        """
        value = self.arguments.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError as wrong:
            raise SlackError(error) from wrong


@dataclass(frozen=True)
class Method:
    """One method: what answers it, its rate-limit tier ("1" to "4", empty for none), and whether it wants the app token."""

    answer: Callable[[Platform, Call], Json]
    tier: str = ""
    by_app: bool = False


def add_routes(app: web.Application, platform: Platform, methods: Mapping[str, Method]) -> None:
    """Serve the methods, by GET too, as Slack does; a refusal is a 200 with `ok: false`, or a 429."""

    async def handle(request: web.Request) -> web.Response:
        name = request.match_info["method"]
        try:
            platform.calls[name] += 1
            call = await _read(request, name)
            body = _answer(platform, methods.get(name), call)
        except SlackError as refusal:
            headers = {"Retry-After": str(refusal.retry_after_s)} if refusal.retry_after_s else {}
            return web.json_response(refusal.body(), status=refusal.status, headers=headers)
        return web.json_response(body)

    app.router.add_post("/api/{method}", handle)
    app.router.add_get("/api/{method}", handle)


def _answer(platform: Platform, method: Method | None, call: Call) -> Json:
    if method is None:
        raise SlackError("unknown_method", req_method=call.method)
    _refuse_token(platform, method, call.token)
    _refuse_scope(platform, call.method)
    wait_s = platform.rates.wait_for_call(call.method, method.tier)
    if wait_s:
        raise SlackError("ratelimited", status=429, retry_after_s=wait_s)
    return {"ok": True, **method.answer(platform, call)}


def _refuse_token(platform: Platform, method: Method, token: str) -> None:
    if not token:
        raise SlackError("not_authed")
    if token not in {platform.tokens.bot, platform.tokens.app}:
        raise SlackError("invalid_auth")
    if (token == platform.tokens.app) != method.by_app:
        raise SlackError("not_allowed_token_type")


def _refuse_scope(platform: Platform, name: str) -> None:
    needed = METHOD_SCOPES.get(name)
    if needed and needed not in platform.scopes:
        raise SlackError("missing_scope", needed=needed, provided=",".join(sorted(platform.scopes)))


async def _read(request: web.Request, name: str) -> Call:
    arguments = await _arguments(request)
    token = _bearer(request) or str(arguments.get("token") or "")
    return Call(name, arguments, token, f"{request.scheme}://{request.host}")


def _bearer(request: web.Request) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


async def _arguments(request: web.Request) -> Json:
    if request.content_type == "application/json":
        raw = await request.text()
        # slack-sdk sends auth.test and apps.connections.open as JSON with an empty body.
        try:
            given = json.loads(raw) if raw else {}
        except ValueError as wrong:
            raise SlackError("invalid_json") from wrong
        if not isinstance(given, dict):
            raise SlackError("json_not_object")
        return {**request.query, **given}
    return {**request.query, **{key: value for key, value in (await request.post()).items() if isinstance(value, str)}}
