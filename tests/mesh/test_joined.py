from mesh.app import DATABASE_URL, without_origin
from mesh.joined import Before, before_of, in_words
from tests.examples import BUILDPACKS, HOST, ORIGIN, a_release, dynos, healthy_details, packs
from tests.mesh.planning import OTHER_ORIGIN


def test_what_an_app_is_now_is_kept_by_names_and_never_by_secret_values() -> None:
    details = healthy_details(config={"KONG_ADMIN_LISTEN": "127.0.0.1:8001"}, config_set=frozenset({"TOKEN", DATABASE_URL}))
    assert before_of(details) == Before(
        BUILDPACKS, ("KONG_ADMIN_LISTEN", "TOKEN"), "127.0.0.1:8001", dynos("web=1:Basic"), a_release().version
    )


def test_it_is_told_in_one_line() -> None:
    before = Before(packs("heroku/python"), ("TOKEN",), "", dynos("web=2:basic", "worker=1:basic"), 12)
    assert in_words(before) == "buildpacks heroku/python; dynos web=2:basic worker=1:basic; of the mesh's config vars TOKEN; release v12"


def test_a_buildpack_s_address_is_told_without_what_may_be_a_secret_in_it() -> None:
    before = Before(packs("https://canary-user:canary-pass@example.com/pack.git?token=canary"))
    assert "buildpacks https://example.com/pack.git;" in in_words(before)


def test_only_an_app_s_own_origin_is_taken_away() -> None:
    assert without_origin(f"{OTHER_ORIGIN}, {ORIGIN}", HOST) == OTHER_ORIGIN
    assert without_origin(ORIGIN, HOST) == ""


def test_origins_without_the_app_s_own_stay_to_the_letter() -> None:
    assert without_origin(f" {OTHER_ORIGIN} ,", HOST) == f" {OTHER_ORIGIN} ,"
