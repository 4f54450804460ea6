from dataclasses import fields, replace
from typing import Any

import pytest

from mesh import steps
from mesh.addresses import Address
from mesh.found import Route, Service
from mesh.plan import ordered
from mesh.steps import Step
from tests.examples import (
    APP,
    BUILDPACKS,
    CONTROLLER,
    HOST,
    KONG_VERSION,
    POSTGRES,
    SERVICE,
    SOURCE,
    a_plan,
    a_route,
    a_service,
    an_app,
    dynos,
    packs,
)

UNDATED = a_route(created_at=None)
EVERY_STEP: list[Step] = [
    steps.CreateApp(APP, "us", "heroku-24", None),
    steps.SetBuildpacks(APP, BUILDPACKS, before=packs("heroku/nodejs")),
    steps.AttachDatabase(APP, POSTGRES, CONTROLLER),
    steps.SetConfig(APP, HOST, {"KONG_ADMIN_LISTEN": "on"}, ("TOKEN",)),
    steps.PutService(SERVICE, "http://127.0.0.1:5000"),
    steps.PutRoute(SERVICE, HOST, "s-1", ("old.herokuapp.com",), ("ui.example.com",)),
    steps.BuildSource(APP, SOURCE),
    steps.AwaitRelease(APP),
    steps.Scale(APP, dynos("web=2:basic"), before=dynos("web=1:basic")),
    steps.AwaitHealth(APP, HOST, KONG_VERSION, dynos("web=2:basic")),
]
ROUTE_STEPS: list[Step] = [
    steps.AddDomain(APP, "ui.example.com"),
    steps.WriteRoute(SERVICE, UNDATED, before=replace(UNDATED, paths=("/cart",))),
    steps.RemoveRoute(UNDATED),
    steps.AwaitRoute((steps.ExpectedVisit(HOST, "/cart", comes_through=True),), KONG_VERSION, even_if_down=True),
]
MEMBERSHIP_STEPS: list[Step] = [
    steps.Join(SERVICE, APP),
    steps.RemoveRoutes(SERVICE, (UNDATED,)),
    steps.RemoveService(a_service()),
    steps.DetachDatabase(APP, POSTGRES, ("DATABASE",)),
    steps.UnsetConfig(APP, HOST, ("KONG_ADMIN_LISTEN",), "127.0.0.1:8001"),
    steps.DestroyApp(APP, an_app().id, POSTGRES),
]


def another(value: object) -> object:
    """Return a value that differs from this one a little."""
    match value:
        case Route():
            return replace(value, preserve_host=True)
        case Service():
            return replace(value, port=5001)
        case bool():
            return not value
        case str() | None:
            return f"{value}-2"
        case Address():
            return type(value)(f"{value.in_full()}-2")
        case dict():
            return {**value, "KONG_ORIGINS": "other"}
        case tuple():
            return value[:-1]
        case _:
            raise AssertionError(value)


CHANGES = [
    pytest.param(step, field.name, id=f"{step.kind}.{field.name}")
    for step in (*EVERY_STEP, *ROUTE_STEPS, *MEMBERSHIP_STEPS)
    for field in fields(step)
    if field.name != "kind"
]


@pytest.mark.parametrize(("step", "name"), CHANGES)
def test_a_plan_with_any_other_value_in_it_has_another_digest(step: Step, name: str) -> None:
    changes: dict[str, Any] = {name: another(getattr(step, name))}

    assert a_plan(replace(step, **changes)).digest != a_plan(step).digest


def test_a_plan_with_another_quantity_in_it_has_another_digest() -> None:
    assert a_plan(steps.Scale(APP, dynos("web=2"))).digest != a_plan(steps.Scale(APP, dynos("web=3"))).digest


def test_a_plan_with_one_step_less_has_another_digest() -> None:
    assert a_plan(*EVERY_STEP[:-1]).digest != a_plan(*EVERY_STEP).digest


def test_a_plan_in_another_order_has_another_digest() -> None:
    assert a_plan(*reversed(EVERY_STEP)).digest != a_plan(*EVERY_STEP).digest


def test_a_plan_with_other_needs_has_another_digest() -> None:
    assert a_plan(*EVERY_STEP, needs={"build": ("config",)}).digest != a_plan(*EVERY_STEP).digest


def test_the_same_plan_has_the_same_digest() -> None:
    assert a_plan(*EVERY_STEP).digest == a_plan(*EVERY_STEP).digest


def test_remarks_change_nothing_so_the_digest_stays() -> None:
    assert a_plan(*EVERY_STEP, remarks=("it runs on heroku-22",)).digest == a_plan(*EVERY_STEP).digest


def test_a_digest_is_twelve_hex_digits() -> None:
    assert len(a_plan().digest) == 12
    assert int(a_plan().digest, 16) >= 0


def test_a_step_waits_for_those_of_its_needs_that_are_in_the_plan() -> None:
    create, *_, build, _, _, _ = EVERY_STEP

    planned = ordered([create, build], {"build": ("create-app", "config")})

    assert [each.needs for each in planned] == [(), ("create-app",)]


def test_for_a_need_that_is_right_already_a_step_waits_for_what_that_one_needs() -> None:
    _, _, database, _, _, _, build, _, _, _ = EVERY_STEP

    planned = ordered([database, build], {"build": ("buildpacks", "config"), "config": ("create-app", "database")})

    assert [each.needs for each in planned] == [(), ("database",)]


def test_a_step_waits_for_another_once_however_many_ways_lead_to_it() -> None:
    create, *_, build, _, _, _ = EVERY_STEP

    planned = ordered([create, build], {"build": ("buildpacks", "config"), "config": ("create-app",), "buildpacks": ("create-app",)})

    assert [each.needs for each in planned] == [(), ("create-app",)]


def test_a_step_is_found_by_its_id() -> None:
    plan = a_plan(*EVERY_STEP)

    assert plan.step("build") is plan.steps[6]


def test_a_step_that_is_not_in_the_plan_is_not_found() -> None:
    assert a_plan().step("build") is None
