import pytest

from mesh.plans.buildpacks import around, sidecars
from tests.examples import packs

KONG, RUNIT, APT = "heroku-community/kong", "https://github.com/danp/heroku-buildpack-runit", "heroku-community/apt"
MESH = ("heroku/nodejs", KONG, RUNIT)
WITH_FRONT = (APT, "heroku/nodejs", KONG, RUNIT)

JOINING = {
    "its language stays, Kong and runit come behind it": (("heroku/python",), MESH, ("heroku/python", KONG, RUNIT)),
    "several of its own keep their order": (("heroku/ruby", "heroku/nodejs"), MESH, ("heroku/ruby", "heroku/nodejs", KONG, RUNIT)),
    "a language of its own by its address is its own": (
        ("https://github.com/acme/buildpack-elm",),
        MESH,
        ("https://github.com/acme/buildpack-elm", KONG, RUNIT),
    ),
    "what stands before the language in the mesh goes in front": (("heroku/python",), WITH_FRONT, (APT, "heroku/python", KONG, RUNIT)),
    "what is there already stays where it is": ((KONG, "heroku/python"), MESH, (KONG, "heroku/python", RUNIT)),
    "what is missing goes before what follows it in the mesh": (("heroku/python", RUNIT), MESH, ("heroku/python", KONG, RUNIT)),
    "an app that has all stays as it is": (("heroku/python", KONG, RUNIT), MESH, ("heroku/python", KONG, RUNIT)),
    "a mesh without a language puts all behind": (("heroku/python",), (KONG, RUNIT), ("heroku/python", KONG, RUNIT)),
}


@pytest.mark.parametrize(("own", "profile", "joined"), JOINING.values(), ids=JOINING)
def test_an_app_that_joins_keeps_its_own_buildpacks(own: tuple[str, ...], profile: tuple[str, ...], joined: tuple[str, ...]) -> None:
    assert around(packs(*own), packs(*profile)) == packs(*joined)


@pytest.mark.parametrize(("own", "profile", "joined"), JOINING.values(), ids=JOINING)
def test_joining_twice_is_joining_once(own: tuple[str, ...], profile: tuple[str, ...], joined: tuple[str, ...]) -> None:
    assert around(packs(*joined), packs(*profile)) == packs(*joined)


def test_heroku_s_own_language_packs_are_no_sidecar_s_by_name_or_address() -> None:
    assert sidecars(packs(*MESH, "https://github.com/heroku/heroku-buildpack-nodejs")) == packs(KONG, RUNIT)
