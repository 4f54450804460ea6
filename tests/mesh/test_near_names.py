"""Which names are so near to each other that one may be meant by the other."""

import pytest

from mesh.near_names import letters_apart, nearest


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("web-ui", "web-ui", 0),
        ("webui", "web-ui", 1),
        ("web-iu", "web-ui", 1),
        ("wbe-iu", "web-ui", 2),
        ("billing", "biling", 1),
        ("search", "billing", 7),
        ("", "ab", 2),
        ("ca", "abc", 3),
    ],
)
def test_letters_apart_are_counted_with_two_that_changed_places_as_one(one: str, other: str, apart: int) -> None:
    assert (letters_apart(one, other), letters_apart(other, one)) == (apart, apart)


@pytest.mark.parametrize("typed", ["webui", "web-iu", "wbe-iu", "web-u", "web-uis", "web_ui", "we-bui", "web-ui-1"])
def test_a_name_within_two_letters_is_near(typed: str) -> None:
    assert nearest(typed, ["billing", "web-ui", "search"]) == "web-ui"


@pytest.mark.parametrize(
    ("typed", "known"),
    [("search", "billing"), ("web-ui", "web-ui"), ("wbeiu", "web-ui"), ("web-ui-two", "web-ui"), ("webui", "")],
)
def test_a_name_that_is_further_away_or_the_same_is_not_near(typed: str, known: str) -> None:
    assert nearest(typed, [known]) is None


@pytest.mark.parametrize(("typed", "known"), [("shop2", "shop"), ("shop2", "shop3"), ("shop12", "shop1"), ("s3-proxy", "s-proxy")])
def test_names_that_differ_only_in_digits_are_not_near(typed: str, known: str) -> None:
    assert nearest(typed, [known]) is None


@pytest.mark.parametrize(
    ("typed", "known", "is_near"), [("api", "app", True), ("ads", "api", False), ("ui", "u", False), ("ab", "ba", True)]
)
def test_short_names_are_near_only_where_most_of_them_is_the_same(typed: str, known: str, *, is_near: bool) -> None:
    assert (nearest(typed, [known]) == known) is is_near


def test_a_name_that_is_known_is_near_to_no_other() -> None:
    assert nearest("webui", ["webui", "web-ui"]) is None


def test_of_several_near_names_the_nearest_is_named_then_the_first_of_the_alphabet() -> None:
    assert nearest("webui", ["wbe-ui", "web-ui"]) == "web-ui"
    assert nearest("cart", ["dart", "card"]) == "card"


def test_names_of_a_thousand_characters_take_no_time() -> None:
    assert nearest("a" * 1000, ["b" * 1000] * 1000) is None
