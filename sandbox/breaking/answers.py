"""Any answer of a vendor, broken: a status in the vendor's own shape, or no good answer at all."""

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from sandbox.breaking.breakages import BreakAnswer
from sandbox.standin import Fault

WORDS = ("hang", "drop", "half", "lost", "garbage")
HANG_S = 3600.0  # longer than anybody waits; the connection is cut when the sandbox ends
HEROKU_IDS = {
    400: "bad_request",
    401: "unauthorized",
    402: "delinquent",
    403: "forbidden",
    404: "not_found",
    409: "conflict",
    410: "gone",
    416: "requested_range_not_satisfiable",
    422: "invalid_params",
    423: "locked",
    429: "rate_limit",
    503: "maintenance",
}
SLACK_ERRORS = {
    400: "invalid_arguments",
    401: "invalid_auth",
    403: "access_denied",
    404: "channel_not_found",
    429: "ratelimited",
    503: "service_unavailable",
}
RETRY_AFTER_S = "1"


def broken_answer(broken: BreakAnswer) -> Fault:
    """Return the fault that answers so. What the bot asks of Kong comes by the controller's `/kong-admin`, which need not be written."""
    prefix = "(/kong-admin)?" if broken.vendor == "kong" and not broken.path.startswith("/kong-admin") else ""
    fault = Fault(path=f"^{prefix}{_pattern(broken.path)}$", method=broken.method.replace("*", ""), count=broken.times)
    match broken.answer:
        case "hang":
            fault.delay_s, fault.reset = HANG_S, True
        case "drop":
            fault.reset = True
        case "half":
            fault.half, fault.when = True, "after"
        case "lost":
            fault.reset, fault.when = True, "after"
        case "garbage":
            fault.status, fault.body = 200, '{"this is": no JSON'
        case status:
            fault.status = int(status)
            fault.body = BODIES[broken.vendor](fault.status)
            fault.headers = {"Retry-After": RETRY_AFTER_S} if fault.status == HTTPStatus.TOO_MANY_REQUESTS else {}
    return fault


def _pattern(path: str) -> str:
    """Return the regular expression of a path with stars; without a query of its own it matches with any."""
    return ".*".join(map(re.escape, path.split("*"))) + ("" if "?" in path else r"(\?.*)?")


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Broken by the sandbox"


def _heroku(status: int) -> Any:  # noqa: ANN401 - JSON
    return {"id": HEROKU_IDS.get(status, "internal_server_error"), "message": f"{_phrase(status)} (set by --break)."}


def _slack(status: int) -> Any:  # noqa: ANN401 - JSON
    return {"ok": False, "error": SLACK_ERRORS.get(status, "internal_error")}


def _kong(status: int) -> Any:  # noqa: ANN401 - JSON
    return {"message": f"{_phrase(status)} (set by --break)"}


def _edge(status: int) -> Any:  # noqa: ANN401 - JSON
    return f"<html><body>{_phrase(status)} (set by --break)</body></html>"


BODIES: Mapping[str, Callable[[int], Any]] = {"heroku": _heroku, "slack": _slack, "kong": _kong, "edge": _edge}
