from mesh.record import entry_from, entry_of
from tests.examples import NOON, OPERATOR, a_run


def test_an_entry_says_who_asked_for_what_when_and_why() -> None:
    run = a_run(reason="new shop")

    assert entry_of(run, "asked", NOON).fields() == {
        "at": "2026-11-23T12:00:00.000+00:00",
        "event": "asked",
        "run": "r-7k3f",
        "mesh": "main",
        "app": "web-ui",
        "who": OPERATOR,
        "what": "/mesh add web-ui",
        "why": "new shop",
        "is_read": "",
        "told": "",
    }


def test_an_entry_about_a_dry_run_says_that_it_only_reads() -> None:
    assert entry_of(a_run(dry_run=True), "asked", NOON).fields()["is_read"] == "yes"


def test_an_entry_is_read_back_as_it_was_written() -> None:
    entry = entry_of(a_run(reason="new shop", dry_run=True), "asked", NOON)

    assert entry_from(entry.fields()) == entry


def test_what_meshbot_decides_is_recorded_as_its_own_with_its_own_reason() -> None:
    entry = entry_of(a_run(reason="new shop"), "approved", NOON, who="meshbot", why="reversible and within limits")

    assert (entry.who, entry.why) == ("meshbot", "reversible and within limits")
