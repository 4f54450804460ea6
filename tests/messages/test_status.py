"""The table of a mesh as a person reads it, and the file that holds the whole."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest

from mesh.locks import Freeze, Lock
from mesh.requests import MeshStatus
from mesh.run import Run, RunState
from mesh.status import AppSeen, MeshSeen, chosen, rows
from mesh.status.drift import Difference
from messages.status.file import as_csv, file_name
from messages.status.mesh import MOST, WORST, Table, mesh_table
from tests.examples import HOST, NOON, a_dyno, a_freeze, a_lock, a_release, a_run, a_visit, an_app_seen, dynos
from tests.messages.limits import problems, shown

EVERYTHING = MeshStatus()
AGO = timedelta(days=3)
DOWN = an_app_seen(
    service="mail", dynos=(a_dyno(state="crashed"),), visit=a_visit(status=503, via="1.1 vegur"), through_kong=False, releases=()
)


def table(
    *apps: AppSeen,
    asked: MeshStatus = EVERYTHING,
    runs: tuple[Run, ...] = (),
    locks: tuple[Lock, ...] = (),
    freeze: Freeze | None = None,
    old_s: float = 0,
    **more: bool,
) -> Table:
    seen = MeshSeen("main", NOON, apps)
    all_rows = rows(seen, runs, locks)
    return mesh_table(seen, all_rows, chosen(all_rows, asked), asked, NOON + timedelta(seconds=old_s), freeze=freeze, **more)


def lines(made: Table) -> list[str]:
    """Return the lines of the table itself."""
    return [line.strip("`") for line in shown(made.message).splitlines() if not line.startswith("*Mesh")]


def test_a_healthy_app_takes_one_line_without_noise() -> None:
    made = table(an_app_seen(releases=(a_release(created_at=NOON - AGO),)))

    assert lines(made) == [
        "app     dynos      release  health  hosts  to know",
        "web-ui  1/1 basic  v5 3 d   200     own",
    ]


def test_the_headline_says_how_many_are_well_and_what_troubles_the_others() -> None:
    made = table(an_app_seen(), an_app_seen(service="api"), DOWN)

    assert made.message.text.startswith("*Mesh main*: 3 apps: 2 well, 1 down · as of <!date^")


def test_the_headline_of_a_mesh_that_is_well_says_so() -> None:
    assert table(an_app_seen()).message.text.startswith("*Mesh main*: one app: all well · as of ")


def test_an_answer_from_what_was_kept_says_how_old_it_is() -> None:
    assert table(an_app_seen(), old_s=42).message.text.endswith(", 42 s ago")


def test_what_is_down_says_why_beside_it() -> None:
    assert lines(table(DOWN))[1].split("  ")[0] == "mail"
    assert "503 no Kong" in lines(table(DOWN))[1]
    assert lines(table(DOWN))[1].endswith("web.1 crashed")


def test_each_process_type_has_a_line_of_its_own() -> None:
    app = an_app_seen(
        formation=dynos("web=1:basic", "worker=2:standard-1x", "clock=0"), dynos=(a_dyno(), a_dyno(name="worker.1", type="worker"))
    )

    made = lines(table(app))

    assert ("web 1/1 basic" in made[1], "worker 1/2 standard-1x" in made[2], len(made)) == (True, True, 3)


def test_a_release_that_failed_stands_below_the_one_that_runs() -> None:
    made = lines(table(an_app_seen(releases=(a_release(version=6, status="failed", current=False), a_release()))))

    assert ("v5 3 d" in made[1], "v6 failed" in made[2]) == (True, True)


def test_further_hosts_are_named_and_the_own_one_is_not_spelled_out() -> None:
    made = "\n".join(lines(table(an_app_seen(hosts=(HOST, "ui.example.com", "a.example.com", "b.example.com")))))

    assert ("own" in made, "ui.example.com" in made, "+ 1" in made, HOST in made) == (True, True, True, False)


def test_drift_is_said_in_few_words() -> None:
    web = Difference("web", "1:basic", "3:standard-1x")
    route = Difference("route legacy", "", f"hosts {HOST}; paths /news; protocols https")
    made = "\n".join(lines(table(an_app_seen(drift=(web, route)))))

    assert "drift: web 1:basic → 3:standard-1x" in made
    assert "drift: route legacy added" in made


def test_a_run_under_way_stands_beside_its_app() -> None:
    made = lines(table(an_app_seen(), runs=(a_run(state=RunState.RUNNING, started_at=NOON),)))

    assert made[1].endswith("r-7k3f add: under way")


def test_a_lock_stands_beside_its_app_with_its_end_and_its_reason() -> None:
    made = lines(table(an_app_seen(), locks=(a_lock(),)))

    assert [line.split("own")[-1].strip() for line in made[-2:]] == ["locked until Mon 23 Nov, 14:00 UTC:", "looking at a leak"]


def test_who_has_locked_what_is_said_above_the_table() -> None:
    text = shown(table(an_app_seen(), an_app_seen(service="api"), locks=(a_lock(service="api", person="U0OTHER"), a_lock())).message)

    assert ":lock: Locked: `api` by <@U0OTHER>, `web-ui` by <@U0OPERATOR>. `/mesh locks` says more." in text


def test_of_very_many_locks_the_first_are_named() -> None:
    apps = [an_app_seen(service=f"app-{place}") for place in range(9)]
    made = table(*apps, locks=tuple(a_lock(service=app.service) for app in apps))

    assert "`app-5` by <@U0OPERATOR>, and 3 more. `/mesh locks` says more." in shown(made.message)


def test_a_locked_app_is_counted_in_the_headline() -> None:
    assert "2 apps: 1 well, 1 locked · as of " in table(an_app_seen(), an_app_seen(service="api"), locks=(a_lock(),)).message.text


def test_a_lock_on_an_app_that_was_not_asked_for_is_not_told() -> None:
    made = table(an_app_seen(), DOWN, locks=(a_lock(),), asked=MeshStatus(down=True))

    assert "Locked:" not in shown(made.message)


def test_a_lock_s_reason_cannot_break_out_of_the_table() -> None:
    made = shown(table(an_app_seen(), locks=(a_lock(reason="```<!channel>\nnow"),)).message)

    assert ("<!channel>" in made, made.count("```")) == (False, 2)


def test_a_freeze_stands_in_the_headline_and_says_by_whom_and_why_below_it() -> None:
    made = table(an_app_seen(), freeze=a_freeze())
    headline, below = shown(made.message).splitlines()[:2]

    assert made.message.text.startswith("*Mesh main*, *frozen*: one app: all well · as of ")
    assert (headline, below[:51]) == (made.message.text, ":snowflake: The mesh `main` is frozen by <@U0ADMIN>")
    assert below.endswith("until somebody thaws it: “an incident”")


def test_what_was_not_read_says_why_and_shows_a_question_mark() -> None:
    made = table(an_app_seen(service="api", formation=None, dynos=None, unread=("there was no answer in time.",) * 2), an_app_seen())
    row = next(line for line in lines(made) if line.startswith("api"))

    assert (row.split()[1], row.endswith("there was no answer in time. So 1 more.")) == ("?", True)


def test_a_long_reason_is_wrapped_and_cut_so_that_the_table_stays_narrow() -> None:
    made = lines(table(an_app_seen(unread=("Heroku did not show the dynos of it: " + "word " * 60,))))

    assert max(map(len, made)) <= 100
    assert len(made) == 4


def test_a_reason_is_words_alone_without_marks_and_gaps() -> None:
    why = "Heroku broke the connection off when asked to show the formation of `tinyrobot-science-mesh-search`. It is worth another try."
    text = "\n".join(lines(table(an_app_seen(unread=(why,)))))

    assert "science-mesh-search. It is worth anoth…" in text
    assert not {"`", "ˋ"} & set(text)


def test_what_is_missing_of_all_apps_is_said_above_the_table() -> None:
    seen = MeshSeen("main", NOON, (an_app_seen(),), unread=("Kong's table could not be read: <it> hung.",))

    text = shown(mesh_table(seen, rows(seen, ()), rows(seen, ()), EVERYTHING, NOON).message)

    assert ":warning: Kong's table could not be read: &lt;it&gt; hung." in text


def test_a_choice_is_said_with_how_many_it_left() -> None:
    made = shown(table(an_app_seen(), DOWN, asked=MeshStatus(down=True, match="m*")).message)

    assert "1 of 2 is down and named like `m*`." in made


def test_a_choice_that_leaves_nothing_shows_no_table() -> None:
    made = shown(table(an_app_seen(), asked=MeshStatus(down=True)).message)

    assert ("None of 1 is down." in made, "```" in made) == (True, False)


def test_names_from_outside_are_escaped() -> None:
    assert "<!channel>" not in shown(table(an_app_seen(service="<!channel>")).message)


def many(number: int) -> tuple[AppSeen, ...]:
    return tuple(an_app_seen(service=f"app-{place:03}") for place in range(number))


def test_as_many_apps_as_fit_are_all_shown() -> None:
    made = table(*many(MOST))

    assert (made.is_whole, len(lines(made)), problems(made.message)) == (True, MOST + 1, [])


def test_of_more_the_worst_are_shown_and_the_whole_is_a_file() -> None:
    made = table(*many(180), *(replace(DOWN, service=f"mail-{place}") for place in range(20)))

    assert (made.is_whole, problems(made.message)) == (False, [])
    assert f"Here are the {WORST} worst of 200. The whole is the file in the thread." in shown(made.message)
    assert {line.partition("-")[0] for line in lines(made)[2:]} == {"mail"}


def test_of_many_that_are_well_none_is_shown_and_the_whole_is_a_file() -> None:
    made = table(*many(61))

    assert (shown(made.message).count("\n"), made.is_whole) == (1, False)
    assert "None of the 61 is shown here. The whole is the file in the thread." in shown(made.message)


def test_of_many_dynos_that_crashed_the_first_are_named_and_the_others_counted() -> None:
    crashed = tuple(a_dyno(name=f"web.{number}", state="crashed") for number in range(300))
    made = table(an_app_seen(dynos=crashed, visit=None, no_answer="there was no answer"))

    assert "+ 290 more lines" in shown(made.message)
    assert (problems(made.message), made.is_whole) == ([], True)


def test_a_private_answer_says_how_to_get_the_file() -> None:
    assert "Without `--quiet` the whole is a file in the thread" in shown(table(*many(61), has_thread=False).message)


def test_sixty_apps_in_every_trouble_are_within_slacks_limits() -> None:
    bad = [
        an_app_seen(service=f"app-{place}", hosts=tuple(f"{'x' * 40}{host}.example.com" for host in range(5)), unread=("y " * 400,) * 3)
        for place in range(60)
    ]

    made = table(*bad)

    assert (problems(made.message), made.is_whole) == ([], False)


def test_the_file_has_a_line_for_each_app_and_full_values() -> None:
    drift = Difference("route legacy", "", f"hosts {HOST}; paths /news")
    seen = MeshSeen("main", NOON, (an_app_seen(drift=(drift,), hosts=(HOST, "ui.example.com")), DOWN))

    down, drifted = csv.DictReader(io.StringIO(as_csv(rows(seen, ()))))

    assert (down["app"], down["trouble"], down["dynos_up"], down["health"]) == ("mail", "down", "0", "503 no Kong")
    assert (drifted["hosts"], drifted["drift"]) == (f"{HOST} ui.example.com", f"route legacy: none → hosts {HOST}; paths /news")
    assert (drifted["formation"], drifted["release"], drifted["released_at"]) == ("web=1:basic", "v5", "2026-11-20T09:30:00Z")


def test_the_file_says_who_locked_an_app_until_when_and_why() -> None:
    seen = MeshSeen("main", NOON, (an_app_seen(), an_app_seen(service="api")))

    locked, free = csv.DictReader(io.StringIO(as_csv(rows(seen, (), (a_lock(),)))))

    assert (locked["app"], locked["trouble"], locked["locked_by"]) == ("web-ui", "locked", "U0OPERATOR")
    assert (locked["locked_until"], locked["lock_reason"]) == ("2026-11-23T14:00:00Z", "looking at a leak")
    assert (free["trouble"], free["locked_by"], free["locked_until"], free["lock_reason"]) == ("none", "", "", "")


def test_the_file_is_named_after_the_mesh_and_when_it_was_read() -> None:
    assert file_name(MeshSeen("main", NOON)) == "mesh-main-20261123-120000.csv"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r\n=", "\u200b=", "＝"])
def test_no_cell_of_the_file_is_a_formula(start: str) -> None:
    reason = f"{start}HYPERLINK(1)"
    (locked,) = csv.DictReader(io.StringIO(as_csv(rows(MeshSeen("main", NOON, (an_app_seen(),)), (), (a_lock(reason=reason),)))))
    assert locked["lock_reason"][:2] in {"'=", "'+", "'-", "'@", "'＝"}
