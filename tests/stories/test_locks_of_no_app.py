"""A lock of a name that is no app of the mesh protects nothing, and is refused."""

import pytest

from mesh.run import RunState
from tests.stories.town import Town, run_named_in, told


@pytest.fixture(autouse=True)
def _groups(town: Town) -> None:
    town.knows_groups()


def locks(town: Town, name: str) -> str:
    return told(town.says("operator", f"/mesh lock {name} --reason leak"))


@pytest.mark.parametrize(("name", "hint"), [("webui", " Did you mean `web-ui`?"), ("billing", "")])
def test_a_lock_of_no_app_is_refused_with_the_nearest_name(town: Town, name: str, hint: str) -> None:
    assert town.runs("operator", "/mesh add web-ui").state is RunState.DONE
    assert locks(town, name) == (
        f"I know no app `{name}` of the mesh `main`, so nothing was locked.{hint} "
        "`/mesh status` reads which apps there are; one that it shows can be locked."
    )
    assert town.tools.locks.all("main") == ()
    assert "locked `web-ui` until" in locks(town, "web-ui")


def test_what_status_has_shown_can_be_locked(town: Town) -> None:
    assert town.runs("operator", "/mesh add web-ui").state is RunState.DONE
    town.kong_admin("PUT", "/services/billing", protocol="http", host="127.0.0.1", port=5000)
    assert "nothing was locked" in locks(town, "billing")
    town.runs("operator", "/mesh status")
    assert "locked `billing` until" in locks(town, "billing")


def test_an_app_that_is_being_added_can_be_locked(town: Town) -> None:
    assert town.runs("operator", "/mesh add web-ui").state is RunState.DONE
    run_named_in(told(town.says("operator", "/mesh add billing")))
    assert "locked `billing` until" in locks(town, "billing")


def test_a_store_that_knows_no_apps_yet_rules_none_out(town: Town) -> None:
    assert "locked `web-ui` until" in locks(town, "web-ui")
