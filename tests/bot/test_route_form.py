"""What is filled into the route form goes through the very checks of the words."""

from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk import Desk
from bot.route_form import Values, filled
from bot.understanding import Asked, understood
from mesh.app import CONTROLLER_SERVICE, Mesh
from mesh.errors import InvalidRequest
from mesh.requests import RouteAdd
from messages.route_form import FLAGS, HOSTS, METHODS, NAME, PATHS, PROTOCOLS, REASON, STRIP_PATH
from tests.examples import CHANNEL, CONTROLLER, OPERATOR, SERVICE, a_mesh

CONTROLLERS_NAME = "control"  # which `app_name` makes the controller's


def form(**typed: str) -> Values:
    texts = {NAME: "cart", HOSTS: "", PATHS: "/cart", REASON: "new cart", **typed}
    return {
        **{name: {name: {"value": text}} for name, text in texts.items()},
        METHODS: {METHODS: {"selected_options": [{"value": "GET"}]}},
        PROTOCOLS: {PROTOCOLS: {"selected_option": {"value": "https"}}},
        FLAGS: {FLAGS: {"selected_options": [{"value": STRIP_PATH}]}},
    }


def by_form(service: str, mesh: Mesh | None = None, **typed: str) -> RouteAdd | None:
    answer = filled(service, form(**typed), mesh or a_mesh())
    return None if isinstance(answer, dict) else answer[0]


def by_words(text: str) -> RouteAdd | None:
    try:
        asked = understood(text, CHANNEL, {"main": a_mesh()})
    except InvalidRequest:
        return None
    assert isinstance(asked, Asked)
    assert isinstance(asked.request, RouteAdd)
    return asked.request


def a_desk(**meshes: Mesh) -> Desk:
    """Return a desk whose store knows no app of another name; nothing else of it is asked."""

    class Names:
        def app_names(self, _: str) -> dict[str, str]:
            return {}

    nobody = cast("Any", None)
    return Desk(cast("Any", Names()), nobody, nobody, nobody, nobody, meshes, nobody, nobody, nobody, nobody)


def test_the_form_makes_no_route_on_the_controllers_own_host() -> None:
    errors = filled(CONTROLLERS_NAME, form(), a_mesh())
    assert errors == {NAME: f"control is the controller {CONTROLLER} itself, which is left to people: name a mesh app."}


def test_nor_on_the_controllers_own_service() -> None:
    errors = filled(CONTROLLER_SERVICE, form(), a_mesh())
    assert errors == {NAME: "kong-admin is the controller's own service at Kong, which is left to people: name a mesh app."}


def test_nor_under_a_name_that_leads_to_the_controller_by_the_names_that_are_kept() -> None:
    assert by_form("billing", a_mesh(apps={"billing": CONTROLLER})) is None
    assert by_form("billing", a_mesh(apps={"billing": "acme-billing"})) is not None


SERVICES = st.sampled_from([SERVICE, CONTROLLERS_NAME, CONTROLLER_SERVICE, "shop", "a" * 40])
NAMES = st.sampled_from(["cart", "web-ui", "..", "a" * 121, "ca/rt", "cart~1"])
A_HOST = st.sampled_from(["", "ui.example.com", "UI.example.com", "10.0.0.1", "*.example.com", "a", "x" * 300 + ".de"])
A_PATH = st.sampled_from(["/cart", "cart", "/a//b", "/a/../b", "/a%zz", "/[a-z]+", "/" + "x" * 3000, "/a,/b"])


@settings(max_examples=300, deadline=None)
@given(SERVICES, NAMES, A_HOST, A_PATH)
def test_form_and_words_make_the_same_request_or_none(service: str, name: str, host: str, path: str) -> None:
    hosts = f" host={host}" if host else ""
    words = by_words(f"route add {service} {name}{hosts} path={path} methods=GET protocols=https")
    assert by_form(service, name=name, hosts=host, paths=path) == words


def test_a_form_of_a_mesh_that_has_left_mesh_toml_is_told_as_that() -> None:
    errors, answer = a_desk(other=a_mesh(name="other", channels=("C0OTHER",))).file_form(OPERATOR, f"web-ui {CHANNEL} main", form(), "v-1")
    assert errors == {NAME: "This channel belongs to no mesh. Type it in the mesh's own channel: other in <#C0OTHER>."}
    assert answer is None


def test_a_form_whose_channel_has_become_another_meshs_is_not_filed_there() -> None:
    errors, _ = a_desk(other=a_mesh(name="other")).file_form(OPERATOR, f"web-ui {CHANNEL} main", form(), "v-1")
    assert errors == {NAME: "This channel belongs to the mesh other now, and the form is of main: open it anew."}


@pytest.mark.parametrize("missing", [NAME, HOSTS, PATHS, METHODS, PROTOCOLS, FLAGS, REASON])
def test_a_form_that_lacks_a_field_is_no_error_of_ours(missing: str) -> None:
    values = {field: value for field, value in form().items() if field != missing}
    assert isinstance(filled(SERVICE, values, a_mesh()), dict | tuple)
