"""The rules by which real Kong chooses a route, as measured, as a table of examples: written down apart from the code on either side.

Source: real 1.0.2, 2.8.5 and 3.0.2 with generated tables. What was measured itself says so; the other examples follow from such a rule.
"""

from dataclasses import dataclass
from typing import Any

from bench.router_answers import Told
from bench.router_tables import Asked, GivenRoute, GivenTable

HTTPS = ("https",)


@dataclass(frozen=True)
class Example:
    """What is asked of a table, and what Kong answers.

    `by`: the route that answers; none for 404, several where Kong's sort decides between them. `path`: what the backend sees; None where
    that was not measured or is Kong's sort to decide.
    """

    says: str
    asked: Asked
    routes: tuple[GivenRoute, ...]
    by: tuple[str, ...]
    path: str | None = None
    status: int = 200
    one_age: bool = False
    disabled: tuple[int, ...] = ()

    @property
    def table(self) -> GivenTable:
        """Return the table, its routes from the oldest to the youngest, or all of one second."""
        return GivenTable(self.says, self.routes, (self.asked,), (None, None), self.one_age, self.disabled)

    def allows(self, told: Told) -> bool:
        return told.status == self.status and told.route in (self.by or ("",)) and self.path in {None, told.path}


def a_route(name: str, hosts: str = "", paths: str = "", methods: str = "", **fields: Any) -> GivenRoute:  # noqa: ANN401 - any field
    """Make a route; lists are separated by spaces."""
    return GivenRoute(name, fields.pop("service", 0), tuple(hosts.split()), tuple(paths.split()), tuple(methods.split()), **fields)


B, B_AB, B_XB = (Asked("b.example.com", path) for path in ("/", "/ab", "/x/b"))
PLAIN = a_route("plain", "b.example.com")
REGEX = a_route("regex", "", "~/a.")


def _first(says: str, other: GivenRoute, *routes: GivenRoute) -> Example:
    """Make an example in which the last route answers though others match as well."""
    return Example(says, B_AB, (other, *routes), (routes[-1].name,))


RANK_OF_3 = (
    _first("measured: a plain host before a wildcard host with a path", a_route("wild", "*.example.com", "/ab"), PLAIN),
    _first("measured: a plain host before a path with a method", a_route("path", "", "/ab", "GET"), PLAIN),
    _first("measured: a regex before wildcard, path and method", a_route("wild", "*.example.com", "/ab", "GET"), REGEX),
    _first("a plain host before a regex with a wildcard", a_route("wild", "*.example.com", "~/a.", "GET"), PLAIN),
    _first("a wildcard beside a plain host is no plain host", a_route("mixed", "b.example.com *.org", "~/a.", "GET"), PLAIN),
    _first("of plain hosts more kinds first", PLAIN, a_route("path", "b.example.com", "/a")),
    _first("of plain hosts a regex before more kinds", a_route("kinds", B.host, "/ab", "GET"), a_route("regex", B.host, "~/a.")),
    _first("more kinds before a priority", a_route("priority", "", "~/a.", regex_priority=1000), a_route("kinds", "", "~/a.", "GET")),
    _first("a priority before a longer path", a_route("long", "", "~/a. /abcdefgh"), a_route("priority", "", "~/a.", regex_priority=1)),
    _first("more kinds before a longer path", a_route("long", "", "/ab"), a_route("kinds", "*.example.com", "/a")),
    _first("any kind counts as much as another", a_route("host", "*.example.com", "", "GET"), a_route("path", "", "/a", "GET")),
    _first("a path that does not match lifts its route", a_route("one", "", "/ab"), a_route("two", "", "/a /very/long/path")),
    _first("a plain path lifts a regex beside it", a_route("regex", "", "~/(?:abc|abd|ab)"), a_route("two", "", "~/a. /z")),
    _first("a priority is nothing without a regex", a_route("priority", "", "/a", regex_priority=100), a_route("long", "", "/ab")),
)
ANCHORS_OF_3 = (
    Example("measured: the second alternative anywhere", B_XB, (a_route("regex", "", "~/a|/b", strip_path=False),), ("regex",), "/x/b"),
    Example("the first alternative at the start", Asked(B.host, "/x/a"), (a_route("regex", "", "~/a|/b"),), (), status=404),
    Example("alternatives in a group at the start", B_XB, (a_route("regex", "", "~/(?:a|b)"),), (), status=404),
    Example("what has no alternatives at the start", B_XB, (a_route("regex", "", "~/b"),), (), status=404),
)
ANCHORS_BEFORE_3 = (Example("all alternatives at the start", B_XB, (a_route("regex", "", "/a|/b"),), (), status=404),)
TWO_WILDS = (a_route("older", "*.com", protocols=HTTPS), a_route("younger", "shop.* a.example.com"))
PORTS_OF_2_8 = (
    Example("measured: not by the host as sent", Asked("a.example.com:8443", "/zz/9", "PUT"), TWO_WILDS, ("older",), status=426),
    Example("by the host without its port", Asked("a.example.com", "/zz/9", "PUT"), TWO_WILDS, ("younger",), "/zz/9"),
)
PORTS = (
    Example("a port is ignored by a plain host", Asked("b.example.com:8443", "/ab"), (PLAIN,), ("plain",), "/ab"),
    Example("a port is ignored by a wildcard", Asked("b.example.com:8443", "/ab"), (a_route("wild", "*.example.com"),), ("wild",), "/ab"),
)
OWN_PATHS_OF_2_8 = (
    Example(
        "measured: two regexes of a route",
        Asked(B.host, "/cart/12/x", "POST"),
        (a_route("both", "", r"/cart(/|$) /[a-z]+/\d+"),),
        ("both",),
    ),
)
OWN_PATHS_OF_3 = (
    Example(
        "measured: a regex and two plain paths of a route",
        Asked(B.host, "/cart/", "DELETE"),
        (a_route("all", "", r"/cart / ~/cart/(?<id>\d+)"),),
        ("all",),
    ),
)
ONE_SECOND_OF_1_0 = (
    Example(
        "measured: two wildcards, one with a path",
        B_AB,
        (a_route("host", "*.example.com"), a_route("host-and-path", "b.*", "/ab")),
        ("host", "host-and-path"),
        one_age=True,
    ),
)
IN_NORMAL_FORM = tuple(
    Example(f"{spelled} is {meant}", Asked(B.host, spelled), (a_route("path", "", meant, strip_path=False),), ("path",), meant)
    for spelled, meant in (("/a//b", "/a/b"), ("/a/./b", "/a/b"), ("/a/x/../b", "/a/b"), ("/%61/b", "/a/b"))
)
AS_SENT = tuple(
    Example(f"{spelled} is no {meant}", Asked(B.host, spelled), (a_route("path", "", meant),), (), status=404)
    for spelled, meant in (("/a//b", "/a/b"), ("/a/./b", "/a/b"), ("/%61/b", "/a/b"))
)
UNESCAPED = tuple(
    Example(f"{spelled} is sent on as {sent}", Asked(B.host, spelled), (a_route("path", "", "/", strip_path=False),), ("path",), sent)
    for spelled, sent in (
        ("/caf%c3%a9", "/caf%C3%A9"),
        ("/%7Euser", "/~user"),
        ("/a%20b%22", "/a%20b%22"),
        ("/a%2fb%3f", "/a%2Fb%3F"),
        ("/a%7Cb%5e", "/a%7Cb%5E"),
        ("/%2e%2e/b", "/b"),
        ("/a%252fb", "/a%252fb"),
    )
)
"""From the source: kong/tools/uri.lua, alike at 2.4.0, 2.5.2, 2.8.5 and 3.0.2."""
SENT_AS_IT_CAME = tuple(
    Example(f"{spelled} is sent on as it came", Asked(B.host, spelled), (a_route("path", "", "/", strip_path=False),), ("path",), spelled)
    for spelled in ("/caf%c3%a9", "/%7Euser", "/a%2fb%3f", "/%2e%2e/b")
)
UNESCAPED_IN_3 = (
    Example("an escaped path is looked up unescaped", Asked(B.host, "/caf%c3%a9"), (a_route("path", "", "/café"),), ("path",), "/"),
    Example("a route that is escaped is not found", Asked(B.host, "/caf%c3%a9"), (a_route("path", "", "/caf%C3%A9"),), (), status=404),
    Example("nor is a regex that is", Asked(B.host, "/caf%c3%a9"), (a_route("path", "", "~/caf%C3%A9$"),), (), status=404),
    Example("nor one with a dot segment", Asked(B.host, "/a/./b"), (a_route("path", "", "/a/./b"),), (), status=404),
    Example("a regex is run on the path unescaped", Asked(B.host, "/a%20b"), (a_route("path", "", r"~/a\sb$"),), ("path",), "/"),
    Example("a reserved escape stays one, in capitals", Asked(B.host, "/a%2fb"), (a_route("path", "", "~/a%2Fb$"),), ("path",), "/"),
)
ESCAPED_IN_2_8 = (
    *(
        Example(f"a route for {written} takes it escaped", Asked(B.host, "/caf%c3%A9"), (a_route("path", "", written),), ("path",), "/")
        for written in ("/caf%C3%A9", "/caf%c3%a9", "/%63af%c3%A9", "/x/../caf%C3%A9", "/caf%c3%a9[0-9]*$")
    ),
    Example("an escaped dot in a regex is a dot", Asked(B.host, "/acb7"), (a_route("path", "", "/a%2Eb[0-9]"),), (), status=404),
    Example("an escape of a space is one", Asked(B.host, "/a%20b"), (a_route("path", "", "/a%20b"),), ("path",), "/"),
    Example("a regex is run on the path unescaped", Asked(B.host, "/a%20b"), (a_route("path", "", r"/a\sb$"),), ("path",), "/"),
)
OF_A_DISABLED_SERVICE = a_route("disabled", "b.example.com", "/ab", service=1)
DISABLED = (
    Example("a route of a disabled service answers nobody", B_AB, (OF_A_DISABLED_SERVICE,), (), status=404, disabled=(1,)),
    Example("a route of a disabled service lets others answer", B_AB, (OF_A_DISABLED_SERVICE, PLAIN), ("plain",), "/ab", disabled=(1,)),
)
EXAMPLES = {
    "1.0.2": (*ANCHORS_BEFORE_3, *PORTS, *ONE_SECOND_OF_1_0, *AS_SENT, *SENT_AS_IT_CAME),
    "2.8.5": (*ANCHORS_BEFORE_3, *PORTS, *PORTS_OF_2_8, *OWN_PATHS_OF_2_8, *IN_NORMAL_FORM, *UNESCAPED, *ESCAPED_IN_2_8, *DISABLED),
    "3.0.2": (*RANK_OF_3, *ANCHORS_OF_3, *PORTS, *OWN_PATHS_OF_3, *IN_NORMAL_FORM, *UNESCAPED, *UNESCAPED_IN_3, *DISABLED),
}
