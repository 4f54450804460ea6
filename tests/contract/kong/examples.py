"""Entities that most tests need, written through the Admin API."""

from typing import Any

import httpx

from .served import Served

BACKEND = "http://127.0.0.1:5000"
HOST = "web-ui.herokuapp.com"
Json = dict[str, Any]


def service(kong: Served, name: str = "web-ui", url: str = BACKEND) -> Json:
    return _created(kong.admin.put(f"/services/{name}", json={"url": url}))


def route(kong: Served, service_name: str = "web-ui", /, **fields: object) -> Json:
    given = {"hosts": [HOST], "protocols": ["https"], **fields}
    return _created(kong.admin.post(f"/services/{service_name}/routes", json=given))


def refusal_of_route(kong: Served, **fields: object) -> Json:
    """Return the body of the 400 that a route with these fields gets."""
    service(kong)
    answer = kong.admin.post("/services/web-ui/routes", json={"hosts": [HOST], **fields})
    assert answer.status_code == 400
    refused: Json = answer.json()
    return refused


def _created(answer: httpx.Response) -> Json:
    answer.raise_for_status()
    made: Json = answer.json()
    return made
