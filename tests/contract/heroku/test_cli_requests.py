"""What the real CLI sends for each of its commands gets the answer it expects."""

import json
from pathlib import Path
from typing import Any

import pytest

from .served import HEADERS, Served

REQUESTS: list[dict[str, Any]] = [json.loads(line) for line in (Path(__file__).parent / "cli-requests.jsonl").read_text().splitlines()]
STATUSES = {
    "apps_info": [200, 200, 200, 200, 404],
    "bp1": [200, 200, 200, 200],
    "bp2": [200, 200, 200, 200],
    "bp3": [200, 200],
    "attach": [200, 201, 206],
    "config": [200, 206],
    "scale": [200, 200],
    "ps": [200, 200, 200],
    "restart": [202],
    "releases": [200],
    "destroy": [200, 200],
}


def _play(heroku: Served, case: str) -> list[int]:
    requests = [line for line in REQUESTS if line["case"] == case]
    assert requests
    return [_send(heroku, line) for line in requests]


def _send(heroku: Served, line: dict[str, Any]) -> int:
    body = None if line["body"] is None else json.dumps(line["body"]).encode()
    headers = {**HEADERS, **line["headers"]}
    return heroku.http.request(line["method"], line["path"], content=body, headers=headers).status_code


def test_apps_create_makes_the_app_once(heroku: Served) -> None:
    assert (_play(heroku, "create"), _play(heroku, "create_taken")) == ([201], [422])


def test_apps_info_of_what_is_not_there_is_not_found(heroku: Served) -> None:
    assert set(_play(heroku, "apps_info_404")) == {404}


@pytest.mark.parametrize(("case", "statuses"), STATUSES.items())
def test_a_command_on_a_deployed_app_gets_its_answers(heroku: Served, case: str, statuses: list[int]) -> None:
    heroku.post("/_sandbox/apps", {"name": "mesh-web-ui"})

    assert sorted(_play(heroku, case)) == sorted(statuses)
