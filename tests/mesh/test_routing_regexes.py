"""How Kong's engines read the regular expressions of routes, and what is said where that is not known."""

import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mesh.routing import Edge, Reached, Request, answer
from mesh.routing.choosing import winners
from mesh.routing.dialects import cannot_be_built
from mesh.routing.patterns import NotPredictedError, matched
from mesh.routing.samples import example_of, paths_of, requests_for
from tests.mesh.regex_kinds import KINDS, REFUSED
from tests.mesh.test_routing import WEB, a_route, an_edge

KONG_3 = (3, 0)
UNBUILT = {
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


@pytest.mark.parametrize(("regex", "why"), UNBUILT.items())
def test_what_rusts_engine_cannot_read_keeps_kong_3_from_building_its_router_and_is_named(regex: str, why: str) -> None:
    assert why in cannot_be_built(regex, KONG_3)


@pytest.mark.parametrize("regex", TAKEN)
def test_nothing_is_refused_that_rusts_engine_reads(regex: str) -> None:
    assert not cannot_be_built(regex, KONG_3)


@pytest.mark.parametrize("regex", UNBUILT)
def test_kong_before_3_is_asked_nothing_because_it_refuses_such_a_route_itself(regex: str) -> None:
    assert not cannot_be_built(regex, (2, 8))


SAMPLED = (r"/v\d+", r"/(?<name>\w+)/b", "/(old|new)/.*", "/[a-z]{1,3}$", "/a|/b", "/caf%c3%a9", "/a%2fb", r"/a\.b$", "/[^a]+", "/(a|b){2}")
PLAIN = ("/caf%c3%a9", "/a%2fb")
HOSTS = ((WEB,), ("*.herokuapp.com",), ("web.*", "*.acme.com"), ())
REQUESTS = [(kind, *request) for kind, requests in KINDS.items() for request in requests]
NOT_PREDICTED = "not predicted"


def said(regex: str, path: str, version: tuple[int, ...]) -> str | None:
    try:
        return matched(regex, path, version)
    except NotPredictedError:
        return NOT_PREDICTED


@pytest.mark.parametrize(("kind", "regex", "path", "by_pcre", "by_rust"), REQUESTS)
def test_no_answer_about_an_expression_is_another_than_the_engines(
    kind: str, regex: str, path: str, by_pcre: str | None, by_rust: str | None
) -> None:
    assert (kind, said(regex, path, (2, 8))) in {(kind, by_pcre), (kind, NOT_PREDICTED)}
    assert (kind, said(regex, path, KONG_3)) in {(kind, by_rust), (kind, NOT_PREDICTED)}


def test_how_many_of_the_odd_kinds_are_not_predicted() -> None:
    """What the decision about engines counts; fewer is better, and then the decision says so."""
    counted = [sum(said(regex, path, version) == NOT_PREDICTED for _, regex, path, *_ in REQUESTS) for version in ((2, 8), KONG_3)]
    refused = sum(by_rust == REFUSED for *_, by_rust in REQUESTS)
    assert (len(KINDS), len(REQUESTS), counted, refused) == (42, 88, [29, 48], 36)


@pytest.mark.parametrize(("regex", "path"), [(r"/a\b", "/a/b"), (r"/\w+/[^/]+\.html$", "/a/b.html"), ("/(?i)hook/[a-z]+$", "/Hook/Abc")])
@pytest.mark.parametrize("kong", ["1.0.2", "2.8.5", "3.0.2"])
def test_what_all_engines_read_alike_is_answered_on_every_kong(kong: str, regex: str, path: str) -> None:
    tilde = "~" if kong.startswith("3") else ""
    assert isinstance(answer(an_edge(kong, a_route("web", hosts=(WEB,), paths=(f"{tilde}{regex}",))), Request(WEB, path)), Reached)


@pytest.mark.parametrize(
    ("regex", "path"),
    [
        ("/(a+)+b", "/" + "a" * 40),
        ("/(a|aa)+$", "/" + "a" * 40 + "b"),
        ("/(.*a){12}$", "/" + "a" * 40 + "b"),
        ("/.*.*.*.*b", "/" + "a" * 300),
        ("/a" + "a?" * 40 + "b", "/" + "a" * 40),
    ],
)
def test_where_pcre_may_give_up_nothing_is_predicted_and_rusts_engine_never_does(regex: str, path: str) -> None:
    assert said(regex, path, (2, 8)) == NOT_PREDICTED
    assert said(regex, path, KONG_3) is None


@pytest.mark.parametrize(
    ("regex", "path"),
    [
        (r"/\w+/\w+[!?]", "/" + "a" * 100),
        ("/.*.*.*[!?]", "/" + "a" * 40),
        ("/(?:(?:a|a)+)+[!?]", "/" + "a" * 6),
        ("/(a+)+[!?]", "/" + "a" * 12),
    ],
)
def test_from_2_5_on_kong_lets_pcre_take_a_thousandth_of_the_steps(regex: str, path: str) -> None:
    assert [said(regex, path, version) for version in ((2, 4), (2, 5))] == [None, NOT_PREDICTED]


@pytest.mark.parametrize(
    ("regex", "path"), [(r"/cart/(?<id>\d+)/items/(\w+)$", "/cart/1234567/items/" + "a" * 40), ("/(a|b)+/c", "/abab/c")]
)
def test_what_people_write_takes_fewer_steps(regex: str, path: str) -> None:
    assert said(regex, path, (2, 8)) == path


@pytest.mark.parametrize(
    ("regex", "path", "found"),
    [
        (r"/a\h+b", "/a  b", "/a  b"),
        (r"/[\h_]+b", "/_ b", "/_ b"),
        (r"/\H+$", "/a b", None),
        (r"/\Qa.b(\E+c", "/a.b((c", "/a.b((c"),
        (r"/\Q\E+", "/a", NOT_PREDICTED),
        (r"/a\Qb", "/ab", NOT_PREDICTED),
        (r"/a\R?b", "/ab", "/ab"),
        (r"/a\R?b", "/abé", NOT_PREDICTED),
        (r"/a(?#x)b", "/ab", "/ab"),
        (r"/a(?#x)+b", "/aab", NOT_PREDICTED),
        (r"/a\Z", "/a", "/a"),
        (r"/(?m)^a|/b$", "/b", "/b"),
        (r"/(?x) a b (?: c d | e ) [ f]", "/abe ", "/abe "),
        (r"/(?x: a b) c", "/ab c", "/ab c"),
        (r"/(?x) a (?-x) b", "/a b", "/a b"),
        (r"/(?x)a #c", "/a", NOT_PREDICTED),
        (r"/(?x)a +", "/aa", NOT_PREDICTED),
        (r"/(?i)\p{Lu}", "/a", NOT_PREDICTED),
    ],
)
def test_what_pcre_reads_and_re2_does_not_is_said_in_re2s_words(regex: str, path: str, found: str | None) -> None:
    assert said(regex, path, (2, 8)) == found


def test_letters_and_digits_of_other_scripts_are_not_predicted_where_engines_count_them_otherwise() -> None:
    assert [said(regex, path, (2, 8)) for regex, path in ((r"/\d$", "/٣"), (r"/\w+$", "/é"), (r"/\W+$", "/é"))] == [None, None, "/é"]
    odd = ((r"/\d$", "/٣"), (r"/\w_$", "/é_"), (r"/[A-z]\w", "/éa"), (r"/[[:alpha:]]\w", "/éa"), ("/(?i)k", "/\u212a"), (r"/\p{L}", "/é"))
    assert {said(regex, path, KONG_3) for regex, path in odd} == {NOT_PREDICTED}


@pytest.mark.parametrize(
    ("regex", "path", "found"),
    [
        (r"/\w+/b$", "/café/b", "/café/b"),
        (r"/caf\w", "/café/b", "/café"),
        (r"/cart/(?<id>\d+)", "/cart/é", None),
        (r"/a\b|\wb$", "/x/éb", "éb"),
        ("/x{2}", "/é", None),
        (r"/\W", "/é", None),
        (r"/[^\d/]+", "/aéb/1", "/aéb"),
    ],
)
def test_letters_of_europe_are_letters_to_rusts_engine(regex: str, path: str, found: str | None) -> None:
    assert said(regex, path, KONG_3) == found


EXPRESSIONS = st.lists(
    st.sampled_from(
        [
            *"ab/.-(){}[]|*+?^$\\ ",
            *("(?:", "(?=", "(?<n>", "(?#", "(?#x)", "(?x)", "(?x:", "(?m)", "(a+)+", "(a|aa)*", "{2,}", "{40}", "[^/]", "[a-z]"),
            *(r"\w", r"\d", r"\b", r"\h", r"\R", r"\Z", r"\Q", r"\E", r"\Qa.b\E"),
        ]
    ),
    min_size=1,
    max_size=40,
).map(lambda parts: "/" + "".join(parts))
PATHS = st.text("ab/-1é", max_size=60).map(lambda text: "/" + text)


@pytest.mark.parametrize("version", [(1, 0), (2, 8), KONG_3])
def test_a_thousand_hostile_expressions_are_answered_within_bounded_time(version: tuple[int, ...]) -> None:
    @settings(max_examples=1_000, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(EXPRESSIONS, PATHS, st.integers(1, 16))
    def each(regex: str, path: str, times: int) -> None:
        route = a_route("web", hosts=(WEB,), paths=(f"{'~' if version >= KONG_3 else ''}{regex}",))
        edge = an_edge(".".join(map(str, version)), route)
        started = time.process_time()
        answer(edge, Request(WEB, (path * times)[:1_500]))
        paths_of(edge, route)
        spent.append(time.process_time() - started)

    spent: list[float] = []
    each()
    assert len(spent) >= 1_000
    assert max(spent) < 1
    assert sum(spent) < 30


@pytest.mark.parametrize("kong", ["1.0.2", "2.8.5", "3.0.2"])
def test_every_sample_of_a_route_matches_it_or_is_told_as_not_predicted(kong: str) -> None:
    @settings(max_examples=400, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.one_of(EXPRESSIONS, PATHS, st.sampled_from(SAMPLED)), min_size=1, max_size=3), st.sampled_from(HOSTS))
    def each(paths: list[str], hosts: tuple[str, ...]) -> None:
        tilde = "~" if kong.startswith("3") else ""
        route = a_route("web", hosts=hosts, paths=tuple(path if path in PLAIN else f"{tilde}{path}" for path in paths), methods=("PUT",))
        edge = an_edge(kong, route)
        shown = [winners_or_unknown(replace(edge, routes=(route,)), request) for request in requests_for(edge, (route,))]
        assert all(each in ("web", NOT_PREDICTED) for each in shown)

    each()


def winners_or_unknown(edge: Edge, request: Request) -> str:
    try:
        return ",".join(route.name for route in winners(edge, request))
    except NotPredictedError:
        return NOT_PREDICTED


@pytest.mark.parametrize(
    ("regex", "sample"),
    [
        ("/a(?:b(c|d)|e)/[[:digit:]]{3}", "/abc/111"),
        (r"/\x61\.[^a-f]+(x|y)?$", r"/a.1x"),
        ("/(?i)hook/[A-Z]+$", "/hook/A"),
        (r"/\p{Lu}-\S", "/A-s"),
        (r"/\Qa.b\E(?#c)\h\Z", "/a.b "),
        ("/(?x) a b", "/ab"),
    ],
)
def test_a_sample_is_found_for_what_people_write(regex: str, sample: str) -> None:
    assert example_of(regex) == sample
    assert matched(regex, sample, (2, 8)) == sample
