"""Tables of routes and requests to ask them, made up by fixed seeds for `bench.routers` and its tests.

Few names, so that routes meet each other: plain hosts and wildcards on the left and on the right, nested paths, regular expressions that
PCRE and Rust's engine read alike, several paths in one route, priorities, protocols. Of the requests most hit a route, others nearly hit
one, and from Kong 2.4 on some must be normalised first.
"""

import random
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

Scheme = Literal["http", "https"]

DOMAINS = ("*.com", "*.org", "*.net")
"""All hosts that are asked for, as domains of an app."""
HOSTS = ("a.example.com", "b.example.com", "shop.example.com", "shop.example.org", "a.b.example.com")
WILDCARDS = ("*.example.com", "*.com", "shop.*", "a.*", "*.b.example.com", "*.example.org")
ASTRAY = ("c.example.com", "example.com", "nobody.net", "A.example.com", "xa.example.com", "shop.net")
PORTS = ("", "", "", "", ":8443", ":443", ":80")
PLAIN = ("/", "/a", "/a/", "/ab", "/ab/c", "/a/b", "/cart", "/cart/", "/cart/12", "/v1", "/v1/items", "/zz.")
ESCAPED = "/caf%C3%A9"
UNESCAPED = "/café"
"""The same as a plain path of Kong 3.x; before that it would be a regular expression."""
METHODS = ("GET", "POST", "PUT", "DELETE")
ENDS = ("", "", "/", "/x", "/9", "x", "/b/c", "/12/x")
SERVICE_PATHS = (None, None, None, "/base", "/base/", "/")
SAMPLES: Mapping[str, tuple[str, ...]] = {
    r"/cart(/|$)": ("/cart", "/cart/", "/cart/7"),
    r"/[a-z]+/\d+": ("/ab/1", "/cart/12/x", "/zz/9"),
    r"/a.+": ("/ab", "/a/b/c"),
    r"/(a|ab)/c": ("/a/c", "/ab/c/d"),
    r"/cart/(?<id>\d+)": ("/cart/12", "/cart/7/x"),
    r"/v[12]": ("/v1", "/v2/items"),
    r"/\w+/b$": ("/a/b", "/zz/b"),
    r"/(?:v1|v2)/items": ("/v1/items", "/v2/items/9"),
    r"/.*/c": ("/a/b/c", "/ab/c"),
    r"/x{2}": ("/xx", "/xx/y"),
    r"/a|/b": ("/a", "/b/x", "/x/b"),
    r"/[^/]+$": ("/zz", "/cart"),
}
"""Regular expressions, each with paths that it matches."""
ODD_SAMPLES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "PCRE": {
        r"/a\hb": ("/a%20b", "/ab"),
        r"/cart(?!oon)": ("/cart/1", "/cartoon"),
        "/(?i)CART": ("/cart", "/CaRT/1"),
        r"/\p{L}+$": ("/cart", "/caf%C3%A9"),
        r"/(\w)\1": ("/aa", "/ab"),
        "/a++b": ("/aab", "/ab"),
        r"/\Qa.b\E": ("/a.b", "/axb"),
        "/[[:alpha:]]+/[[:digit:]]+$": ("/cart/12", "/cart/a"),
        "/{id}": ("/%7Bid%7D", "/7"),
        "/(?x) cart ( / | $ )": ("/cart", "/cart/7", "/cartoon"),
        r"/v1(?#x)/items\Z": ("/v1/items", "/v1/items/9"),
        "/a{,2}$": ("/a{,2}", "/aa"),
        "/(a+)+$": ("/aaa", "/aab"),
        r"/cart|/\w+/items": ("/cart/1", "/v1/items/2"),
    },
    "Rust": {
        "~/(?i)CART": ("/cart", "/CaRT/1"),
        r"~/\p{L}+$": ("/cart", "/caf%C3%A9"),
        r"~/\w+/b": ("/caf%C3%A9/b", "/a/b"),
        "~/[[:alpha:]]+/[[:digit:]]+$": ("/cart/12", "/cart/a"),
        "~/[a-z&&[^b]]$": ("/a", "/b"),
        r"~/(?x) cart ( / | $ )": ("/cart", "/cart/7", "/cartoon"),
        r"~/v1/items\z": ("/v1/items", "/v1/items/9"),
        "~/(?m)cart$": ("/cart", "/cart/1"),
        r"~/cart|/\w+/items": ("/cart/1", "/x/v1/items/2"),
        "~/(a+)+$": ("/aaa", "/aab"),
        "~/(a|ab)(c|bcd)": ("/abcd", "/ac"),
        r"~/\d+$": ("/12", "/%D9%A3"),
    },
}
"""Regular expressions that the engines of Kong up to 2.8 and of 3.x read each in its own way, each with paths that may match."""
PREVIEW, OTHER_PREVIEW = ("x-preview", "yes"), ("x-preview", "no")
ODD_KINDS = (
    ("regex", (1, 0)),
    ("regex", (1, 0)),
    ("stream", (1, 0)),
    ("headers", (1, 3)),
    ("headers", (1, 3)),
    ("grpc", (1, 3)),
    ("old paths", (1, 5)),
    ("snis", (2, 0)),
)
"""What a route may go by besides, with the Kong from which on its Admin API takes it."""
SPELLED_OTHERWISE = (
    ("/a/b", "/a//b"),
    ("/a/b", "/a/./b"),
    ("/a/b", "/a/x/../b"),
    ("/a/b", "/%61/b"),
    ("/cart", "/zz/../cart"),
    (ESCAPED, "/caf%c3%a9"),
    ("/ab/c", "/ab%2Fc"),
    ("/v1/items", "/v1/%69tems/."),
    ("/", "/.."),
)
"""Paths, and other spellings of them, one of which means another path."""
NORMALISED_FROM, DISABLED_FROM = (2, 4), (2, 7)


@dataclass(frozen=True)
class GivenRoute:
    """A route as it is asked for; `service` counts the services of its table."""

    name: str
    service: int = 0
    hosts: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    protocols: tuple[str, ...] = ("http", "https")
    regex_priority: int = 0
    strip_path: bool = True
    preserve_host: bool = False
    headers: tuple[tuple[str, str], ...] = ()
    snis: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()
    path_handling: str = ""

    def body(self, service_id: str) -> dict[str, Any]:
        """Return what the Admin API is sent."""
        lists: dict[str, Any] = {name: list(getattr(self, name)) for name in ("hosts", "paths", "methods", "protocols", "snis")}
        lists |= {"headers": {name: [value] for name, value in self.headers}, "destinations": [{"port": port} for port in self.ports]}
        lists |= {"path_handling": self.path_handling}
        flags = {name: getattr(self, name) for name in ("regex_priority", "strip_path", "preserve_host")}
        return {"name": self.name, "service": {"id": service_id}, **{name: each for name, each in lists.items() if each}, **flags}

    def __str__(self) -> str:
        lists = (f"{name}={','.join(getattr(self, name))}" for name in ("hosts", "paths", "methods", "snis") if getattr(self, name))
        further = (*(f"headers.{name}={value}" for name, value in self.headers), *(f"destinations=:{port}" for port in self.ports))
        old = f"path_handling={self.path_handling}" if self.path_handling else ""
        protocols = "" if self.protocols == ("http", "https") else f"protocols={','.join(self.protocols)}"
        service = f"service={self.service}" if self.service else ""
        priority = f"regex_priority={self.regex_priority}" if self.regex_priority else ""
        flags = ("" if self.strip_path else "strip_path=false", "preserve_host=true" if self.preserve_host else "")
        return " ".join(part for part in (f"{self.name}:", *lists, *further, protocols, priority, *flags, old, service) if part)


@dataclass(frozen=True)
class Asked:
    """A request. `host`: as sent, perhaps with a port; `path`: as sent; `headers`: further ones, names in lower case."""

    host: str
    path: str = "/"
    method: str = "GET"
    scheme: Scheme = "http"
    headers: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return " ".join((f"{self.method} {self.scheme}://{self.host}{self.path}", *(f"{name}: {value}" for name, value in self.headers)))


@dataclass(frozen=True)
class GivenTable:
    """A table of routes and what it is asked. `one_age`: all routes are made within one second, else each in one of its own, in order.

    `seed` makes the routes' ids, so that a route keeps its own where others are taken away. `disabled`: services, by their places.
    """

    seed: str
    routes: tuple[GivenRoute, ...]
    requests: tuple[Asked, ...] = ()
    service_paths: tuple[str | None, ...] = (None,)
    one_age: bool = False
    disabled: tuple[int, ...] = ()

    def id_of(self, name: str) -> str:
        """Return the id of the route or service of that name."""
        drawn = random.Random(f"{self.seed}, {name}")  # noqa: S311 - the same each time is what is wanted
        return str(uuid.UUID(int=drawn.getrandbits(128), version=4))


def tables(version: str, count: int, *, one_age: bool, requests: int = 60) -> Iterator[GivenTable]:
    """Yield the first `count` tables for that Kong, always the same ones, each with at most that many requests."""
    ages = "one age" if one_age else "distinct ages"
    return (_Maker(version, f"{version}, {ages}, {number}").table(requests, one_age=one_age) for number in range(count))


def wide_tables(version: str, count: int, *, one_age: bool, requests: int = 60) -> Iterator[GivenTable]:
    """Yield further tables, in which a third of the routes also goes by headers, names of TLS, gRPC, ports or an odd expression."""
    ages = "one age" if one_age else "distinct ages"
    return (_WideMaker(version, f"wide, {version}, {ages}, {number}").table(requests, one_age=one_age) for number in range(count))


class _Maker:
    """Makes one table, by its seed alone."""

    def __init__(self, version: str, seed: str) -> None:
        self._seed, self._random = seed, random.Random(seed)  # noqa: S311 - the same each time is what is wanted
        number = self._number = tuple(map(int, version.split(".")[:2]))
        self._may_disable = number >= DISABLED_FROM
        self._tilde, self._normalises = "~" if number >= (3, 0) else "", number >= NORMALISED_FROM
        self._prefixes = (*PLAIN, UNESCAPED if number >= (3, 0) else ESCAPED)

    def table(self, requests: int, *, one_age: bool) -> GivenTable:
        service_paths = tuple(self._random.choice(SERVICE_PATHS) for _ in range(2))
        # Of many routes of one age some are always equal in all that Kong orders by.
        routes = tuple(self._route(f"r{at}") for at in range(self._random.randint(2, 4 if one_age else 7)))
        asked = tuple(dict.fromkeys(self._asked(routes) for _ in range(requests)))
        disabled = (1,) if self._may_disable and self._is(0.1) else ()
        return GivenTable(self._seed, routes, asked, service_paths, one_age, disabled)

    def _is(self, chance: float) -> bool:
        return self._random.random() < chance

    def _some(self, values: tuple[str, ...], *weights: int) -> tuple[str, ...]:
        """Return none, one, two … of the values, as often as the weights say."""
        (number,) = self._random.choices(range(len(weights)), weights)
        return tuple(self._random.sample(values, number))

    def _route(self, name: str) -> GivenRoute:
        hosts = self._some((*HOSTS, *HOSTS, *WILDCARDS), 3, 5, 2)
        paths = (*self._some(self._prefixes, 4, 5, 1), *(f"{self._tilde}{regex}" for regex in self._some(tuple(SAMPLES), 11, 8, 1)))
        methods = self._some(METHODS, 6, 3, 1)
        if not (hosts or paths or methods):
            hosts = (self._random.choice(HOSTS),)
        return GivenRoute(
            name,
            self._random.randrange(2),
            tuple(dict.fromkeys(hosts)),
            tuple(self._random.sample(paths, len(paths))),
            methods,
            self._random.choice((("http", "https"), ("http", "https"), ("https",), ("http",))),
            self._random.choice((0, 0, 0, 1, 2, 5, 10, 100)),
            strip_path=self._is(0.6),
            preserve_host=self._is(0.2),
        )

    def _asked(self, routes: tuple[GivenRoute, ...]) -> Asked:
        route = self._random.choice(routes)
        method = self._random.choice(METHODS) if self._is(0.2) or not route.methods else self._random.choice(route.methods)
        scheme: Scheme = "https" if self._is(0.5) else "http"
        return Asked(self._host(route) + self._random.choice(PORTS), self._path(route), method, scheme)

    def _host(self, route: GivenRoute) -> str:
        if self._is(0.1):
            return self._random.choice(ASTRAY)
        if not route.hosts or self._is(0.2):
            return self._random.choice(HOSTS)
        host = self._random.choice(route.hosts)
        return host.replace("*", self._random.choice(("com", "org") if host.endswith("*") else ("a", "b", "shop.b", "x")))

    def _path(self, route: GivenRoute) -> str:
        if self._normalises and self._is(0.1):
            return self._random.choice(SPELLED_OTHERWISE)[1]
        path = self._random.choice(route.paths or PLAIN).removeprefix("~")
        if path in SAMPLES:
            return self._random.choice(SAMPLES[path])
        if self._is(0.1):
            return path[:-1].replace("%A", "") or "/"
        return path.replace(UNESCAPED, ESCAPED) + self._random.choice(ENDS).removeprefix("/" if path.endswith("/") else "")


class _WideMaker(_Maker):
    """Makes a table with routes that go by more than a host, a path and a method, and with expressions of that Kong's engine alone."""

    @property
    def _odd(self) -> Mapping[str, tuple[str, ...]]:
        return ODD_SAMPLES["Rust" if self._tilde else "PCRE"]

    def _route(self, name: str) -> GivenRoute:
        route = super()._route(name)
        if not self._is(0.33):
            return route
        match self._random.choice([kind for kind, number in ODD_KINDS if self._number >= number]):
            case "regex":
                return replace(route, paths=(*route.paths[:1], self._random.choice(tuple(self._odd))))
            case "headers":
                return replace(route, headers=(self._random.choice((PREVIEW, PREVIEW, ("x-other", "a"))),))
            case "snis":
                return replace(route, snis=("a.example.com",), protocols=("https",))
            case "grpc":
                return replace(route, protocols=("grpc", "grpcs"), methods=(), hosts=route.hosts or HOSTS[:1], strip_path=False)
            case "stream":
                return GivenRoute(name, route.service, protocols=("tcp", "tls"), ports=(9000,), strip_path=route.strip_path)
            case _:
                return replace(route, path_handling="v1")

    def _asked(self, routes: tuple[GivenRoute, ...]) -> Asked:
        asked = super()._asked(routes)
        return replace(asked, headers=(self._random.choice((PREVIEW, OTHER_PREVIEW)),)) if self._is(0.2) else asked

    def _path(self, route: GivenRoute) -> str:
        odd = [path for path in route.paths if path in self._odd]
        if odd and self._is(0.7):
            return self._random.choice(self._odd[odd[0]])
        return super()._path(replace(route, paths=tuple(path for path in route.paths if path not in odd)))
