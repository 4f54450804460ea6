"""Regular expressions as Kong's engines read them: PCRE 8 up to 2.8, Rust's regex 1.6 in the router of 3.x.

Source: pcrepattern(3) of PCRE 8.45 and the documentation of regex 1.6.0; the kinds are those that were measured on real routers.
"""

import time

import pytest

from sandbox.kong.dao.errors import KongError

from .tables import Table

NO = "refused"
KINDS: tuple[tuple[str, str, tuple[tuple[str, object, object], ...]], ...] = (
    # What is tried; the expression; each request's path, and whether PCRE 8 and regex 1.6 match it from its start on.
    ("a flag behind the start", r"/(?i)hook/[a-z]+$", (("/HOOK/abC", True, True), ("/hook/1", False, False), ("/hook/a", True, True))),
    ("a flag for a group", r"/(?i:a)b", (("/Ab", True, True), ("/AB", False, False))),
    ("a flag taken back", r"/(?i)a(?-i)b", (("/Ab", True, True), ("/AB", False, False))),
    ("free spacing", r"/(?x) a b", (("/ab", True, True), ("/ a b", False, False))),
    ("ungreedy", r"/(?U)a+b", (("/aab", True, True),)),
    ("horizontal space", r"/a\hb", (("/a\tb", True, NO), ("/ab", False, NO))),
    ("no horizontal space", r"/a\Hb", (("/axb", True, NO),)),
    ("keep out", r"/a\Kb", (("/ab", True, NO), ("/aa", False, NO))),
    ("a line end of any kind", r"/a\Rb", (("/a\r\nb", True, NO), ("/ab", False, NO))),
    ("no line end", r"/a\N+", (("/axy", True, NO),)),
    ("a property", r"/\p{L}+$", (("/abc", True, True), ("/a1", False, False))),
    ("a property of one letter", r"/\pL\PL$", (("/a1", True, True), ("/ab", False, False))),
    ("a property denied", r"/\p{^Lu}$", (("/a", True, NO), ("/A", False, NO))),
    ("a script", r"/\p{Latin}$", (("/a", True, True), ("/1", False, False))),
    ("a reference by name", r"/(?<n>a|b)\k<n>$", (("/aa", True, NO), ("/ab", False, NO))),
    ("a reference in braces", r"/(a|b)\g{1}$", (("/bb", True, NO), ("/ab", False, NO))),
    ("a reference backwards", r"/(a|b)\g{-1}$", (("/bb", True, NO), ("/ba", False, NO))),
    ("a reference by number", r"/([a-z])\1$", (("/zz", True, NO), ("/za", False, NO))),
    ("a reference in Python's words", r"/(?P<n>a|b)(?P=n)$", (("/aa", True, NO), ("/ab", False, NO))),
    ("a quotation", r"/\Qa.b\E+$", (("/a.bb", True, NO), ("/axb", False, NO))),
    ("a quotation without an end", r"/[x]\Qa+(", (("/xa+(", True, NO), ("/xaa", False, NO))),
    ("a character by its number", r"/\x{61}\x62$", (("/ab", True, True), ("/x61", False, False))),
    ("a character by its octal number", r"/\141$", (("/a", True, NO),)),
    ("numbers that begin anew", r"/(?|(a)|(b))\1$", (("/bb", True, NO), ("/ab", False, NO))),
    ("a call of a group", r"/(a|b)(?1)$", (("/ab", True, NO), ("/ac", False, NO))),
    ("a call is atomic", r"/(ab?)(?1)bc$", (("/aabbc", True, NO), ("/aabc", False, NO))),
    ("a call by name", r"/(?<p>\d+)-(?&p)$", (("/1-22", True, NO), ("/1-", False, NO))),
    ("a call into itself", r"/(\((?:[^()]|(?1))*\))$", (("/(a(b))", True, NO), ("/(a(b)", False, NO))),
    ("a POSIX class", r"/[[:alpha:]]+$", (("/ab", True, True), ("/a:", False, False), ("/1", False, False))),
    ("a POSIX class denied", r"/[[:^digit:]]+$", (("/ab", True, True), ("/a1", False, False))),
    ("a repetition without a least", r"/a{,2}$", (("/a{,2}", True, NO), ("/aa", False, NO))),
    ("a repetition with spaces", r"/a{ 2 }$", (("/a{ 2 }", True, False), ("/aa", False, True))),
    ("look-ahead", r"/cart(?!oon)", (("/carts", True, NO), ("/cartoon", False, NO))),
    ("look-ahead that agrees", r"/cart(?=s)", (("/carts", True, NO), ("/cart", False, NO))),
    ("look-behind", r"/\w+(?<!bin)$", (("/cab", True, NO), ("/abin", False, NO))),
    ("look-behind of several lengths", r"/\w+(?<=ab|c)$", (("/xab", True, NO), ("/xb", False, NO))),
    ("look-behind of no fixed length", r"/\w+(?<=ab?)$", (("/xab", NO, NO),)),
    ("possessive", r"/a++a", (("/aaa", False, True),)),
    ("possessive that lets go of nothing", r"/[ab]*+c", (("/abc", True, True), ("/ab", False, False))),
    ("atomic", r"/(?>a+)a", (("/aaa", False, NO), ("/b", False, NO))),
    ("a condition", r"/(a)?(?(1)b|c)$", (("/ab", True, NO), ("/c", True, NO), ("/b", False, NO))),
    ("a comment", r"/(?#word)a", (("/a", True, NO), ("/b", False, NO))),
    ("a bracket that is a member", r"/[]a]+$", (("/]a", True, True), ("/b", False, False))),
    ("a class within a class", r"/[a-c&&[^b]]+$", (("/ac", False, True), ("/ab", False, False), ("/b]", True, False))),
    ("a slash with a backslash", r"/a\/b", (("/a/b", True, NO),)),
    ("an escaped point", r"/a\.b$", (("/a.b", True, True), ("/axb", False, False))),
    ("the very end", r"/[a]\z", (("/a", True, True), ("/ab", False, False))),
    ("an end that Rust does not know", r"/[a]\Z", (("/a", True, NO),)),
    ("a word boundary", r"/cart\b", (("/cart/x", True, True), ("/cartoon", False, False))),
    ("verbs", r"/a(*SKIP)(*F)|/b", (("/b", True, NO), ("/a", False, NO))),
    ("an assertion in letters", r"/a(*pla:b)", (("/ab", NO, NO),)),
    ("a digit that is no reference", r"/[a]\8$", (("/a8", True, NO),)),
    ("the control character", r"/[a]\cA?$", (("/a", True, NO),)),
    ("a name in Kong's words", r"/u/(?<user>\w+)", (("/u/ann", True, True), ("/u/", False, False))),
    ("a brace alone", r"/a{b", (("/a{b", True, NO),)),
    ("nothing to repeat", r"/(*a)", (("/a", NO, NO),)),
    ("a group left open", r"/(a", (("/a", NO, NO),)),
    ("a group closed twice", r"/a)", (("/a", NO, NO),)),
    ("a class left open", r"/[a", (("/a", NO, NO),)),
    ("a range the wrong way", r"/[b-a]", (("/a", NO, NO),)),
    ("a capital that is no escape", r"/[a]\u0062", (("/ab", NO, NO),)),
)
IDS = [f"{kind}: {path!r}" for kind, _, asked in KINDS for path, _, _ in asked]
PCRE = [(expression, path, pcre) for _, expression, asked in KINDS for path, pcre, _ in asked]
RUST = [(expression, path, rust) for _, expression, asked in KINDS for path, _, rust in asked]


def answer(version: str, expression: str, path: str) -> object:
    """Say whether a route with this path takes a request, or that Kong has no use for the expression.

    An old route tells whether a router could be made: where not, it answers at another host, and the new one does not.
    """
    mark = "~" if version == "3.0.2" else ""
    try:
        table = Table(version).add("new", hosts=["a.com"], paths=[f"{mark}{expression}"]).add("late", hosts=["late.com"])
    except KongError:
        return NO
    if table.chosen("/", "late.com") is None:
        return NO
    return table.chosen(path) == "new"


def test_there_are_as_many_kinds_and_requests_as_were_measured() -> None:
    assert (len(KINDS) >= 36, len(IDS) >= 86) == (True, True)


@pytest.mark.parametrize("version", ["1.0.2", "2.8.5"])
@pytest.mark.parametrize(("expression", "path", "wanted"), PCRE, ids=IDS)
def test_up_to_2_8_an_expression_is_read_as_pcre_reads_it(version: str, expression: str, path: str, wanted: object) -> None:
    assert answer(version, expression, path) == wanted


@pytest.mark.parametrize(("expression", "path", "wanted"), RUST, ids=IDS)
def test_3_0_reads_it_as_rusts_crate_does(expression: str, path: str, wanted: object) -> None:
    assert answer("3.0.2", expression, path) == wanted


def test_what_cannot_be_compiled_is_refused_in_pcres_words() -> None:
    with pytest.raises(KongError, match=r"PCRE returned: pcre_compile\(\) failed: lookbehind assertion is not fixed length in"):
        Table("2.8.5").add("r", paths=[r"/x(?<=ab?)"])


def test_3_0_takes_at_its_admin_api_what_pcre_takes_and_then_keeps_the_router_it_had() -> None:
    table = Table("3.0.2").add("before", hosts=["a.com"], paths=["/"])
    table.add("wrong", hosts=["a.com"], paths=[r"~/cart(?!oon)"]).add("after", hosts=["b.com"])
    assert [table.chosen("/carts"), table.chosen("/", "b.com")] == ["before", None]


def test_3_0_makes_its_router_again_when_the_wrong_route_is_gone_or_its_service_is_off() -> None:
    table = Table("3.0.2").add("wrong", paths=[r"~/cart(?!oon)"]).add("after", hosts=["b.com"])
    table.kong.admin.daos["routes"].delete(("name", "wrong"))
    assert table.chosen("/", "b.com") == "after"
    other = table.kong.admin.daos["services"].insert({"name": "off", "url": "http://127.0.0.1:5000", "enabled": False})
    table.add("wrong", paths=[r"~/(a)\1"], service={"id": other["id"]}).add("last", hosts=["c.com"])
    assert table.chosen("/", "c.com") == "last"


def test_a_wrong_expression_for_a_header_stops_the_router_of_3_0_too() -> None:
    table = Table("3.0.2").add("wrong", headers={"x-mesh": ["~*a(?=b)"]}).add("after", hosts=["b.com"])
    assert table.chosen("/", "b.com") is None


HOSTILE = (
    r"/(a+)+$",
    r"/(?:a|aa)+$",
    r"/(.*)(.*)(.*)(.*)(.*)(.*)x$",
    r"/(?:(?:(?:a?){30}){30}){30}b",
    r"/((a|b)*?)*c\1",
    r"/(?:(?:(?:(?:a{100}){100}){100}){100})",
    r"/(?:\w?){150}!",
    r"/(?:(?:(?:a?){100}){100}){10}b",
    "/[a]" + r"\p{" * 20_000,
    "/[a]" + "(?(" * 20_000,
    "/[a]" + "(?#" * 20_000,
    "/[a]" + "(?P<" * 15_000,
    "/[a]" + "[" * 60_000,
    "/" + "(" * 30_000 + "a" + ")" * 30_000,
    "/" + "(?:" * 200 + "a" + "){9}" * 200,
    "/a{" + "9" * 5_000 + "}",
    "/(a)\\" + "9" * 5_000,
    "/" + "a+" * 30_000,
)


@pytest.mark.parametrize("version", ["1.0.2", "2.8.5", "3.0.2"])
@pytest.mark.parametrize("expression", HOSTILE, ids=lambda expression: f"{expression[:12]!r} of {len(expression)}")
def test_no_expression_holds_the_sandbox(version: str, expression: str) -> None:
    before = time.process_time()
    answer(version, expression, "/" + "a" * 4000 + "!")
    assert time.process_time() - before < 3


def test_where_pcre_comes_to_its_limit_no_route_matches_as_in_kong() -> None:
    table = Table("2.8.5").add("hostile", paths=[r"/(a+)+$"]).add("plain", paths=["/"])
    assert [table.chosen("/b"), table.chosen("/" + "a" * 40 + "b")] == ["plain", None]


def test_from_2_5_on_pcre_may_take_ten_thousand_steps_with_the_rest_of_the_path() -> None:
    path = "/" + "a" * 60 + "/b"
    assert [Table(version).add("hostile", paths=["/.*.*.*[!?]|/a"]).chosen(path) for version in ("1.0.2", "2.8.5")] == ["hostile", None]


@pytest.mark.parametrize("expression", [r"/a\Qb", "/(?x)ab#c"])
def test_an_expression_that_takes_the_group_for_the_rest_as_its_own_text_strips_nothing(expression: str) -> None:
    table = Table("2.8.5").add("open", paths=[expression]).add("plain", paths=["/"])
    assert (table.chosen("/x"), table.chosen("/ab"), table.chosen("/ab/c")) == ("plain", "open", "open")
