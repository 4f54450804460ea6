"""The answers that a proxy node gives itself, without a backend."""

import json

from sandbox.kong.proxy.messages import Headers, ProxyAnswer, ProxyRequest, header_of
from sandbox.kong.version import Version

JSON: Headers = (("Content-Type", "application/json; charset=utf-8"),)
BAD_GATEWAY = "An invalid response was received from the upstream server"
TIMED_OUT = "The upstream server is timing out"
UNEXPECTED = "An unexpected error occurred"
REDIRECT = "<html>\r\n<head><title>{0} Found</title></head>\r\n<body>\r\n<center><h1>{0} Found</h1></center>\r\n</body>\r\n</html>\r\n"
TEMPLATES = {
    "text/html": "<html>\n<head>\n<title>Kong Error</title>\n</head>\n<body>\n<h1>Kong Error</h1>\n<p>{}.</p>\n</body>\n</html>\n",
    "application/json": '{{"message":"{}"}}\n',
    "application/xml": '<?xml version="1.0" encoding="UTF-8"?>\n<error><message>{}</message></error>\n',
    "text/plain": "{}\n",
}


def refusal(version: Version, status: int, text: str, headers: Headers = ()) -> ProxyAnswer:
    """Return an answer of Kong's own with `{"message": …}`."""
    return ProxyAnswer(status, (*JSON, *headers, *_signed(version)), json.dumps({"message": text}).encode())


def bare(version: Version, status: int, text: str, headers: Headers = ()) -> ProxyAnswer:
    """Return an answer that has no content type."""
    return ProxyAnswer(status, (*headers, *_signed(version)), text.encode())


def failure(version: Version, request: ProxyRequest, status: int, text: str) -> ProxyAnswer:
    """Return the page for a backend that failed, in the form that the visitor accepts; plain text by default."""
    accepted = (header_of(request.headers, "accept") or "").lower()
    any_type = "application/json" if version.since(2, 0) and "*/*" in accepted else "text/plain"
    kind = next((kind for kind in TEMPLATES if kind in accepted), any_type)
    headers = (("Content-Type", f"{kind}; charset=utf-8"), *_signed(version))
    return ProxyAnswer(status, headers, TEMPLATES[kind].format(text).encode())


def redirect(version: Version, status: int, location: str) -> ProxyAnswer:
    return ProxyAnswer(status, (("Content-Type", "text/html"), ("Location", location), *_signed(version)), REDIRECT.format(status).encode())


def use_https(version: Version) -> ProxyAnswer:
    return refusal(version, 426, "Please use HTTPS protocol", (("Connection", "Upgrade"), ("Upgrade", "TLS/1.2, HTTP/1.1")))


def _signed(version: Version) -> Headers:
    latency = (("X-Kong-Response-Latency", "0"),) if version.since(2, 0) else ()
    return (("Server", version.server), *latency)
