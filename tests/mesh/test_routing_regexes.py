"""How Kong's engines read the regular expressions of routes, and what is said where that is not known."""

import pytest

from mesh.routing.dialects import cannot_be_built

KONG_3 = (3, 0)
REFUSED = {
    "/cart(?!oon)": "look-ahead",
    "/(?=a)b": "look-ahead",
    "/(?<=a)b": "look-behind",
    "/(?<!a>)b": "look-behind",
    r"/(a)\1": "back reference",
    r"/(?<n>a)\k<n>": "back reference",
    r"/(a)\g{1}": "back reference",
    "/(?P<n>a)(?P=n)": "back reference",
    "/(?>a+)b": "atomic group",
    "/(?|(a)|(b))": "(?|",
    "/(a)(?1)": "call of a group",
    "/(a)?(?(1)b)": "condition",
    "/a(?#b)": "comment",
    r"/a\h": r"\h",
    r"/a\K": r"\K",
    r"/\Qa.b\E": r"\Q",
    r"/a\R": r"\R",
    r"/a\Z": r"\Z",
    "/users/{id}": "{id}",
    "/a{3,1}": "{3,1}",
    "/(a": "not closed",
    "/a)": "closes no group",
    "/(*a)": "nothing in front",
    "/(?<n>a)(?<n>b)": "two groups",
    "/a\\": "backslash",
}
TAKEN = [
    "/(?i)hook/[a-z]+$",
    r"/cart/(?<id>\d+)",
    "/a|/b",
    r"/\w+/[^/]+\.html$",
    "/[[:alpha:]]+",
    r"/\x{61}\p{L}",
    "/(?:a|b){2,3}?",
    "/a?<b",
    "/a++",
    "/[a-z&&[^b]]",
    r"/(?x) a # \h",
    "/café",
]


@pytest.mark.parametrize(("regex", "why"), REFUSED.items())
def test_what_rusts_engine_cannot_read_keeps_kong_3_from_building_its_router_and_is_named(regex: str, why: str) -> None:
    assert why in cannot_be_built(regex, KONG_3)


@pytest.mark.parametrize("regex", TAKEN)
def test_nothing_is_refused_that_rusts_engine_reads(regex: str) -> None:
    assert not cannot_be_built(regex, KONG_3)


@pytest.mark.parametrize("regex", REFUSED)
def test_kong_before_3_is_asked_nothing_because_it_refuses_such_a_route_itself(regex: str) -> None:
    assert not cannot_be_built(regex, (2, 8))
