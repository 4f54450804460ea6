"""A run of one mesh is neither read nor decided on from another's channel, by whichever verb or button."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import settings
import wiring
from bot.desk import Clicked, Desk, Typed
from mesh import requests, steps
from mesh.approvals import DEFAULTS, asked_for
from mesh.formation import parsed_changes
from mesh.people import SlackUser, Standing
from mesh.record import entry_of
from mesh.requests import AppStatus, Tier, Way
from mesh.run import Answer, Run, RunState
from messages.buttons import APPROVE, CANCEL, DECLINE, REFRESH, RESTART, RETRY, SCALE, WITHDRAW
from messages.decline import decline_form
from tests.examples import APP, APPROVER, NOON, OPERATOR, a_plan, a_run, dynos

ROOT = Path(__file__).parents[2]
VERBS = ("run", "retry", "cancel", "approve", "decline", "withdraw", "undo")
STATES = (RunState.PROPOSED, RunState.AWAITING, RunState.APPROVED, RunState.FAILED)
MAIN, EU = "C0MESH", "C0EU"


@pytest.fixture
def desk(redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Return the desk of a bot with two meshes, `main` and `eu`."""
    main = (ROOT / "sandbox" / "mesh.toml").read_text("utf8").partition("[approvals]")[0]
    eu = main.replace("meshes.main", "meshes.eu").replace(MAIN, EU).replace("tinyrobot-science-mesh", "eu-mesh")
    (tmp_path / "mesh.toml").write_text(main + eu, "utf8")
    given = {"SLACK_SIGNING_SECRET": "x", "SLACK_BOT_TOKEN": "xoxb-token", "HEROKU_API_KEY": "key", "REDIS_URL": redis_url}
    for name, value in {**given, "MESH_CONFIG": str(tmp_path / "mesh.toml")}.items():
        monkeypatch.setenv(name, value)
    for cached in (settings.settings, wiring.tools, wiring.worker_redis, wiring.web_redis):
        cached.cache_clear()
    wiring.tools().store.mark_known(NOON)
    yield wiring.desk()
    wiring.web_redis().close()
    wiring.worker_redis().close()


def stored(desk: Desk, state: RunState, mesh: str = "eu", channel: str = EU) -> Run:
    run = a_run(id="r-22222", mesh=mesh, channel=channel)
    desk.store.submit(run, delivery="d", response_url="", queue="runs", entry=entry_of(run, "asked", NOON))
    for each in {RunState.PROPOSED: (), RunState.AWAITING: (state,), RunState.APPROVED: (state,), RunState.FAILED: (state,)}[state]:
        run = desk.store.move(run, each)
    return run


def as_it_is(desk: Desk) -> tuple[Run | None, str]:
    return desk.store.get("r-22222"), desk.store.cancel_asked_by("r-22222")


def state_of(desk: Desk) -> RunState | None:
    run = desk.store.get("r-22222")
    return run.state if run else None


@pytest.mark.parametrize("way", list(Way))
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", VERBS)
def test_no_verb_reads_or_moves_a_run_of_another_mesh(desk: Desk, verb: str, state: RunState, way: Way) -> None:
    run = stored(desk, state)
    answer = desk.answer(Typed("U0ADMIN", MAIN, f"{verb} r-22222", "t1", way=way))
    assert (answer.text, as_it_is(desk)) == ("`r-22222` belongs to the mesh `eu`: ask for it in that mesh's channel.", (run, ""))


@pytest.mark.parametrize("action", [RETRY, CANCEL, APPROVE, WITHDRAW, REFRESH, RESTART, SCALE])
@pytest.mark.parametrize("state", STATES)
def test_no_button_in_another_mesh_s_channel_moves_a_run(desk: Desk, action: str, state: RunState) -> None:
    run = stored(desk, state)
    desk.decide(Clicked("U0ADMIN", action, "r-22222 0123456789ab", "", "t1", MAIN))
    assert as_it_is(desk) == (run, "")


def test_the_form_for_declining_is_not_opened_from_another_mesh_s_channel(desk: Desk) -> None:
    stored(desk, RunState.AWAITING)
    why_not = desk.may_open_form(Clicked("U0ADMIN", DECLINE, "r-22222 0123456789ab", "", "t1", MAIN))
    assert "belongs to the mesh `eu`" in (why_not.text if why_not else "")


@pytest.mark.parametrize("channel", [EU, "", "C0FORMER"])
def test_a_click_on_a_run_s_own_message_decides_wherever_that_stands(desk: Desk, channel: str) -> None:
    stored(desk, RunState.APPROVED, channel="C0FORMER" if channel == "C0FORMER" else EU)
    desk.members.keep("S0OPERATORS", [OPERATOR])
    desk.decide(Clicked(OPERATOR, CANCEL, "r-22222", "", "t1", channel))
    assert desk.store.cancel_asked_by("r-22222") == OPERATOR


def awaiting(desk: Desk) -> Run:
    desk.members.keep("S0APPROVERS", [APPROVER])
    desk.members.keep_user(SlackUser(frozenset({APPROVER}), Standing.MEMBER))
    approval = asked_for(DEFAULTS[Tier.T2_TRAFFIC], desk.meshes["eu"], "0123456789ab", desk.now())
    return desk.store.change(stored(desk, RunState.AWAITING), approval=approval)


def test_a_form_for_declining_that_was_opened_in_another_mesh_s_channel_declines_nothing(desk: Desk) -> None:
    run = awaiting(desk)
    desk.decline(APPROVER, f"r-22222 0123456789ab {MAIN}", "no", "V1")
    assert as_it_is(desk) == (run, "")


def test_a_form_for_declining_decides_nothing_once_its_mesh_is_configured_no_more(desk: Desk) -> None:
    run = awaiting(desk)
    replace(desk, meshes={"main": desk.meshes["main"]}).decline(APPROVER, f"r-22222 0123456789ab {EU}", "no", "V1")
    assert as_it_is(desk) == (run, "")


@pytest.mark.parametrize("opened_in", [f" {EU}", ""])
def test_a_form_for_declining_declines_in_its_own_mesh(desk: Desk, opened_in: str) -> None:
    awaiting(desk)
    desk.decline(APPROVER, f"r-22222 0123456789ab{opened_in}", "no", "V1")
    assert state_of(desk) is RunState.DECLINED


def test_a_form_for_declining_says_where_it_was_opened() -> None:
    assert decline_form("r-22222", "0123456789ab", EU)["private_metadata"] == f"r-22222 0123456789ab {EU}"


@pytest.mark.parametrize("text", ["restart web-ui", "scale web-ui web=2"])
def test_a_button_that_types_does_so_only_while_its_channel_belongs_to_the_mesh_of_the_answer(desk: Desk, text: str) -> None:
    answer = Answer("as it stood", "[]", commands=(text,))
    run = replace(a_run(id="r-22222", mesh="eu", channel=MAIN), request=AppStatus("web-ui"), answer=answer)
    desk.store.submit(run, delivery="d", response_url="", queue="reads", entry=entry_of(run, "asked", NOON))
    desk.decide(Clicked(OPERATOR, RESTART, f"r-22222 {text}", "", "t1", MAIN))
    assert desk.store.recent(10) == ()


def test_an_undo_takes_nothing_back_in_another_mesh_than_its_run_s(desk: Desk) -> None:
    """Its channel belonged to the run's mesh when it was asked for, and belongs to another now."""
    desk.members.keep("S0OPERATORS", [OPERATOR])
    plan = a_plan(steps.Scale(APP, dynos("web=20"), before=dynos("web=2:standard-1x")))
    run = a_run(
        id="r-22222", mesh="eu", channel=MAIN, state=RunState.DONE, plan=plan, request=requests.Scale("web-ui", parsed_changes(["web=20"]))
    )
    desk.store.submit(run, delivery="d", response_url="", queue="runs", entry=entry_of(run, "asked", NOON))
    answer = desk.answer(Typed(OPERATOR, MAIN, "undo r-22222", "t"))
    assert "belongs to the mesh `eu`" in answer.text
    assert desk.store.recent(5) == (run,)
