"""`/mesh scale`, `/mesh restart` and `/mesh rollback` as words."""

import pytest

from bot.understanding import Asked, understood
from mesh.errors import InvalidRequest
from mesh.formation import parsed_changes
from mesh.requests import Restart, Rollback, Scale
from tests.examples import CHANNEL, CONTROLLER, SERVICE, a_mesh

MESHES = {"main": a_mesh()}


def asked(text: str) -> object:
    answer = understood(text, CHANNEL, MESHES)
    assert isinstance(answer, Asked), answer
    return answer.request


def sentence(text: str) -> str:
    with pytest.raises(InvalidRequest) as wrong:
        understood(text, CHANNEL, MESHES)
    return str(wrong.value)


def test_a_scaling_names_types_quantities_and_sizes() -> None:
    assert asked("scale web-ui web=+1 worker=2:Standard-2X") == Scale(SERVICE, parsed_changes(["web=+1", "worker=2:standard-2x"]))


def test_a_negative_number_is_no_flag() -> None:
    assert asked("scale web-ui web=-1 --dry-run") == Scale(SERVICE, parsed_changes(["web=-1"]))


def test_a_scaling_without_a_number_is_told_what_to_name() -> None:
    assert "name a process type, as in `web=3`, `web=+1` or `worker=1:standard-2x`" in sentence("scale web-ui")


@pytest.mark.parametrize(
    ("text", "target"), [("restart web-ui", None), ("restart web-ui worker", "worker"), ("restart web-ui web.2", "web.2")]
)
def test_a_restart_means_all_a_type_or_a_dyno(text: str, target: str | None) -> None:
    assert asked(text) == Restart(SERVICE, target)


@pytest.mark.parametrize(("text", "version"), [("rollback web-ui", None), ("rollback web-ui v41", 41), ("rollback web-ui 41", 41)])
def test_a_rollback_names_a_release_or_means_the_one_before(text: str, version: int | None) -> None:
    assert asked(text) == Rollback(SERVICE, version)


@pytest.mark.parametrize("text", ["rollback web-ui v0", "rollback web-ui yesterday", "rollback web-ui 1.2"])
def test_what_is_no_release_is_told_how_one_is_named(text: str) -> None:
    assert "name one as Heroku does, as in `v41`" in sentence(text)


@pytest.mark.parametrize("text", ["scale control web=2", "restart control", "rollback control"])
def test_what_runs_in_the_controller_is_left_to_people(text: str) -> None:
    assert f"is the controller `{CONTROLLER}` itself" in sentence(text)
