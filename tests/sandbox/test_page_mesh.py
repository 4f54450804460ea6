"""What the page shows of the mesh at a glance."""

from typing import Any

import pytest

from sandbox.breaking.breaking import Breaking
from sandbox.breaking.words import breakage_from
from sandbox.launch.world import World
from sandbox.page.addresses import AppAddresses
from sandbox.page.mesh import apps, kong
from tests.sandbox.worlds import unserved_world

Json = dict[str, Any]


@pytest.fixture
def world() -> World:
    return unserved_world(12)


def app(world: World, service: str) -> Json:
    return next(app for app in apps(world, AppAddresses(world.heroku, 5001)) if app["name"].endswith(f"-{service}"))


def visits(world: World, route: str) -> list[str]:
    found = next(each for each in kong(world, AppAddresses(world.heroku, 5001))["routes"] if each["name"] == route)
    return [visit["address"] for visit in found["visits"]]


@pytest.mark.parametrize(
    ("service", "state", "notes"),
    [
        ("account", "up", []),
        ("events", "up", ["building"]),
        ("login", "up", ["v6 failed"]),
        ("mail", "crashed", []),
        ("wiki", "maintenance", []),
    ],
)
def test_an_app_says_in_a_word_or_two_how_it_is(world: World, service: str, state: str, notes: list[str]) -> None:
    shown = app(world, service)
    assert (shown["state"], [note["words"] for note in shown["notes"]]) == (state, notes)


def test_a_route_has_a_link_for_each_plain_path_on_each_domain_of_an_app(world: World) -> None:
    host = app(world, "blog")["domains"][0]["host"]
    assert visits(world, "blog") == [f"http://{host}.localhost:5001/"]
    assert visits(world, "legacy-news") == [f"http://{host}.localhost:5001/news"]


def test_a_pattern_or_a_host_that_nobody_owns_is_no_link(world: World) -> None:
    Breaking(world).do(breakage_from("route blog host=www.example.com,*.example.org"))
    Breaking(world).do(breakage_from(r"route legacy-news 'path=/v\d+,/news'"))
    host = app(world, "blog")["domains"][0]["host"]
    assert (visits(world, "blog"), visits(world, "legacy-news")) == ([], [f"http://{host}.localhost:5001/news"])
