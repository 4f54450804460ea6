"""The library that the product uses works against the stand-in as it is."""

import heroku3.api
import httpx
import pytest
import requests

from sandbox.heroku import TOKEN

from .served import Served

CONTROLLER = "tinyrobot-science-mesh-control"


@pytest.fixture
def client(heroku: Served) -> heroku3.api.Heroku:
    session = requests.Session()
    session.trust_env = False
    session.auth = ("", TOKEN)
    made = heroku3.api.Heroku(session=session)
    made._heroku_url = heroku.url
    return made


def test_it_creates_an_app_with_a_stack_and_a_region(client: heroku3.api.Heroku) -> None:
    app = client.create_app(name="web-ui", stack_id_or_name="heroku-24", region_id_or_name="eu")

    assert (app.name, app.stack.name, app.region.name) == ("web-ui", "heroku-24", "eu")


def test_its_default_stack_has_ended(client: heroku3.api.Heroku) -> None:
    with pytest.raises(requests.HTTPError, match="end-of-life"):
        client.create_app(name="web-ui", stack_id_or_name="cedar")


def test_it_sets_buildpacks_and_config(client: heroku3.api.Heroku, heroku: Served) -> None:
    app = client.create_app(name="web-ui", stack_id_or_name=None)

    assert app.update_buildpacks(["heroku/nodejs", "heroku-community/kong"])
    config = app.update_config({"KONG_ORIGINS": "x"})

    assert config["KONG_ORIGINS"] == "x"
    assert heroku.state()["apps"]["web-ui"]["buildpacks"] == ["heroku/nodejs", "heroku-community/kong"]


def test_it_lists_releases_dynos_domains_and_formation(client: heroku3.api.Heroku) -> None:
    app = client.app(CONTROLLER)

    assert [release.version for release in app.releases(order_by="version", sort="desc", limit=1)] == [7]
    assert [dyno.name for dyno in app.dynos()] == ["web.1"]
    assert [domain.kind for domain in app.domains()] == ["heroku"]
    assert [process.quantity for process in app.process_formation()] == [1]


def test_it_reads_the_log_of_a_build_it_made(client: heroku3.api.Heroku, heroku: Served) -> None:
    app = client.create_app(name="web-ui", stack_id_or_name=None)

    build = app.create_build(url="https://example.com/web-ui.tar.gz")
    heroku.clock.forward(3)

    assert "Launching" in httpx.get(build.output_stream_url, trust_env=False).text


def test_it_deletes_an_app(client: heroku3.api.Heroku, heroku: Served) -> None:
    client.create_app(name="web-ui", stack_id_or_name=None).delete()

    assert heroku.get("/apps/web-ui").status_code == 404
