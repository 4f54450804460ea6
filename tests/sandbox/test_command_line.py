"""The order of a script's options, and the Procfile."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from sandbox.launch.command import SCRIPT_OPTIONS
from sandbox.launch.ordered import ScriptGroup
from sandbox.launch.procfile import read_procfile
from sandbox.launch.script import Become, Click, GoTo, Say, Script
from sandbox.launch.trouble import CannotStart


def script_of(*arguments: str) -> Script:
    read: list[Script] = []

    @click.group(cls=ScriptGroup, params=[*SCRIPT_OPTIONS], invoke_without_command=True)
    def command(script: Script) -> None:
        read.append(script)

    result = CliRunner().invoke(command, list(arguments))
    assert result.exit_code == 0, result.output
    return read[0]


def test_different_options_keep_the_order_in_which_they_stand() -> None:
    script = script_of(
        "--as", "operator", "--say", "A", "--say-now", "B", "--as", "approver", "--channel", "random", "--click", "Go", "--say", "C"
    )
    expected = (Become("operator"), Say("A"), Say("B", wait=False), Become("approver"), GoTo("random"), Click("Go"), Say("C"))
    assert script == expected


def test_values_may_be_joined_with_an_equals_sign() -> None:
    assert script_of("--say=/mesh scale web-ui web=2", "--click=Yes") == (Say("/mesh scale web-ui web=2"), Click("Yes"))


def test_no_script_is_an_empty_one() -> None:
    assert script_of() == ()


def test_a_procfile_gives_commands_by_process_type(tmp_path: Path) -> None:
    (tmp_path / "Procfile").write_text("# types\nweb: gunicorn -b :$PORT app:app\n\nworker: python -m jobs.worker\n")
    assert read_procfile(tmp_path / "Procfile") == {"web": "gunicorn -b :$PORT app:app", "worker": "python -m jobs.worker"}


def test_a_line_that_is_no_process_is_named(tmp_path: Path) -> None:
    (tmp_path / "Procfile").write_text("web: x\nwhat is this\n")
    with pytest.raises(CannotStart, match="line 2: expected `name: command`, found 'what is this'"):
        read_procfile(tmp_path / "Procfile")
