"""`python -m bot` as a process: who types, which mesh, and what the exit code says."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.__main__ import as_typed

ROOT = Path(__file__).parents[2]
MESHES = (ROOT / "sandbox" / "mesh.toml").read_text("utf8")
EU = MESHES.partition("[approvals]")[0].replace("meshes.main", "meshes.eu").replace("C0MESH", "C0EU").replace("mesh-control", "eu-control")
NOWHERE = "redis://127.0.0.1:1"

Typed = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def typed(redis_url: str) -> Typed:
    """Return a function that runs the shell in an environment that is whole but for what is named; None unsets."""

    def run(*words: str, **changes: str | None) -> "subprocess.CompletedProcess[str]":
        whole: dict[str, str | None] = {
            "SLACK_BOT_TOKEN": "xoxb-canary",
            "SLACK_SIGNING_SECRET": "canary",
            "HEROKU_API_KEY": "canary",
            "REDIS_URL": redis_url,
            "MESH_CONFIG": MESHES,
            "MESHBOT_OPERATOR": "U0OPERATOR",
            "PATH": os.environ["PATH"],
            "PYTHONIOENCODING": "utf8",
        }
        environment = {name: value for name, value in {**whole, **changes}.items() if value is not None}
        command = [sys.executable, "-m", "bot", *words]
        return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603

    return run


def test_help_is_printed_as_plain_text(typed: Typed) -> None:
    shown = typed("/mesh help")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "• /mesh run RUN · show how one run stands" in shown.stdout


def test_the_words_may_be_one_argument_or_several(typed: Typed) -> None:
    assert typed("/mesh help add").stdout == typed("help", "add").stdout == typed("/mesh", "help", "add").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("/mesh add web-ui",), "/mesh add web-ui"),
        (("add", "web-ui", "--reason", "new shop", "--dry-run"), 'add web-ui --reason "new shop" --dry-run'),
        ((), ""),
    ],
)
def test_what_the_shell_took_apart_is_put_together_again(words: tuple[str, ...], said: str) -> None:
    assert as_typed(words) == said


def test_nobody_types_unless_the_environment_says_who(typed: Typed) -> None:
    nobody = typed("/mesh runs", MESHBOT_OPERATOR=None)
    assert nobody.returncode == os.EX_CONFIG
    assert "set MESHBOT_OPERATOR to your Slack user id" in nobody.stderr


def test_a_setting_that_is_wrong_is_told_before_anything_is_done(typed: Typed) -> None:
    wrong = typed("/mesh runs", MESHBOT_OPERATOR="bob")
    assert wrong.returncode == os.EX_CONFIG
    assert "MESHBOT_OPERATOR: is no Slack user id" in wrong.stderr


def test_a_store_that_does_not_answer_is_told_and_worth_another_try(typed: Typed) -> None:
    away = typed("/mesh runs", REDIS_URL=NOWHERE)
    assert away.returncode == os.EX_TEMPFAIL
    assert "Nothing was started: my store does not answer." in away.stdout


def test_where_there_are_several_meshes_one_is_to_be_named(typed: Typed) -> None:
    both = MESHES.replace("[approvals]", f"{EU}\n[approvals]")
    unnamed, named = typed("/mesh runs", MESH_CONFIG=both), typed("--mesh", "eu", "/mesh runs", MESH_CONFIG=both)
    assert (unnamed.returncode, unnamed.stderr) == (os.EX_USAGE, "Which mesh? Say --mesh and one of main, eu before the words.\n")
    assert named.returncode == 0


def test_a_mesh_that_there_is_not_is_told_with_those_there_are(typed: Typed) -> None:
    wrong = typed("--mesh", "us", "/mesh runs")
    assert (wrong.returncode, wrong.stderr) == (os.EX_USAGE, "There is no mesh us; there is main.\n")


def test_a_new_store_takes_no_changes_from_a_shell_either(typed: Typed) -> None:
    refused = typed("/mesh add web-ui")
    assert refused.returncode == 1
    assert "my store is new or was lost" in refused.stdout
