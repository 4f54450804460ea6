from dataclasses import replace

import pytest

from mesh import steps
from mesh.addresses import Source
from mesh.found import Route
from mesh.steps import Step
from messages.steps import finding, intention
from tests.examples import (
    APP,
    BUILDPACKS,
    CONTROLLER,
    HOST,
    KONG_VERSION,
    ORIGIN,
    POSTGRES,
    SERVICE,
    SOURCE,
    a_note,
    a_route,
    a_service,
    dynos,
    packs,
)

INTENTIONS: dict[str, Step] = {
    "create the Heroku app `tinyrobot-science-mesh-web-ui` (us, heroku-24)": steps.CreateApp(APP, "us", "heroku-24", None),
    "create the Heroku app `tinyrobot-science-mesh-web-ui` (us, heroku-24, team acme)": steps.CreateApp(APP, "us", "heroku-24", "acme"),
    "set buildpacks nodejs → kong → runit": steps.SetBuildpacks(APP, BUILDPACKS),
    "set buildpacks nodejs → kong → runit (now: nodejs)": steps.SetBuildpacks(APP, BUILDPACKS, before=packs("heroku/nodejs")),
    "attach `postgresql-curved-12345` of `tinyrobot-science-mesh-control` as `DATABASE`": steps.AttachDatabase(APP, POSTGRES, CONTROLLER),
    "set config `KONG_ORIGINS`, `KONG_ADMIN_LISTEN=off`": steps.SetConfig(APP, HOST),
    "set config `KONG_ORIGINS`, `KONG_ADMIN_LISTEN=off`, `LEVEL`, `TOKEN`": steps.SetConfig(APP, HOST, {}, ("LEVEL", "TOKEN")),
    f"set config `KONG_ORIGINS` (now: {ORIGIN}), `KONG_ADMIN_LISTEN=off`": steps.SetConfig(APP, HOST, {"KONG_ORIGINS": ORIGIN}),
    "register the Kong service `web-ui` at http://127.0.0.1:5000": steps.PutService(SERVICE, "http://127.0.0.1:5000"),
    f"register the Kong route `web-ui` for {HOST}, https only": steps.PutRoute(SERVICE, HOST, "s-1"),
    f"register the Kong route `web-ui` for {HOST}, https only (now: old.herokuapp.com)": steps.PutRoute(
        SERVICE, HOST, "s-1", ("old.herokuapp.com",)
    ),
    "register the Kong route `web-ui` for the new app’s host, https only": steps.PutRoute(SERVICE, None, None),
    "build mars/tinyrobot-science-mesh-web-ui@master": steps.BuildSource(APP, SOURCE),
    "release the build": steps.AwaitRelease(APP),
    "wait until that release is out": steps.AwaitRelease(APP, of="rollback"),
    "roll back from v43 to v41 (Deploy 1a2b3c4d)": steps.RollBack(APP, "r-41", 41, "Deploy 1a2b3c4d", before=43, newest=43),
    "restart `web.1`, `web.2`": steps.RestartDynos(APP, {"web.1": "d-1", "web.2": "d-2"}, ("web",)),
    "scale `web=2:basic`": steps.Scale(APP, dynos("web=2:basic")),
    "scale `web=2:basic` (now: `web=1:Basic`)": steps.Scale(APP, dynos("web=2:basic"), before=dynos("web=1:Basic")),
    "scale `web=3` (now: `web=2:basic`)": steps.Scale(APP, dynos("web=3"), before=dynos("web=2:basic", "worker=1:basic")),
    "wait until its dynos are up and it answers through Kong": steps.AwaitHealth(APP, HOST, KONG_VERSION, dynos("web=1")),
    "wait until its dynos are up": steps.AwaitHealth(APP, HOST, KONG_VERSION, dynos("worker=1"), visits=False),
    "wait until its dynos are gone": steps.AwaitHealth(APP, HOST, KONG_VERSION, dynos("web=0"), visits=False),
    "keep `acme-billing` as the Heroku app of `billing`, and what it was before": steps.Join("billing", "acme-billing"),
    f"remove the Kong route `web-ui` (hosts `{HOST}`, protocols https)": steps.RemoveRoutes(SERVICE, (a_route(),)),
    f"remove the Kong routes `web-ui` (hosts `{HOST}`, protocols https); `cart` (paths `/cart`)": steps.RemoveRoutes(
        SERVICE, (a_route(), Route("c-1", "cart", "s-1", paths=("/cart",)))
    ),
    "remove the Kong service `web-ui` at http://127.0.0.1:5000": steps.RemoveService(a_service()),
    "detach `postgresql-curved-12345`, attached as `DATABASE`, from `tinyrobot-science-mesh-web-ui`": steps.DetachDatabase(
        APP, POSTGRES, ("DATABASE",)
    ),
    f"take away config `KONG_ORIGINS` (the entry of {HOST}), `KONG_ADMIN_LISTEN`, `LEVEL`": steps.UnsetConfig(
        APP, HOST, ("KONG_ORIGINS", "KONG_ADMIN_LISTEN", "LEVEL")
    ),
    "take away config `KONG_ADMIN_LISTEN` (again: 127.0.0.1:8001)": steps.UnsetConfig(APP, HOST, ("KONG_ADMIN_LISTEN",), "127.0.0.1:8001"),
    "destroy the Heroku app `tinyrobot-science-mesh-web-ui`": steps.DestroyApp(APP, "a-1", POSTGRES),
}


@pytest.mark.parametrize(("words", "step"), INTENTIONS.items(), ids=[step.kind for step in INTENTIONS.values()])
def test_a_step_says_what_it_will_do(words: str, step: Step) -> None:
    assert intention(step, None) == words


def test_a_route_names_the_new_apps_host_as_soon_as_it_is_known() -> None:
    assert intention(steps.PutRoute(SERVICE, None, None), HOST) == f"register the Kong route `web-ui` for {HOST}, https only"


HOSTILE = "<!channel>"


@pytest.mark.parametrize(
    "step",
    [
        steps.CreateApp(APP, "us", "heroku-24", HOSTILE),
        steps.SetBuildpacks(APP, BUILDPACKS, before=packs(f"https://example.com/{HOSTILE}")),
        steps.AttachDatabase(APP, HOSTILE, HOSTILE),
        steps.SetConfig(APP, HOST, {"KONG_ORIGINS": HOSTILE}),
        steps.PutService(SERVICE, f"http://127.0.0.1:5000/{HOSTILE}"),
        steps.PutRoute(SERVICE, HOST, "s-1", (HOSTILE,)),
        steps.BuildSource(APP, Source(f"https://example.com/{HOSTILE}")),
        steps.RollBack(APP, "r-41", 41, HOSTILE, before=43, newest=43),
        steps.RestartDynos(APP, {HOSTILE: "d-1"}),
        steps.RemoveRoutes(SERVICE, (a_route(name=HOSTILE, hosts=(HOSTILE,)),)),
        steps.RemoveService(a_service(host=HOSTILE)),
        steps.DetachDatabase(APP, HOSTILE, (HOSTILE,)),
        steps.UnsetConfig(APP, HOST, ("KONG_ADMIN_LISTEN",), HOSTILE),
    ],
    ids=lambda step: step.kind,
)
def test_what_others_wrote_into_heroku_or_kong_is_shown_and_not_acted_on(step: Step) -> None:
    assert HOSTILE not in intention(step, HOST)


def test_many_dynos_are_all_named() -> None:
    many = {f"web.{number}": f"d-{number}" for number in range(1, 13)}

    assert intention(steps.RestartDynos(APP, many, ("web",)), HOST).endswith("`web.10`, `web.11`, `web.12`")


def test_a_created_app_says_its_host() -> None:
    assert finding(steps.CreateApp(APP, "us", "heroku-24", None), a_note(after={"host": HOST})) == HOST


def test_a_release_says_its_version() -> None:
    assert finding(steps.AwaitRelease(APP), a_note(after={"version": "5"})) == "v5"


def test_health_says_how_the_visit_went() -> None:
    after = {"dynos": "web=1:basic", "status": "200", "visit_s": "0.08", "via": "kong/1.0.2"}

    assert finding(steps.AwaitHealth(APP, HOST, KONG_VERSION, ()), a_note(after=after)) == "200 in 0.08 s, kong/1.0.2"


@pytest.mark.parametrize(
    "step", [steps.CreateApp(APP, "us", "heroku-24", None), steps.AwaitRelease(APP), steps.PutService(SERVICE, "http://x:1")]
)
def test_a_step_that_found_nothing_worth_telling_says_nothing(step: Step) -> None:
    assert finding(step, a_note()) == ""


def test_buildpacks_of_the_same_names_from_elsewhere_are_told_apart() -> None:
    step = steps.SetBuildpacks(APP, packs("https://github.com/acme/nodejs"), before=packs("heroku/nodejs"))

    assert intention(step, HOST) == "set buildpacks nodejs (at another address) (now: nodejs)"


def test_the_fields_that_people_set_at_a_route_are_named_where_it_goes_or_is_made_again() -> None:
    by_hand = replace(a_route(), foreign='{"headers": {"x-v": ["secret"]}, "path_handling": "v0", "tags": ["a"]}')
    fields = f"hosts `{HOST}`, protocols https, `headers x-v`, `tags`"

    assert intention(steps.RemoveRoute(by_hand), HOST) == f"remove the Kong route `web-ui` ({fields})"
    assert intention(steps.WriteRoute(SERVICE, by_hand), HOST) == f"register the Kong route `web-ui`: {fields}"
