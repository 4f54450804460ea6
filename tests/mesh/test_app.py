import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mesh.app import merged_origins, origin_of
from mesh.errors import InvalidRequest
from tests.examples import APP, HOST, ORIGIN, SOURCE, a_mesh, a_profile, dynos

OTHER = "https://shop.example.com:443=http://localhost:9000"


def test_an_apps_heroku_name_and_source_follow_its_short_name() -> None:
    profile = a_profile()

    assert (profile.heroku_name("web-ui"), profile.source_of("web-ui")) == (APP, SOURCE)


def test_a_service_with_its_own_profile_has_that_one() -> None:
    own = a_profile(listen_port=9000)
    mesh = a_mesh(services={"billing": own})

    assert mesh.profile_of("billing").backend_url == "http://127.0.0.1:9000"


def test_every_other_service_has_the_meshs_profile() -> None:
    mesh = a_mesh(services={"billing": a_profile(listen_port=9000)})

    assert mesh.profile_of("web-ui").backend_url == "http://127.0.0.1:5000"


def test_values_of_further_config_never_show_in_a_profile() -> None:
    assert "hunter2" not in repr(a_mesh(profile=a_profile(config={"TOKEN": "hunter2"})))


def test_the_controller_itself_cannot_be_added() -> None:
    with pytest.raises(InvalidRequest, match="`control` would be the controller"):
        a_mesh().checked_addition("control", ())


def test_more_dynos_than_the_mesh_allows_are_refused_with_the_limit() -> None:
    with pytest.raises(InvalidRequest, match=r"`web=4` is more than the 3 dynos that `max_dynos` in `mesh\.toml` allows"):
        a_mesh(profile=a_profile(max_dynos=3)).checked_addition("web-ui", dynos("web=4"))


def test_as_many_dynos_as_the_mesh_allows_are_taken() -> None:
    a_mesh(profile=a_profile(max_dynos=3)).checked_addition("web-ui", dynos("web=3"))


def test_dynos_of_all_types_count_together() -> None:
    with pytest.raises(InvalidRequest, match=r"`web=2 worker=2` is more than the 3 dynos"):
        a_mesh(profile=a_profile(max_dynos=3)).checked_addition("web-ui", dynos("web=2", "worker=2"))


def test_dynos_of_the_profile_count_too_and_are_told() -> None:
    profile = a_profile(max_dynos=5, formation=dynos("web=1:basic", "worker=2:basic"))

    with pytest.raises(InvalidRequest, match=r"`web=4 with worker=2:basic` is more than the 5 dynos"):
        a_mesh(profile=profile).checked_addition("web-ui", dynos("web=4"))


@pytest.mark.parametrize("words", [("web=0",), ("web=0", "worker=3")])
def test_an_app_without_a_web_dyno_is_refused_because_nobody_could_reach_its_kong(words: tuple[str, ...]) -> None:
    with pytest.raises(InvalidRequest, match="Kong can only answer with at least one: ask for `web=1` or more"):
        a_mesh().checked_addition("web-ui", dynos(*words))


def test_a_profile_without_web_dynos_asks_for_some() -> None:
    with pytest.raises(InvalidRequest, match="`worker=1` leaves no web dyno"):
        a_mesh(profile=a_profile(formation=dynos("worker=1"))).checked_addition("web-ui", ())


def test_web_dynos_need_not_be_named_where_the_profile_has_them() -> None:
    a_mesh().checked_addition("web-ui", dynos("worker=1"))


def test_an_origin_turns_the_apps_own_host_into_its_localhost() -> None:
    assert origin_of(HOST, a_profile()) == f"https://{HOST}:443=http://localhost:5000"


def test_an_origin_is_added_to_those_that_are_there() -> None:
    assert merged_origins(OTHER, ORIGIN).split(",") == [OTHER, ORIGIN]


def test_an_origin_replaces_the_one_for_the_same_address_because_a_double_one_stops_kong() -> None:
    old = f"https://{HOST}:443=http://localhost:3000"

    assert merged_origins(f"{old},{OTHER}", ORIGIN).split(",") == [OTHER, ORIGIN]


@pytest.mark.parametrize("current", [ORIGIN, f"{OTHER},{ORIGIN}", f"{ORIGIN},{OTHER}"])
def test_origins_that_hold_the_entry_already_stay_as_they_are(current: str) -> None:
    assert merged_origins(current, ORIGIN) == current


entries = st.sampled_from([ORIGIN, OTHER, f"https://{HOST}:443=http://localhost:1", "", " ", "https://a.example:443=http://b.example"])


@settings(deadline=None)
@given(st.lists(entries).map(",".join))
def test_no_address_is_ever_in_the_origins_twice(current: str) -> None:
    addresses = [each.partition("=")[0] for each in merged_origins(current, ORIGIN).split(",") if each.startswith(f"https://{HOST}")]

    assert addresses == [f"https://{HOST}:443"]


def test_an_addition_keeps_the_web_dynos_that_the_mesh_asks_for() -> None:
    with pytest.raises(InvalidRequest, match=r"`web=1` leaves fewer web dynos than the 2 of `min_web` in `mesh\.toml`"):
        a_mesh(profile=a_profile(min_web=2)).checked_addition("web-ui", dynos("web=1"))
