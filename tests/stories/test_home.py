"""The bot's home tab: what waits for approval and the latest runs, for those whom a mesh names."""

import pytest

from tests.stories.town import Town


def seen(town: Town, person: str) -> str:
    """Open the home tab, work, and return what it shows then."""
    assert town.opens_home(person).status == 200
    return "\n".join(town.works_until(lambda: town.home(person)))


@pytest.mark.both_ways
def test_it_shows_what_waits_for_approval_and_the_latest_runs(town: Town) -> None:
    town.knows_groups()
    town.runs("operator", "/mesh add web-ui")
    town.says("operator", "/mesh route add web-ui cart path=/cart")
    (waiting,) = town.works_until(lambda: town.tools.store.awaiting("main") or None)
    waits, _, latest = seen(town, "approver").partition("The latest ")
    assert f"{waiting.id} awaiting /mesh route add web-ui cart path=/cart · @operator" in waits
    assert "done /mesh add web-ui · @operator" in latest
    assert "#mesh" in latest


def test_it_lists_locks_and_the_freeze(town: Town) -> None:
    town.knows_groups()
    town.says("operator", '/mesh lock web-ui for 2h --reason "looking at a leak"')
    town.says("admin", '/mesh freeze --reason "an incident"')
    shown = seen(town, "approver")
    assert "The mesh main is frozen by @admin since" in shown
    assert "web-ui is locked by @operator since" in shown
    assert "“looking at a leak”" in shown


def test_where_nothing_was_asked_yet_it_says_so(town: Town) -> None:
    shown = seen(town, "operator")
    assert "Nothing waits for approval." in shown
    assert "There are no runs yet." in shown


def test_who_is_named_by_no_mesh_sees_no_run(town: Town) -> None:
    town.runs("operator", "/mesh add web-ui --dry-run")
    shown = seen(town, "outsider")
    assert "No mesh of mine names you among its people" in shown
    assert "web-ui" not in shown


def test_opened_again_later_it_shows_what_is_new(town: Town) -> None:
    seen(town, "operator")
    town.runs("operator", "/mesh add web-ui --dry-run")

    def opened_anew() -> bool | None:
        town.opens_home("operator")
        return "/mesh add web-ui --dry-run" in "\n".join(town.home("operator") or []) or None

    assert town.works_until(opened_anew)


def test_opened_many_times_in_a_moment_it_is_published_once(town: Town) -> None:
    for _ in range(5):
        town.opens_home("operator")
    town.works_until(town.has_nothing_to_do)
    assert town.state("slack")["calls"]["views.publish"] == 1


def test_a_slack_that_does_not_take_it_harms_nothing(town: Town) -> None:
    town.tells("slack", "faults", {"path": "views.publish", "status": 503, "count": 1})
    town.opens_home("operator")
    town.works_until(town.has_nothing_to_do)
    assert town.home("operator") is None


def test_the_messages_tab_is_no_home_tab(town: Town) -> None:
    town.brings({"type": "app_home_opened", "user": "U0OPERATOR", "tab": "messages", "channel": "D0OPERATOR"}, "Ev1")
    assert town.works_until(town.has_nothing_to_do)
    assert town.home("operator") is None
