"""Which route the router chooses where that is not obvious, release by release, asked without a server."""

from typing import Any

import pytest

from sandbox.kong import KongStandIn
from sandbox.kong.routing.asked import Asked
from sandbox.kong.routing.normal import escaped, normal_path
from sandbox.kong.routing.router import router_of
from sandbox.kong.version import version_of

VERSIONS = ("1.0.2", "2.8.5", "3.0.2")


class Table:
    """A Kong of one release with routes on one service."""

    def __init__(self, version: str) -> None:
        self.kong = KongStandIn(version)
        self.service = self.kong.admin.daos["services"].insert({"name": "web-ui", "url": "http://127.0.0.1:5000"})

    def add(self, name: str, **fields: Any) -> "Table":  # noqa: ANN401 - any field of a route
        """Add a route a second after the one before."""
        self.kong.clock_ahead_s += 1
        self.kong.admin.daos["routes"].insert({"name": name, "service": {"id": self.service["id"]}, **fields})
        return self

    def chosen(self, path: str = "/", host: str = "a.com", mesh: str = "") -> str | None:
        """Return the name of the route that takes a GET; `mesh` is the value of the header `X-Mesh`."""
        headers = {"x-mesh": mesh} if mesh else {}
        asked = Asked(host, 80, normal_path(self.kong.version, path), "GET", headers)
        matched = router_of(self.kong.version, self.kong.store.latest).match(asked)
        return None if matched is None else matched.route["name"]

    def prefix(self, path: str) -> str:
        matched = router_of(self.kong.version, self.kong.store.latest).match(Asked("a.com", 80, path, "GET", {}))
        assert matched is not None
        return matched.prefix


def each(*names: str | None) -> "pytest.MarkDecorator":
    """Give the expected route of each release."""
    return pytest.mark.parametrize(("version", "name"), list(zip(VERSIONS, names, strict=True)))


@pytest.mark.parametrize(("version", "name"), [("1.0.2", "younger"), ("2.8.5", "older")])
def test_a_priority_without_a_regular_expression_counts_in_1_0_alone(version: str, name: str) -> None:
    assert Table(version).add("older", hosts=["a.com"]).add("younger", hosts=["a.com"], regex_priority=9).chosen() == name


@each("plain", "regex", "regex")
def test_a_path_that_stands_word_for_word_hides_regular_expressions_in_1_0_alone(version: str, name: str) -> None:
    tilde = "~" if version == "3.0.2" else ""
    table = Table(version).add("plain", paths=["/a/1"]).add("regex", paths=[rf"{tilde}/a/\d"])
    assert table.chosen("/a/1") == name


@each(None, "wildcard", "wildcard")
def test_a_plain_host_anywhere_hides_wildcards_in_1_0_alone(version: str, name: str | None) -> None:
    table = Table(version).add("plain", hosts=["a.b.com"], paths=["/elsewhere"]).add("wildcard", hosts=["*.b.com"])
    assert table.chosen("/", "a.b.com") == name


@each("older", "older", None)
def test_of_equal_routes_the_older_wins_and_from_3_0_on_the_one_with_the_greater_id(version: str, name: str | None) -> None:
    table = Table(version).add("older", hosts=["a.com"]).add("younger", hosts=["a.com"])
    greater = max(table.kong.state()["routes"], key=lambda row: str(row["id"]))["name"]
    assert table.chosen() == (name or greater)


@pytest.mark.parametrize("version", VERSIONS[1:])
def test_a_wildcard_that_names_a_port_wants_that_port(version: str) -> None:
    table = Table(version).add("port", hosts=["*.b.com:8443"])
    assert [table.chosen(host=host) for host in ("a.b.com", "a.b.com:8443", "a.b.com:9000")] == [None, "port", None]


def test_a_wildcard_with_a_port_comes_before_one_without_up_to_2_8() -> None:
    table = Table("2.8.5").add("any", hosts=["*.b.com"]).add("port", hosts=["*.b.com:8443"])
    assert [table.chosen(host=host) for host in ("a.b.com", "a.b.com:8443", "a.b.com:9000")] == ["any", "port", "any"]


@pytest.mark.parametrize("version", VERSIONS[1:])
def test_a_header_is_compared_in_any_case_and_may_be_a_regular_expression(version: str) -> None:
    table = Table(version).add("word", headers={"X-Mesh": ["Blue", "green"]}).add("pattern", headers={"x-mesh": ["~*^re"]})
    found = [table.chosen(mesh=value) for value in ("BLUE", "green", "red", "black")]
    assert found == ["word", "word", "pattern", None]


@pytest.mark.parametrize("version", VERSIONS[:2])
def test_behind_an_or_outside_a_group_the_rest_belongs_to_the_last_branch(version: str) -> None:
    table = Table(version).add("either", paths=["/a|/bb"])
    assert (table.prefix("/bb/c"), table.prefix("/a/c")) == ("/bb", "")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_group_may_have_a_name(version: str) -> None:
    tilde = "~" if version == "3.0.2" else ""
    assert Table(version).add("named", paths=[rf"{tilde}/u/(?<user>\w+)"]).prefix("/u/ann/x") == "/u/ann"


@each(None, "a", "a")
def test_another_spelling_of_a_path_takes_its_route_from_2_4_on(version: str, name: str | None) -> None:
    table = Table(version).add("a", paths=["/a/b"])
    assert {table.chosen(path) for path in ("/a//b", "/x/../a/./b", "/%61/b")} == {name}


@each(None, "dots", None)
def test_a_routes_own_path_is_brought_into_that_form_only_up_to_2_8(version: str, name: str | None) -> None:
    assert Table(version).add("dots", paths=["/x/../a"]).chosen("/a") == name


@pytest.mark.parametrize(
    ("path", "in_2_8", "in_3_0"),
    [
        ("/a", "/a", "/a"),
        ("/a%2fb", "/a%2Fb", "/a%2Fb"),
        ("/%7Euser", "/~user", "/~user"),
        ("/a%20b", "/a%20b", "/a b"),
        ("/%C3%a4", "/%C3%A4", "/ä"),
        ("/a/..", "/", "/"),
        ("/a/b/../", "/a/", "/a/"),
        ("/../../a", "/a", "/a"),
        ("/...", "/...", "/..."),
        ("//a///b/", "/a/b/", "/a/b/"),
    ],
)
def test_a_path_is_brought_into_a_normal_form(path: str, in_2_8: str, in_3_0: str) -> None:
    assert [normal_path(version_of(version), path) for version in VERSIONS] == [path, in_2_8, in_3_0]


def test_what_3_0_has_undone_is_escaped_again_on_its_way() -> None:
    assert escaped(version_of("3.0.2"), "/a b/ä?") == "/a%20b/%C3%A4?"
    assert escaped(version_of("2.8.5"), "/a%20b") == "/a%20b"
