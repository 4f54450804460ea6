"""Route changes from the request to the approval and back: typed, by the form, moved in between, undone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mesh.run import Run, RunState
from sandbox.launch.wishes import Wishes
from tests.stories.town import Town, a_town, run_named_in, told

CART = "/mesh route add web-ui cart path=/cart"


@pytest.fixture
def town(redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, by_socket: bool) -> Iterator[Town]:
    """Open a town in which web-ui is a mesh app already."""
    with a_town(redis_url, tmp_path, monkeypatch, Wishes(build_s=0.1), by_socket=by_socket) as opened:
        opened.hurries()
        opened.knows_groups()
        opened.runs("operator", "/mesh add web-ui")
        yield opened


def awaiting(town: Town, text: str = CART) -> str:
    return waits(town, run_named_in(told(town.says("operator", text))))


def waits(town: Town, run_id: str) -> str:
    """Work until a run waits for approval and its message says so."""

    def is_shown() -> bool | None:
        run = town.tools.store.get(run_id)
        return (run is not None and run.state is RunState.AWAITING and "[ Approve ]" in "\n".join(town.channel())) or None

    town.works_until(is_shown)
    return run_id


def approved(town: Town, text: str = CART) -> Run:
    run_id = awaiting(town, text)
    town.says("approver", f"/mesh approve {run_id}")
    return town.works_until(lambda: town.ended(run_id))


def newest_awaiting(town: Town) -> str:
    """Work until some run waits for approval, and return its id."""
    return town.works_until(lambda: next((run.id for run in town.tools.store.awaiting("main")), None))


def paths(town: Town) -> list[str]:
    return list(town.kong_admin("GET", "/routes/web-ui-cart")["paths"])


@pytest.mark.both_ways
def test_an_approved_route_stands_as_it_was_asked_for_on_the_app_s_own_host(town: Town) -> None:
    run = approved(town)
    route = town.kong_admin("GET", "/routes/web-ui-cart")
    own = town.kong_admin("GET", "/routes/web-ui")
    assert run.state is RunState.DONE
    assert (route["paths"], route["hosts"], route["protocols"]) == (["/cart"], own["hosts"], ["https"])


def test_a_route_that_somebody_else_changed_after_the_approval_is_asked_about_again(town: Town) -> None:
    approved(town)
    run_id = awaiting(town, "/mesh route set web-ui cart path=/basket")
    town.says("approver", f"/mesh approve {run_id}")
    town.kong_admin("PATCH", "/routes/web-ui-cart", paths=["/elsewhere"])
    town.works_until(lambda: "Since it was approved, this has changed:" in "\n".join(town.channel()) or None)
    assert paths(town) == ["/elsewhere"]
    assert "• now: change the Kong route web-ui-cart: paths: /elsewhere → /basket" in town.channel()
    town.clicks("approver2", "Approve")
    assert town.works_until(lambda: town.ended(run_id)).state is RunState.DONE
    assert paths(town) == ["/basket"]


def test_a_route_that_somebody_else_made_so_after_the_approval_needs_no_further_one(town: Town) -> None:
    run_id = awaiting(town)
    town.says("approver", f"/mesh approve {run_id}")
    own = town.kong_admin("GET", "/routes/web-ui")
    town.kong_admin("PUT", "/routes/web-ui-cart", hosts=own["hosts"], paths=["/cart"], protocols=["https"], service=own["service"])
    assert town.works_until(lambda: town.ended(run_id)).state is RunState.DONE
    assert "There is nothing to do: the route web-ui-cart is so already." in "\n".join(town.channel())


def test_a_change_of_an_unrelated_route_does_not_ask_again(town: Town) -> None:
    run_id = awaiting(town)
    town.says("approver", f"/mesh approve {run_id}")
    other = town.kong_admin("PUT", "/services/other", url="http://127.0.0.1:5000")
    town.kong_admin("PUT", "/routes/other", hosts=["other.example.com"], service={"id": other["id"]})
    assert town.works_until(lambda: town.ended(run_id)).state is RunState.DONE
    assert paths(town) == ["/cart"]


@pytest.mark.both_ways
def test_the_form_ends_in_the_same_plan_as_the_typed_command(town: Town) -> None:
    town.says("operator", "/mesh route add web-ui")
    town.submits("operator", {"name": "cart", "paths": "/cart", "reason": "new cart"})
    by_form = town.tools.store.get(waits(town, newest_awaiting(town)))
    town.says("operator", f"/mesh withdraw {by_form.id if by_form else ''}")
    by_words = town.tools.store.get(awaiting(town, "/mesh route add web-ui cart path=/cart protocols=https"))
    assert by_form is not None
    assert by_words is not None
    assert by_form.plan == by_words.plan
    assert by_form.asking.reason == "new cart"


@pytest.mark.both_ways
def test_the_form_shows_what_is_wrong_at_its_own_field(town: Town) -> None:
    town.says("operator", "/mesh route add web-ui")
    delivery = town.submits("operator", {"name": "cart", "hosts": "https://ui.example.com/", "paths": "cart", "reason": "new"})
    assert "is not a host" in delivery.errors["hosts"]
    assert "begins with a slash" in delivery.errors["paths"]
    assert delivery.view is not None


def test_a_route_that_was_added_is_undone_by_its_removal(town: Town) -> None:
    run = approved(town)
    undone = approved(town, f"/mesh undo {run.id}")
    assert undone.state is RunState.DONE
    assert [route["name"] for route in town.kong_admin("GET", "/routes")["data"]].count("web-ui-cart") == 0


def test_a_route_that_was_changed_is_undone_to_what_it_was(town: Town) -> None:
    approved(town)
    changed = approved(town, "/mesh route set web-ui cart path=/basket strip_path=false")
    approved(town, f"/mesh undo {changed.id}")
    assert (paths(town), town.kong_admin("GET", "/routes/web-ui-cart")["strip_path"]) == (["/cart"], True)


def test_a_route_that_was_removed_is_undone_by_adding_it_again(town: Town) -> None:
    approved(town)
    removed = approved(town, "/mesh route remove web-ui cart")
    approved(town, f"/mesh undo {removed.id}")
    assert paths(town) == ["/cart"]


def test_what_a_later_run_stands_on_is_not_undone(town: Town) -> None:
    first = approved(town)
    later = approved(town, "/mesh route set web-ui cart path=/basket")
    assert f"`{later.id}` has changed the same route since" in told(town.says("operator", f"/mesh undo {first.id}"))


def test_what_changed_no_route_is_not_undone(town: Town) -> None:
    run = town.runs("operator", "/mesh add web-ui")
    assert "is nothing that can be undone so far" in told(town.says("operator", f"/mesh undo {run.id}"))


LETTERS = "abcdefghijkl"
LONG = "/mesh route add web-ui cart " + " ".join(f"path=/{letter * 70}" for letter in LETTERS)


def test_a_plan_that_its_message_has_no_room_for_is_in_its_thread_before_it_can_be_approved(town: Town) -> None:
    run_id = run_named_in(told(town.says("operator", LONG)))
    town.works_until(lambda: newest_of(town, run_id), queues=("runs",))
    assert "isn't shown in full yet" in told(town.says("approver", f"/mesh approve {run_id}"))
    waits(town, run_id)
    everything = "".join(town.channel())
    assert [letter for letter in LETTERS if letter * 70 not in everything] == []
    town.clicks("approver", "Approve")
    assert town.works_until(lambda: town.ended(run_id)).state is RunState.DONE


def newest_of(town: Town, run_id: str) -> bool | None:
    run = town.tools.store.get(run_id)
    return (run is not None and run.state is RunState.AWAITING) or None


def test_words_approve_no_plan_that_no_message_has_shown_yet(town: Town) -> None:
    run_id = run_named_in(told(town.says("operator", CART)))
    town.works_until(lambda: newest_of(town, run_id), queues=("runs",))
    answer = "\n".join(town.lines(town.says("approver", f"/mesh approve {run_id}").private or {}))
    run = town.tools.store.get(run_id)
    assert run is not None
    assert run.approval is not None
    assert "No message has shown its plan yet; this is what it would do now:" in answer
    assert "register the Kong route web-ui-cart" in answer
    assert run.approval.approved_by() == ()
    town.says("approver", f"/mesh approve {run_id} {run.approval.digest}")
    assert town.works_until(lambda: town.ended(run_id)).state is RunState.DONE


def test_a_plan_that_no_thread_can_show_is_refused_and_nobody_is_asked(town: Town) -> None:
    service = town.kong_admin("GET", "/services/web-ui")
    for number in range(60):
        paths = [f"/{number}/{letter * 1000}" for letter in "abc"]
        town.kong_admin("PUT", f"/routes/web-ui-{number}", hosts=["a.example.com"], paths=paths, service={"id": service["id"]})
    run = town.runs("admin", "/mesh remove web-ui")
    assert (run.state, run.approval) == (RunState.REFUSED, None)
    assert "The plan fills more than 20 messages of a thread, so nobody can be asked to approve all of it" in "\n".join(town.channel())
    assert "[ Approve ]" not in "\n".join(town.channel())
    assert len([route for route in town.kong_admin("GET", "/routes?size=200")["data"] if route["hosts"] == ["a.example.com"]]) == 60
