"""Which route the router chooses where that is not obvious, release by release, asked without a server."""

import pytest

from sandbox.kong.routing.normal import escaped, normal_path, normal_regex
from sandbox.kong.version import version_of

from .tables import VERSIONS, Table


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
    found = [table.chosen(x_mesh=value) for value in ("BLUE", "green", "red", "black")]
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
    ("path", "normal"),
    [
        ("/a", "/a"),
        ("/a%2fb", "/a%2Fb"),
        ("/%7Euser", "/~user"),
        ("/a%20b", "/a b"),
        ("/%C3%a4", "/ä"),
        ("/a%2e./b", "/a../b"),
        ("/a/%2e%2E/b", "/b"),
        ("/a%", "/a%"),
        ("/%252f", "/%252f"),
        ("/a/..", "/"),
        ("/a/b/../", "/a/"),
        ("/../../a", "/a"),
        ("/...", "/..."),
        ("//a///b/", "/a/b/"),
    ],
)
def test_a_path_is_brought_into_a_normal_form(path: str, normal: str) -> None:
    assert [normal_path(version_of(version), path) for version in VERSIONS] == [path, normal, normal]


@pytest.mark.parametrize(("version", "sent"), [("1.0.2", "/a b/ä?"), ("2.8.5", "/a%20b/%C3%A4?"), ("3.0.2", "/a%20b/%C3%A4?")])
def test_what_was_undone_is_escaped_again_on_its_way(version: str, sent: str) -> None:
    assert escaped(version_of(version), "/a b/ä?") == sent


@pytest.mark.parametrize(
    ("regex", "normal"),
    [("/caf%c3%a9/[0-9]+", "/café/[0-9]+"), ("/a%2Eb[0-9]", r"/a\.b[0-9]"), ("/a%2fb|/c", "/a%2Fb|/c"), ("/%7b%5C%7d|", r"/\{\\\}|")],
)
def test_a_routes_expression_is_unescaped_up_to_2_8_alone(regex: str, normal: str) -> None:
    assert [normal_regex(version_of(version), regex) for version in VERSIONS] == [regex, normal, regex]


@each(None, "cafe", None)
def test_an_escape_in_a_routes_expression_is_looked_up_undone_only_up_to_2_8(version: str, name: str | None) -> None:
    tilde = "~" if version.startswith("3") else ""
    assert Table(version).add("cafe", paths=[f"{tilde}/caf%c3%a9/[0-9]+"]).chosen("/caf%C3%A9/7") == name


RANKS = (
    # Of each pair the first, which is the older, answers before the second on 3.0.2.
    ({"hosts": ["a.com"]}, {"hosts": ["*.com"], "paths": ["/ab"]}),
    ({"hosts": ["a.com"]}, {"paths": ["/ab"], "methods": ["GET"]}),
    ({"hosts": ["a.com"]}, {"hosts": ["*.com"], "paths": ["~/a."], "methods": ["GET"], "regex_priority": 9}),
    ({"hosts": ["a.com"], "paths": ["~/a."]}, {"hosts": ["a.com"], "paths": ["/ab"], "methods": ["GET"]}),
    ({"paths": ["~/a."]}, {"hosts": ["*.com"], "paths": ["/ab"], "methods": ["GET"]}),
    ({"paths": ["~/a."], "regex_priority": 2}, {"paths": ["~/ab"], "regex_priority": 1}),
    ({"hosts": ["*.com"], "paths": ["~/a."]}, {"paths": ["~/ab"], "regex_priority": 1000}),
    ({"hosts": ["*.com"], "methods": ["GET"]}, {"paths": ["/abc"]}),
    ({"paths": ["/abc"]}, {"paths": ["/ab"]}),
    ({"paths": ["~/a.", "/abcdef"]}, {"paths": ["~/ab", "/abcde"]}),
    ({"paths": ["/abc"], "regex_priority": 0}, {"paths": ["/ab"], "regex_priority": 9}),
    ({"hosts": ["a.com", "*.com"], "paths": ["/ab"]}, {"hosts": ["a.com", "*.com"]}),
)


@pytest.mark.parametrize("is_older_first", [True, False])
@pytest.mark.parametrize(("first", "second"), RANKS)
def test_3_0_ranks_plain_hosts_then_a_regular_expression_then_the_kinds(
    first: dict[str, object], second: dict[str, object], is_older_first: bool
) -> None:
    table = Table("3.0.2")
    for name, fields in [("first", first), ("second", second)][:: 1 if is_older_first else -1]:
        table.add(name, **fields)
    assert table.chosen("/abcdef") == "first"


@each(None, None, "either")
def test_3_0_anchors_the_first_alternative_alone(version: str, name: str | None) -> None:
    tilde = "~" if version == "3.0.2" else ""
    table = Table(version).add("either", paths=[f"{tilde}/a|/b"])
    assert (table.chosen("/x/b"), table.chosen("/x/a")) == (name, None)


def test_what_another_alternative_matches_is_stripped_from_the_start_by_its_length() -> None:
    assert Table("3.0.2").add("either", paths=["~/a|/bb"]).prefix("/x/bb") == "/bb"


@pytest.mark.parametrize(("host", "name"), [("a.example.com", "younger"), ("a.example.com:8443", "older")])
def test_2_8_looks_its_shortcut_up_by_the_host_as_sent(host: str, name: str) -> None:
    table = Table("2.8.5").add("older", hosts=["*.com"], protocols=["https"]).add("younger", hosts=["shop.*", "a.example.com"])
    assert table.chosen("/zz/9", host, "PUT") == name


@pytest.mark.parametrize(("version", "protocols"), [("1.0.2", ["tcp"]), ("2.8.5", ["tcp", "udp"]), ("3.0.2", ["tls"])])
def test_a_route_for_streams_takes_no_request(version: str, protocols: list[str]) -> None:
    table = Table(version).add("stream", protocols=protocols, destinations=[{"port": 80}])
    assert table.chosen() is None


@pytest.mark.parametrize(
    ("version", "scheme", "name"), [("2.8.5", 80, "named"), ("3.0.2", 80, "named"), ("2.8.5", 443, None), ("3.0.2", 443, None)]
)
def test_a_name_of_tls_counts_over_tls_alone(version: str, scheme: int, name: str | None) -> None:
    table = Table(version).add("named", snis=["a.com"], hosts=["a.com"])
    assert table.chosen(usual_port=scheme) == name


@pytest.mark.parametrize("version", VERSIONS[1:])
def test_the_routes_of_a_service_that_is_off_answer_nobody(version: str) -> None:
    table = Table(version).add("off", hosts=["a.com"]).add("rest", paths=["/"])
    off = table.kong.admin.daos["services"].insert({"name": "off", "url": "http://127.0.0.1:5000", "enabled": False})
    table.kong.admin.daos["routes"].update(("name", "off"), {"service": {"id": off["id"]}})
    assert table.chosen() == "rest"


@pytest.mark.parametrize("version", VERSIONS[1:])
@pytest.mark.parametrize(("host", "name"), [("a.com:443", "port"), ("a.com", None), ("a.com:80", None)])
def test_a_plain_host_that_names_a_port_wants_a_host_that_names_it_too(version: str, host: str, name: str | None) -> None:
    assert Table(version).add("port", hosts=["a.com:443"]).chosen(host=host, usual_port=443) == name


@pytest.mark.parametrize(("version", "name"), [("2.8.5", "port"), ("3.0.2", None)])
def test_2_8_adds_the_usual_port_where_a_wildcard_names_one_and_3_0_does_not(version: str, name: str | None) -> None:
    assert Table(version).add("port", hosts=["*.com:443"]).chosen(usual_port=443) == name


@pytest.mark.parametrize(
    ("priority", "name"),
    [(0, "kinds"), (1_023, "kinds"), (2_047, "kinds"), (2_048, "priority"), (4_096, "priority"), (8_192, "kinds"), (-1, "priority")],
)
def test_3_0_shifts_a_priority_within_32_bits(priority: int, name: str) -> None:
    """One of 2,048 is as much as two kinds; one of 4,096 and one below 0 set all bits above, and one of 8,192 leaves none."""
    table = Table("3.0.2").add("kinds", paths=["~/a"], methods=["GET"], regex_priority=300)
    assert table.add("priority", paths=["~/a"], regex_priority=priority).chosen("/a") == name


def test_in_3_0_a_priority_that_sets_all_bits_comes_before_plain_hosts() -> None:
    table = Table("3.0.2").add("plain", hosts=["a.com"], paths=["~/a"]).add("huge", paths=["~/a"], regex_priority=4_096)
    assert table.chosen("/a") == "huge"


@pytest.mark.parametrize(("version", "older", "name"), [("1.0.2", "/a", "older"), ("2.8.5", "/a", "empty"), ("3.0.2", "/a/b", "empty")])
def test_a_list_of_no_hosts_ranks_as_plain_hosts_from_1_3_on(version: str, older: str, name: str) -> None:
    table = Table(version).add("older", paths=[older]).add("empty", hosts=[], paths=["/a"])
    assert table.chosen("/a/b") == name


@each("web", "web", None)
def test_a_path_that_is_no_utf_8_finds_no_route_in_3_0_where_any_route_has_a_path(version: str, name: str | None) -> None:
    table = Table(version).add("web", hosts=["a.com"]).add("other", hosts=["b.com"], paths=["/x"])
    assert table.chosen("/a\udcff") == name


def test_where_no_route_has_a_path_3_0_never_reads_it() -> None:
    assert Table("3.0.2").add("web", hosts=["a.com"]).chosen("/a\udcff") == "web"


@pytest.mark.parametrize("version", VERSIONS[:2])
def test_up_to_2_8_an_expression_takes_a_request_spelled_like_it_where_anything_else_has_a_hit(version: str) -> None:
    table = Table(version).add("regex", paths=["/[a-z]+$"])
    alone = table.chosen("/[a-z]+$")
    assert (alone, table.add("host", hosts=["b.com"]).chosen("/[a-z]+$"), table.chosen("/[a-z]+$", host="b.com")) == (None, None, "host")
    assert table.add("method", methods=["PUT"], hosts=["c.com"]).chosen("/[a-z]+$", method="PUT") == "regex"
