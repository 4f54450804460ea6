"""Examples of the domain's values; a keyword says the one thing that differs."""

# ruff: noqa: ANN401 - a keyword may be any field

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from mesh.addresses import Buildpack, Source
from mesh.app import ADMIN_LISTEN, DATABASE, ORIGINS, Mesh, People, Profile
from mesh.formation import Dynos, Formation
from mesh.found import AppDetails, Attachment, Build, Controller, Dyno, Found, HerokuApp, Release, Route, Service, Visit
from mesh.locks import Freeze, Lock
from mesh.plan import Plan, Refusal, ordered
from mesh.record import Entry
from mesh.requests import Add, Asking
from mesh.run import Run, StepNote, StepState
from mesh.status import AppSeen
from mesh.status.one_app import OneApp
from mesh.steps import Step

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
EARLIER = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)

CONTROLLER = "tinyrobot-science-mesh-control"
KONG_VERSION = "1.0.2"
POSTGRES = "postgresql-curved-12345"
ACCOUNT = "meshbot@example.com"
CHANNEL = "C0MESH"

SERVICE = "web-ui"
APP = "tinyrobot-science-mesh-web-ui"
HOST = "tinyrobot-science-mesh-web-ui-0123456789ab.herokuapp.com"
BACKEND = "http://127.0.0.1:5000"
ORIGIN = f"https://{HOST}:443=http://localhost:5000"


def packs(*names: str) -> tuple[Buildpack, ...]:
    return tuple(map(Buildpack, names))


BUILDPACKS = packs("heroku/nodejs", "heroku-community/kong", "https://github.com/danp/heroku-buildpack-runit")
SOURCE = Source("https://github.com/mars/tinyrobot-science-mesh-web-ui/archive/refs/heads/master.tar.gz")

OPERATOR, APPROVER, ADMIN, STRANGER = "U0OPERATOR", "U0APPROVER", "U0ADMIN", "U0STRANGER"
OPERATORS, APPROVERS = "S0OPERATORS", "S0APPROVERS"


def a_profile(**changes: Any) -> Profile:
    profile = Profile(
        app_name="tinyrobot-science-mesh-{service}",
        region="us",
        stack="heroku-24",
        buildpacks=BUILDPACKS,
        source=Source("https://github.com/mars/tinyrobot-science-mesh-{service}/archive/refs/heads/master.tar.gz"),
        listen_port=5000,
        formation=(Dynos("web", 1, "basic"),),
        max_dynos=10,
    )
    return replace(profile, **changes)


def a_mesh(**changes: Any) -> Mesh:
    people = People(operators=(OPERATORS,), approvers=(APPROVERS,), admins=(ADMIN,))
    return replace(Mesh("main", CONTROLLER, (CHANNEL,), a_profile(), people=people), **changes)


def a_controller(**changes: Any) -> Controller:
    return replace(Controller(CONTROLLER, f"{CONTROLLER}-ba9876543210.herokuapp.com", POSTGRES, KONG_VERSION), **changes)


def an_app(**changes: Any) -> HerokuApp:
    app = HerokuApp(
        id="01234567-89ab-cdef-0123-456789abcdef",
        name=APP,
        host=HOST,
        region="us",
        stack="heroku-24",
        generation="cedar",
        owner=ACCOUNT,
        team=None,
        created_at=EARLIER,
    )
    return replace(app, **changes)


def an_attachment(**changes: Any) -> Attachment:
    """Return the attachment of the controller's Postgres as DATABASE."""
    return replace(Attachment("a77ac4ed-0000-4000-8000-000000000001", DATABASE, POSTGRES, CONTROLLER), **changes)


def a_release(**changes: Any) -> Release:
    release = Release("4e1ea5e0-0000-4000-8000-000000000005", 5, "succeeded", "Deploy 1a2b3c4d", True, True, EARLIER, ACCOUNT, True)  # noqa: FBT003
    return replace(release, **changes)


def a_build(**changes: Any) -> Build:
    build = Build("b0110000-0000-4000-8000-000000000001", "succeeded", SOURCE, "r-2222", a_release().id, EARLIER)
    return replace(build, **changes)


def a_dyno(**changes: Any) -> Dyno:
    return replace(Dyno("web.1", "web", "up", "Basic", 5, "d1110000-0000-4000-8000-000000000001", EARLIER), **changes)


def a_service(**changes: Any) -> Service:
    return replace(Service("5e4c1ce0-0000-4000-8000-000000000001", SERVICE, "http", "127.0.0.1", 5000), **changes)


def a_route(**changes: Any) -> Route:
    route = Route("4007e000-0000-4000-8000-000000000001", SERVICE, a_service().id, hosts=(HOST,), protocols=("https",))
    return replace(route, **changes)


def a_visit(**changes: Any) -> Visit:
    return replace(Visit(200, f"kong/{KONG_VERSION}, 1.1 vegur", 0.08), **changes)


def healthy_details(**changes: Any) -> AppDetails:
    """Return what is read of an app that runs one web dyno, as the profile says, and answers through Kong."""
    details = AppDetails(
        buildpacks=BUILDPACKS,
        attachments=(an_attachment(),),
        config={ORIGINS: ORIGIN, ADMIN_LISTEN: "off"},
        releases=(a_release(),),
        last_build=a_build(),
        formation=(Dynos("web", 1, "Basic"),),
        dynos=(a_dyno(),),
        visit=a_visit(),
    )
    return replace(details, **changes)


def found(**changes: Any) -> Found:
    """Return the state of a mesh in which nothing of the app is there yet."""
    return replace(Found(a_controller(), account=ACCOUNT), **changes)


def a_healthy_app(**changes: Any) -> Found:
    """Return the state of a mesh app with which nothing is wrong; a keyword is a field of Found, or else of its details."""
    of_details = {name: changes.pop(name) for name in list(changes) if name in AppDetails.__dataclass_fields__}
    healthy = found(app=an_app(), details=healthy_details(**of_details), service=a_service(), route=a_route())
    return replace(healthy, **changes)


def an_app_seen(**changes: Any) -> AppSeen:
    """Return what is seen of a healthy app for the table of its mesh."""
    seen = AppSeen(
        service=SERVICE,
        app=APP,
        hosts=(HOST,),
        own_host=HOST,
        formation=(Dynos("web", 1, "basic"),),
        dynos=(a_dyno(),),
        releases=(a_release(),),
        visit=a_visit(),
        through_kong=True,
    )
    return replace(seen, **changes)


def one_app(**changes: Any) -> OneApp:
    """Return a healthy app in full; a keyword is a field of OneApp, or else of its details."""
    of_details = {name: changes.pop(name) for name in list(changes) if name in AppDetails.__dataclass_fields__}
    whole = OneApp(SERVICE, a_controller(), an_app(), healthy_details(**of_details), a_service(), (a_route(),))
    return replace(whole, **changes)


def an_add(**changes: Any) -> Add:
    return replace(Add(SERVICE), **changes)


def an_asking(**changes: Any) -> Asking:
    return replace(Asking(OPERATOR, CHANNEL, "main", f"add {SERVICE}", NOON), **changes)


def a_plan(*steps: Step, needs: Mapping[str, tuple[str, ...]] | None = None, **changes: Any) -> Plan:
    """Return a plan of these steps, in this order, each with those of its needs that are among them."""
    return replace(Plan(APP, HOST, ordered(steps, needs or {})), **changes)


def a_run(**changes: Any) -> Run:
    """Return a run that was just asked for; a keyword is a field of Run, or else of its asking."""
    of_asking = {name: changes.pop(name) for name in list(changes) if name in Asking.__dataclass_fields__}
    return replace(Run("r-7k3f", an_add(), an_asking(**of_asking)), **changes)


def a_lock(**changes: Any) -> Lock:
    """Return the operator's lock of two hours, set at noon."""
    return replace(Lock(SERVICE, OPERATOR, "looking at a leak", NOON, NOON + timedelta(hours=2)), **changes)


def a_freeze(**changes: Any) -> Freeze:
    """Return the admin's freeze without an end, set at noon."""
    return replace(Freeze(ADMIN, "an incident", NOON), **changes)


def an_entry(**changes: Any) -> Entry:
    return replace(Entry(NOON, "locked", "", "main", SERVICE, OPERATOR, f"/mesh lock {SERVICE}", "looking at a leak"), **changes)


def a_note(state: StepState = StepState.DONE, **changes: Any) -> StepNote:
    """Return the note of a step that started at noon."""
    return replace(StepNote(state, NOON), **changes)


def planned(plan: Plan | Refusal) -> Plan:
    """Return what must be a plan; a refusal fails the test with its reason."""
    assert isinstance(plan, Plan), plan.reason
    return plan


def refused(plan: Plan | Refusal | None) -> Refusal:
    """Return what must be a refusal."""
    assert isinstance(plan, Refusal), plan
    return plan


def dynos(*words: str) -> Formation:
    """Return a formation from Heroku's notation, as in `dynos("web=2:standard-1x", "worker=1")`."""
    return tuple(_dynos(word) for word in words)


def _dynos(word: str) -> Dynos:
    kind, _, rest = word.partition("=")
    quantity, _, size = rest.partition(":")
    return Dynos(kind, int(quantity), size or None)
