"""An answer of the Admin API, and the ones that many endpoints share."""

import json
from dataclasses import dataclass, field

from sandbox.kong.schema.field import Value

JSON = "application/json; charset=utf-8"


@dataclass(frozen=True)
class Answer:
    """`content_type` empty: none is sent. `server` empty: Kong's own."""

    status: int
    body: bytes = b""
    content_type: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    server: str = ""


def json_answer(status: int, value: Value) -> Answer:
    return Answer(status, json.dumps(value, ensure_ascii=False).encode(), JSON)


def message(status: int, text: str) -> Answer:
    return json_answer(status, {"message": text})


def html_error(status: int, title: str, server: str = "openresty") -> Answer:
    """Return the page that nginx itself writes."""
    page = f"<html>\r\n<head><title>{status} {title}</title></head>\r\n<body>\r\n<center><h1>{status} {title}</h1></center>\r\n"
    return Answer(status, f"{page}<hr><center>{server}</center>\r\n</body>\r\n</html>\r\n".encode(), "text/html")


NO_CONTENT = Answer(204)
NOT_FOUND = message(404, "Not found")
METHOD_NOT_ALLOWED = message(405, "Method not allowed")
UNEXPECTED = message(500, "An unexpected error occurred")
BAD_JSON = message(400, "Cannot parse JSON body")
UNSUPPORTED_TYPE = html_error(415, "Unsupported Media Type")
