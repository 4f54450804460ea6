"""`/mesh route …` and `/mesh routes`: from words to requests, and what is told at once about words that make none."""

import pytest

from bot.understanding import Asked, Help, understood
from bot.words import normalised
from mesh.errors import InvalidRequest
from mesh.requests import Request, RouteAdd, RouteFields, RouteMatch, RouteRemove, Routes, RouteSet
from tests.examples import CHANNEL, SERVICE, a_mesh

MESHES = {"main": a_mesh()}


def asked(text: str) -> object:
    answer = understood(normalised(text), CHANNEL, MESHES)
    assert isinstance(answer, Asked), answer
    return answer.request


def sentence(text: str) -> str:
    with pytest.raises(InvalidRequest) as wrong:
        understood(normalised(text), CHANNEL, MESHES)
    return str(wrong.value)


def test_a_route_is_added_with_kongs_own_field_names() -> None:
    text = "route add web-ui cart host=ui.example.com path=/cart methods=get,POST strip_path=false preserve_host=true protocols=https"
    fields = RouteFields(("ui.example.com",), ("/cart",), ("GET", "POST"), ("https",), strip_path=False, preserve_host=True)
    assert asked(f"{text} regex_priority=7") == RouteAdd(
        SERVICE,
        "cart",
        RouteFields(fields.hosts, fields.paths, fields.methods, fields.protocols, False, True, 7),  # noqa: FBT003
    )


SAME: dict[str, Request] = {
    "route set web-ui cart path=/a,/b": RouteSet(SERVICE, "cart", RouteFields(paths=("/a", "/b"))),
    "Route Set web-ui cart path=/a path=/b": RouteSet(SERVICE, "cart", RouteFields(paths=("/a", "/b"))),
    "route set web-ui cart paths=/a,/b,/a": RouteSet(SERVICE, "cart", RouteFields(paths=("/a", "/b"))),
    r"route set web-ui cart path=/a/\d{1,3}": RouteSet(SERVICE, "cart", RouteFields(paths=(r"/a/\d{1,3}",))),
    "route set web-ui cart path=~/v1,~/v2": RouteSet(SERVICE, "cart", RouteFields(paths=("~/v1", "~/v2"))),
    "route set web-ui cart methods=": RouteSet(SERVICE, "cart", RouteFields(methods=())),
    "route set web-ui cart host=<http://UI.example.com|UI.example.com>": RouteSet(SERVICE, "cart", RouteFields(hosts=("ui.example.com",))),
    "route set web-ui cart host=*.example.com": RouteSet(SERVICE, "cart", RouteFields(hosts=("*.example.com",))),
    "route remove web-ui cart --reason gone": RouteRemove(SERVICE, "cart"),
    "routes web-ui": Routes(SERVICE),
    "routes --match GET ui.example.com/cart": RouteMatch("GET", "ui.example.com", "/cart"),
    "routes --match ui.example.com": RouteMatch("GET", "ui.example.com", "/"),
    "routes --match post http://UI.example.com:80/Cart?x=1": RouteMatch("POST", "ui.example.com", "/Cart", "http"),
}


@pytest.mark.parametrize(("text", "request_made"), SAME.items(), ids=SAME)
def test_words_become_a_request(text: str, request_made: Request) -> None:
    assert asked(text) == request_made


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("route add web-ui cart", "a route needs to say what it is for"),
        ("route set web-ui cart", "there is nothing to change: name at least one field"),
        ("route add web-ui cart path=cart", "“cart” is not a path: it begins with a slash"),
        ("route add web-ui cart path=/a,b", "“b” is not a path: it begins with a slash"),
        ("route add web-ui cart path=/a//b", "“/a//b” has an empty part, which Kong refuses"),
        ("route add web-ui cart path=/a/../b", "“/a/../b” would never be asked for"),
        ("route add web-ui cart path=/100%", "holds a `%` that two hexadecimal digits do not follow"),
        ("route add web-ui cart host=https://ui.example.com/", "is not a host: write it without scheme, port or path"),
        ("route add web-ui cart host=ui.example.com:443", "is not a host: write it without scheme, port or path"),
        ("route add web-ui cart host=", "`host=` names none"),
        ("route add web-ui cart methods=FETCH", "“FETCH” is no method: there are `GET`, `HEAD`"),
        ("route add web-ui cart path=/a protocols=tcp", "“tcp” is no protocol of a visitor: there are `https` and `http`"),
        ("route add web-ui cart path=/a strip_path=maybe", "write `strip_path=true` or `strip_path=false`"),
        ("route add web-ui cart path=/a regex_priority=high", "write a whole number, as in `regex_priority=10`"),
        ("route add web-ui cart path=/a regex_priority=1 regex_priority=2", "`regex_priority` is given 2 times; it has one value"),
        ("route add web-ui cart url=/a", "“url=/a” is no field of a route: there are `hosts`, `paths`"),
        ("route add web-ui cart/x path=/a", "cannot be a route's name"),
        ("route add web-ui", "NAME is missing."),
        ("route add control cart path=/a", "is the controller `tinyrobot-science-mesh-control` itself"),
        ("route delete web-ui cart", "`route` takes `add`, `set` or `remove` next."),
        ("route", "`route` takes `add`, `set` or `remove` next."),
        ("routes", "name one app, as in `/mesh routes web-ui`"),
        ("routes --match FETCH ui.example.com/cart", "“FETCH” is no method"),
        ("routes --match GET /cart", "name a method and an address"),
    ],
)
def test_words_that_make_no_request_get_one_sentence(text: str, told: str) -> None:
    assert told in sentence(text)


def test_help_on_a_verb_of_two_words_is_asked_for_by_both() -> None:
    answer = understood("help route add", CHANNEL, MESHES)
    assert isinstance(answer, Help)
    assert answer.verb is not None
    assert answer.verb.name == "route add"
