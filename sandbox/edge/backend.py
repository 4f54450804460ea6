"""The app itself, behind its sidecar: says who it is and what reached it, as JSON or as a small page."""

import html
import json

from sandbox.kong.proxy.messages import Headers, ProxyAnswer, header_of
from sandbox.routed import RoutedApp

PAGE = """<!DOCTYPE html>
<html lang="en">
  <head><meta charset="utf-8"><title>{app}</title></head>
  <body>
    <h1>Hello from {app}</h1>
    <p>You asked {host} for {path}; release v{release} answered{through}.</p>
  </body>
</html>
"""


def backend_answer(app: RoutedApp, method: str, target: str, headers: Headers) -> ProxyAnswer:
    """Answer as the app does. `headers`: those that reached it, so they tell whether a sidecar was in between."""
    through = " through its Kong sidecar" if header_of(headers, "x-forwarded-host") is not None else " without Kong"
    path = target.partition("?")[0]
    host = header_of(headers, "host") or ""
    visited = header_of(headers, "x-forwarded-host") or host
    if "text/html" in (header_of(headers, "accept") or ""):
        shown = {"app": app.name, "host": visited, "path": path, "release": str(app.release_version), "through": through}
        page = PAGE.format(**{name: html.escape(value) for name, value in shown.items()})
        return ProxyAnswer(200, (("Content-Type", "text/html; charset=utf-8"),), page.encode())
    told = {"app": app.name, "release": app.release_version, "method": method, "path": path, "host": host, "headers": dict(headers)}
    return ProxyAnswer(200, (("Content-Type", "application/json"),), json.dumps(told).encode())
