"""Buildpacks are set as a whole list, by name, URL or URN."""

import pytest

from .served import Served

RUNIT = "https://github.com/danp/heroku-buildpack-runit"


def test_the_list_is_replaced_and_answered_in_order(heroku: Served) -> None:
    heroku.create("web-ui")
    heroku.put("/apps/web-ui/buildpack-installations", {"updates": [{"buildpack": "heroku/ruby"}]})

    given = ["heroku/nodejs", "heroku-community/kong", RUNIT]
    answer = heroku.put("/apps/web-ui/buildpack-installations", {"updates": [{"buildpack": buildpack} for buildpack in given]})

    assert [(entry["ordinal"], entry["buildpack"]["name"]) for entry in answer.json()] == list(enumerate(given))
    assert heroku.get("/apps/web-ui/buildpack-installations").json() == answer.json()
    assert heroku.state()["apps"]["web-ui"]["buildpacks"] == given


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("https://buildpack-registry.s3.amazonaws.com/buildpacks/heroku-community/kong.tgz", "heroku-community/kong"),
        ("urn:buildpack:heroku/nodejs", "heroku/nodejs"),
        (RUNIT, RUNIT),
    ],
)
def test_a_buildpack_is_known_by_its_name(heroku: Served, given: str, name: str) -> None:
    heroku.create("web-ui")

    [entry] = heroku.put("/apps/web-ui/buildpack-installations", {"updates": [{"buildpack": given}]}).json()

    assert entry["buildpack"]["name"] == name


@pytest.mark.parametrize("body", [{}, {"updates": "heroku/nodejs"}, {"updates": [{}]}, {"updates": [{"buildpack": "not a buildpack"}]}])
def test_what_is_no_list_of_buildpacks_is_invalid(heroku: Served, body: object) -> None:
    heroku.create("web-ui")

    assert heroku.put("/apps/web-ui/buildpack-installations", body).status_code == 422


def test_a_fir_app_takes_no_classic_buildpacks(heroku: Served) -> None:
    heroku.post("/_sandbox/apps", {"name": "web-ui", "generation": "fir"})

    assert heroku.get("/apps/web-ui").json()["generation"]["name"] == "fir"
    assert heroku.put("/apps/web-ui/buildpack-installations", {"updates": [{"buildpack": "heroku/nodejs"}]}).status_code == 422
