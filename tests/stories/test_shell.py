"""`python -m bot "/mesh …"`: the same words, rules and runs as in Slack, printed, and also while Slack is away."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import wiring
from bot.shell import AGAIN_LATER, DONE, NOT_DONE, Shell
from jobs.queue import QUEUES
from mesh.requests import Way
from mesh.run import Run, RunState
from sandbox.launch.wishes import Wishes
from tests.stories.town import Town, a_town

BY_ID = 'operators = ["U0OPERATOR"]\napprovers = ["U0APPROVER"]\nadmins = ["U0ADMIN"]\n'
AWAY = {"count": 0, "seconds": 600, "reset": True}


@dataclass
class Terminal:
    """A shell that people type into, one after another, with workers at work beside it."""

    town: Town
    lines: list[str] = field(default_factory=list)

    def types(self, person: str, text: str, *, wait: bool = False, approver: str = "") -> int:
        """Type a command, let the workers work until it has ended, and return its exit code; `approver` meanwhile approves in Slack."""
        for queue in QUEUES:
            wiring.schedule().consumes(queue)
        shell = Shell(wiring.desk(), f"U0{person.upper()}", self.lines.append, lambda: time.sleep(0.01))
        with ThreadPoolExecutor(1) as pool:
            typing = pool.submit(shell.carry_out, text, "C0MESH", wait=wait)
            if approver:
                self.town.works_until(lambda: self.town.tools.store.awaiting("main") or None)
                self.town.works_until(lambda: "Needs approval" in self.printed or None)
                self.town.works_until(lambda: "[ Approve ]" in "\n".join(self.town.channel()) or None)
                (waiting,) = self.town.tools.store.awaiting("main")
                self.town.says(approver, f"/mesh approve {waiting.id}")
            self.town.works_until(lambda: typing.done() or None)
            return typing.result()

    @property
    def printed(self) -> str:
        return "\n".join(self.lines)

    def last_run(self) -> Run:
        return self.town.tools.store.recent(1)[0]


@pytest.fixture
def terminal(town: Town) -> Terminal:
    return Terminal(town)


@pytest.fixture
def terminal_of_named_people(redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """Return a terminal in a town where mesh.toml names people by their own ids."""
    with a_town(redis_url, tmp_path, monkeypatch, Wishes(build_s=0.1), people=BY_ID) as town:
        town.hurries()
        yield Terminal(town)


def test_an_app_is_added_and_each_change_of_the_run_is_printed_once(terminal: Terminal) -> None:
    assert terminal.types("operator", "/mesh add web-ui --reason the new shop") == DONE
    assert "asked by @U0OPERATOR in a shell · mesh main · why: “the new shop”" in terminal.lines
    created = [line for line in terminal.lines if line.startswith("✔ create the Heroku app")]
    assert len(created) == 1
    assert terminal.lines[-1].startswith("✔ Done in ")


def test_the_run_is_like_any_other_and_stands_in_the_mesh_s_channel(terminal: Terminal) -> None:
    terminal.types("operator", "/mesh add web-ui")
    run = terminal.last_run()
    terminal.town.works_until(lambda: terminal.town.ended(run.id))
    assert (run.state, run.asking.person, run.asking.channel, run.asking.way) == (RunState.DONE, "U0OPERATOR", "C0MESH", Way.SHELL)
    assert "· asked by @operator in a shell · mesh main" in terminal.town.channel()


def test_what_is_answered_at_once_is_printed(terminal: Terminal) -> None:
    terminal.types("operator", "/mesh add web-ui --dry-run")
    assert terminal.types("operator", "/mesh runs") == DONE
    assert f"{terminal.last_run().id} done /mesh add web-ui --dry-run" in terminal.lines[-1]


def test_a_question_is_answered_by_a_worker_and_printed(terminal: Terminal) -> None:
    terminal.types("operator", "/mesh add web-ui")
    assert terminal.types("outsider", "/mesh routes web-ui") == DONE
    assert "web-ui" in terminal.lines[-2]


def test_an_outsider_is_refused(terminal: Terminal) -> None:
    assert terminal.types("outsider", "/mesh add web-ui") == NOT_DONE
    assert "you may not ask for that. Only @S0OPERATORS may ask for changes in the mesh main." in terminal.printed
    assert terminal.town.writes() == []


def test_words_that_make_no_request_are_told_so_and_store_nothing(terminal: Terminal) -> None:
    assert terminal.types("operator", "/mesh ad web-ui") == NOT_DONE
    assert "Did you mean /mesh add?" in terminal.printed
    assert terminal.town.tools.store.recent(1) == ()


def test_what_needs_approval_says_by_whom_and_how_and_leaves_the_run_waiting(terminal: Terminal) -> None:
    terminal.types("operator", "/mesh add web-ui")
    assert terminal.types("operator", "/mesh route add web-ui cart path=/cart") == NOT_DONE
    run = terminal.last_run()
    assert run.state is RunState.AWAITING
    assert "Needs approval by @S0APPROVERS, not @U0OPERATOR" in terminal.printed
    assert run.approval is not None
    assert f'MESHBOT_OPERATOR=THEIR-ID python -m bot "/mesh approve {run.id} {run.approval.digest}"' in terminal.lines[-1]


def test_an_approval_from_a_shell_is_followed_to_the_outcome(terminal: Terminal) -> None:
    terminal.town.knows_groups()
    terminal.types("operator", "/mesh add web-ui")
    terminal.types("operator", "/mesh route add web-ui cart path=/cart")
    exactly_this = terminal.lines[-1].partition('"')[2].rstrip('"')
    assert terminal.types("approver", exactly_this) == DONE
    assert "approved by @U0APPROVER" in terminal.printed


def test_who_approves_in_a_shell_what_slack_has_not_shown_sees_the_plan_first(terminal: Terminal) -> None:
    terminal.town.knows_groups()
    terminal.types("operator", "/mesh add web-ui")
    terminal.town.tells("slack", "faults", {"path": "chat.update", "status": 503, "count": 0})
    terminal.types("operator", "/mesh route add web-ui cart path=/cart")
    run = terminal.last_run()
    terminal.lines.clear()
    assert terminal.types("approver", f"/mesh approve {run.id}") == NOT_DONE
    assert "No message has shown its plan yet; this is what it would do now:" in terminal.printed
    assert "register the Kong route web-ui-cart" in terminal.printed


def test_nobody_approves_their_own_plan_in_a_shell_either(terminal: Terminal) -> None:
    terminal.town.knows_groups()
    terminal.types("operator", "/mesh add web-ui")
    terminal.types("operator", "/mesh route add web-ui cart path=/cart")
    run = terminal.last_run()
    assert terminal.types("operator", f"/mesh approve {run.id}") == NOT_DONE
    assert terminal.last_run().state is RunState.AWAITING


def test_who_waits_sees_the_run_go_on_once_somebody_approved_it_in_slack(terminal: Terminal) -> None:
    terminal.town.knows_groups()
    terminal.types("operator", "/mesh add web-ui")
    assert terminal.types("operator", "/mesh route add web-ui cart path=/cart", wait=True, approver="approver") == DONE


def test_a_decline_is_done_once_it_is_answered(terminal: Terminal) -> None:
    terminal.town.knows_groups()
    terminal.types("operator", "/mesh add web-ui")
    terminal.types("operator", "/mesh route add web-ui cart path=/cart")
    assert terminal.types("approver", f"/mesh decline {terminal.last_run().id} not before Monday") == DONE
    assert terminal.last_run().state is RunState.DECLINED


def test_a_run_that_fails_is_told_with_the_end_of_its_log(terminal: Terminal) -> None:
    terminal.town.tells("heroku", "builds", {"match": "web-ui", "fail": True, "log": "npm ERR! missing script: build\n"})
    assert terminal.types("operator", "/mesh add web-ui") == NOT_DONE
    title = terminal.lines.index(f"The last lines that {terminal.last_run().id} got to see:")
    assert "npm ERR! missing script: build" in terminal.lines[title:]


def test_where_no_worker_runs_the_run_is_stored_and_the_shell_ends(terminal: Terminal) -> None:
    shell = Shell(wiring.desk(), "U0OPERATOR", terminal.lines.append, lambda: None)
    assert shell.carry_out("/mesh add web-ui", "C0MESH", wait=False) == AGAIN_LATER
    assert terminal.last_run().state is RunState.PROPOSED
    assert "No worker is running" in terminal.lines[-1]


def test_an_operator_whom_mesh_toml_names_adds_an_app_while_slack_is_away(terminal_of_named_people: Terminal) -> None:
    terminal = terminal_of_named_people
    terminal.town.tells("slack", "faults", AWAY)
    assert terminal.types("operator", "/mesh add web-ui") == DONE
    assert terminal.town.channel() == []


def test_slack_shows_the_run_when_it_is_back(terminal_of_named_people: Terminal) -> None:
    terminal = terminal_of_named_people
    terminal.town.tells("slack", "faults", AWAY)
    terminal.types("operator", "/mesh add web-ui --dry-run")
    terminal.town.heals("slack")
    terminal.town.works_until(lambda: terminal.town.ended(terminal.last_run().id))
    assert "· asked by @operator in a shell · mesh main" in terminal.town.channel()
