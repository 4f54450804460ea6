"""Tables, domains and requests that hypothesis makes up: few names, so that routes meet each other, and what is rare on purpose.

That is: several paths in one route beside other routes, a `regex_priority` without a regular expression, a service path that ends in a
slash, `|` outside a group, named groups, and equal routes.
"""

from dataclasses import dataclass

from hypothesis import strategies as st

from mesh.routing import Request

HOSTS = ("web.herokuapp.com", "api.herokuapp.com", "jobs.herokuapp.com", "www.acme.com", "a.www.acme.com")
FOREIGN = ("nobody.herokuapp.com", "WEB.herokuapp.com", "web.herokuapp.com:443", "other.acme.com")
WILDCARDS = ("*.herokuapp.com", "*.acme.com", "web.*", "*.www.acme.com")
PREFIXES = ("/", "/a", "/a/", "/a/b", "/ab", "/v1", "/kong-admin")
REGEXES = (r"/v\d+", r"/a/\w+", r"/(\w+)/b", r"/a/\d+$", r"/(a|x)/b", "/kong.*", "/a|/x", r"/(?<first>\w)/b")
PATHS = ("/", "/a", "/a/", "/a/b", "/a/b/c", "/a/1", "/ab", "/abc", "/b", "/x/b/y", "/v1", "/v1/a/", "/kong-admin", "/kong-admin/nope")
METHODS = ("GET", "POST", "DELETE")


@dataclass(frozen=True)
class GivenService:
    """A service by its url."""

    url: str


@dataclass(frozen=True)
class GivenRoute:
    """A route as it is sent to the Admin API; `regexes` get their tilde where the version wants one."""

    service: int
    hosts: list[str]
    prefixes: list[str]
    regexes: list[str]
    methods: list[str]
    protocols: list[str]
    regex_priority: int
    strip_path: bool
    preserve_host: bool
    redirect: int


@dataclass(frozen=True)
class GivenApp:
    """A Heroku app: its domains, whether it was built with Kong, and whether its sidecar's Admin API is off."""

    domains: tuple[str, ...]
    has_sidecar: bool
    admin_off: bool


@dataclass(frozen=True)
class GivenTown:
    """Everything that decides who answers, and the requests to ask."""

    apps: tuple[GivenApp, ...]
    services: tuple[GivenService, ...]
    routes: tuple[GivenRoute, ...]
    requests: tuple[Request, ...]


def _few(values: tuple[str, ...], most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), max_size=most, unique=True)


services = st.builds(
    GivenService,
    st.sampled_from([
        "http://127.0.0.1:5000", "http://127.0.0.1:5000", "http://localhost:5000", "http://127.0.0.1:5000/base",
        "http://127.0.0.1:5000/", "http://127.0.0.1:5000/base/", "http://127.0.0.1:5009", "https://web.herokuapp.com",
        "http://api.herokuapp.com/base",
    ]),
)  # fmt: skip
routes = st.builds(
    GivenRoute,
    service=st.integers(0, 1),
    hosts=_few(HOSTS, 2) | _few((*HOSTS, *WILDCARDS), 3),
    prefixes=_few(PREFIXES, 1) | _few(PREFIXES, 3),
    regexes=st.just([]) | st.just([]) | _few(REGEXES, 2),
    methods=st.just([]) | _few(METHODS, 2),
    protocols=st.sampled_from([["http", "https"], ["https"], ["https"], ["http"]]),
    regex_priority=st.integers(0, 2),
    strip_path=st.booleans(),
    preserve_host=st.booleans(),
    redirect=st.sampled_from([426, 426, 302]),
).filter(lambda route: bool(route.hosts or route.prefixes or route.regexes or route.methods))
requests = st.builds(
    Request,
    host=st.sampled_from([*HOSTS, *HOSTS, *FOREIGN, "mesh-control.herokuapp.com"]),
    path=st.sampled_from(PATHS),
    method=st.sampled_from(METHODS),
    scheme=st.sampled_from(["https", "https", "https", "http"]),
)


@st.composite
def _apps(draw: st.DrawFn) -> tuple[GivenApp, ...]:
    owners = draw(st.lists(st.integers(0, 2), min_size=2, max_size=2))
    owned = [[host] for host in HOSTS[:3]]
    for owner, host in zip(owners, HOSTS[3:], strict=True):
        owned[owner].append(host)
    return tuple(GivenApp(tuple(domains), draw(st.sampled_from([True, True, True, False])), draw(st.booleans())) for domains in owned)


asked = st.lists(requests, min_size=6, max_size=6).map(tuple)
made = st.lists(routes, min_size=1, max_size=7).map(tuple)
towns = st.builds(GivenTown, apps=_apps(), services=st.tuples(services, services), routes=made, requests=asked)
