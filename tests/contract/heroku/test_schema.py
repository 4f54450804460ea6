"""Success answers have exactly the keys that Heroku publishes."""

import pytest

from .served import SOURCE, Served

CONTROLLER = "tinyrobot-science-mesh-control"
DATABASE = "postgresql-cylindrical-98791"
READS = [
    "/account",
    "/account/rate-limits",
    "/apps",
    "/users/~/apps",
    f"/apps/{CONTROLLER}",
    f"/apps/{CONTROLLER}/addons",
    f"/apps/{CONTROLLER}/addon-attachments",
    f"/apps/{CONTROLLER}/addon-attachments/DATABASE",
    f"/apps/{CONTROLLER}/buildpack-installations",
    f"/apps/{CONTROLLER}/config-vars",
    f"/apps/{CONTROLLER}/domains",
    f"/apps/{CONTROLLER}/dynos",
    f"/apps/{CONTROLLER}/dynos/web.1",
    f"/apps/{CONTROLLER}/formation",
    f"/apps/{CONTROLLER}/formation/web",
    f"/apps/{CONTROLLER}/releases",
    f"/apps/{CONTROLLER}/releases/7",
    f"/apps/{CONTROLLER}/releases/v7/config-vars",
    f"/addons/{DATABASE}",
    f"/addons/{DATABASE}/addon-attachments",
    "/addons",
    "/addon-attachments",
]


@pytest.mark.parametrize("path", READS)
def test_what_is_read_is_as_the_schema_says(heroku: Served, path: str) -> None:
    answer = heroku.get(path)

    assert answer.status_code == 200
    assert answer.json()
    assert heroku.state()["validated"] > 0


WRITES = [
    ("POST", "/apps", {"name": "billing", "region": "eu", "stack": "heroku-22"}, 201),
    ("PATCH", "/apps/web-ui", {"maintenance": True}, 200),
    ("PUT", "/apps/web-ui/buildpack-installations", {"updates": [{"buildpack": "heroku/nodejs"}]}, 200),
    ("POST", "/addon-attachments", {"addon": DATABASE, "app": "web-ui", "name": "DATABASE"}, 201),
    ("PATCH", "/apps/web-ui/config-vars", {"KEY": "value"}, 200),
    ("POST", "/apps/web-ui/builds", {"source_blob": {"url": SOURCE}}, 201),
    ("PATCH", "/apps/web-ui/formation", {"updates": [{"type": "web", "quantity": 0}]}, 200),
    ("PATCH", "/apps/web-ui/formation/web", {"quantity": 0}, 200),
    ("POST", "/apps/web-ui/domains", {"hostname": "www.example.com", "sni_endpoint": None}, 201),
    ("POST", "/apps/web-ui/releases", {"release": "3"}, 201),
    ("POST", "/sources", {}, 201),
    ("POST", "/teams/apps", {"name": "billing", "personal": True}, 201),
    ("DELETE", "/apps/web-ui", None, 200),
]


@pytest.mark.parametrize(("method", "path", "body", "status"), WRITES)
def test_what_is_written_answers_as_the_schema_says(deployed: Served, method: str, path: str, body: object, status: int) -> None:
    before = deployed.state()

    answer = deployed.http.request(method, path, json=body)

    assert answer.status_code == status
    assert deployed.state()["validated"] > before["validated"]
    assert deployed.state()["writes"] == before["writes"] + 1


def test_a_restart_answers_202_with_an_empty_object(deployed: Served) -> None:
    answer = deployed.delete("/apps/web-ui/dynos")

    assert (answer.status_code, answer.json()) == (202, {})
