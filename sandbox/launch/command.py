"""The command line: the whole sandbox, or one stand-in alone."""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from sandbox.breaking.words import USAGES
from sandbox.launch.alone import heroku, kong, slack
from sandbox.launch.named import Named
from sandbox.launch.ordered import ScriptGroup, ScriptOption
from sandbox.launch.script import Become, Break, Click, GoTo, Say, Script, Until
from sandbox.launch.session import Session, note
from sandbox.launch.signals import Stopped, until_stopped
from sandbox.launch.trouble import CannotStart, ProcessEnded
from sandbox.launch.wishes import KONG_PER_MINUTE, KONG_VERSIONS, ROOT, Wishes

MOST_APPS = 200

SCRIPT_OPTIONS: tuple[click.Parameter, ...] = (
    ScriptOption(["--as"], step=Become, metavar="NAME", help="Who types or clicks from here on (operator at first)."),
    ScriptOption(["--channel"], step=GoTo, metavar="NAME", help="Where it is typed from here on (mesh at first)."),
    ScriptOption(
        ["--say"],
        step=Say,
        metavar="TEXT",
        help="Type this ({run} stands for the id of the run asked for last); wait until it has ended or waits for a person.",
    ),
    ScriptOption(["--say-now"], step=lambda text: Say(text, wait=False), metavar="TEXT", help="Type this and go on at once."),
    ScriptOption(["--click"], step=Click, metavar="LABEL", help="Click the newest button with this label, and wait as --say does."),
    ScriptOption(["--until"], step=Until, metavar="TEXT", help="Go on when the channel has shown this since the last thing typed."),
    ScriptOption(["--break"], step=Break.read, metavar="WORDS", help="Break something behind the bot's back; see below."),
)


BREAKAGES = "\b\n--break does one of these:\n" + "\n".join(f"  {usage}" for usage in USAGES.values())


@click.group(
    cls=ScriptGroup,
    params=[*SCRIPT_OPTIONS],
    invoke_without_command=True,
    context_settings={"max_content_width": 110},
    epilog=BREAKAGES,
)
@click.option("--exit", is_flag=True, help="End after the script; the exit code is 0 only if every run asked for ended done.")
@click.option("--step-timeout", type=click.FloatRange(min=0.1), default=180.0, show_default=True, help="Seconds that one step may take.")
@click.option("--start-timeout", type=click.FloatRange(min=0.1), default=60.0, show_default=True, help="Seconds until all must be up.")
@click.option("--page-port", type=click.IntRange(1, 65535), help="Where the page is; 8080 if it is free, else any.")
@click.option(
    "--kong", "kong_version", type=click.Choice(KONG_VERSIONS), default=KONG_VERSIONS[0], show_default=True, help="Kong's version."
)
@click.option("--kong-limit", type=int, default=KONG_PER_MINUTE, show_default=True, help="Requests a minute through Kong's loopback.")
@click.option("--latency", type=click.FloatRange(min=0), default=0.0, help="Milliseconds that Heroku and Kong take for each request.")
@click.option("--build-s", type=click.FloatRange(min=0), help="Seconds that a build takes.")
@click.option("--apps", type=click.IntRange(0, MOST_APPS), default=0, help=f"Further apps in the mesh, some in trouble; up to {MOST_APPS}.")
@click.option("--state", type=click.Path(dir_okay=False, path_type=Path), help="Write the state at the end to this file, as JSON.")
@click.option("--procfile", type=click.Path(path_type=Path), default=ROOT / "Procfile", help="Whose web and worker to run.")
@click.option("--config", type=click.Path(path_type=Path), default=ROOT / "sandbox" / "mesh.toml", help="The mesh.toml they read.")
@click.option("--check-heroku", type=Named(), metavar="MODULE:FUNCTION", help="Hold each of Heroku's success answers to this check.")
@click.option("--socket-mode", is_flag=True, help="Let Slack reach the bot by Socket Mode instead of HTTP.")
@click.option("--verbose", is_flag=True, help="Show what the processes log.")
@click.pass_context
def sandbox(
    ctx: click.Context,
    *,
    script: Script,
    exit: bool,  # noqa: A002 - the option's name
    step_timeout: float,
    start_timeout: float,
    page_port: int | None,
    kong_version: str,
    kong_limit: int,
    latency: float,
    build_s: float | None,
    apps: int,
    state: Path | None,
    check_heroku: Callable[[str, Any], None] | None,
    procfile: Path,
    config: Path,
    socket_mode: bool,
    verbose: bool,
) -> None:
    """Run the whole sandbox: the stand-ins, the product, a page, and a script typed in Slack.

    --as, --channel, --say, --say-now, --click, --until and --break are a script: they happen in the order in which they stand.
    """
    if ctx.invoked_subcommand is not None:
        return
    wishes = Wishes(
        script=script,
        exit=exit,
        step_timeout_s=step_timeout,
        start_timeout_s=start_timeout,
        page_port=page_port,
        kong_version=kong_version,
        kong_limit=kong_limit,
        latency_s=latency / 1000,
        build_s=build_s,
        apps=apps,
        state_file=state,
        check_heroku=check_heroku,
        verbose=verbose,
        socket_mode=socket_mode,
        procfile=procfile,
        config=config,
    )
    ctx.exit(run(wishes))


def run(wishes: Wishes) -> int:
    """Run one sandbox to its end and return the exit code; what went wrong is said on stderr."""
    session = Session(wishes)
    try:
        return asyncio.run(until_stopped(session.run))
    except CannotStart as wrong:
        note(str(wrong))
        return wrong.code
    except ProcessEnded as ended:
        note(f"{ended}\n{ended.tail}")
        return 1
    except Stopped as stopped:
        # Staying until Ctrl-C is what was asked for; an unfinished script is not.
        return 128 + stopped.number if session.code is None else session.code
    except BrokenPipeError:
        # Nobody reads the channel any more. What is still in stdout's buffer must not fail once more at the very end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


sandbox.add_command(kong)
sandbox.add_command(heroku)
sandbox.add_command(slack)


def main() -> None:
    sandbox(prog_name="python -m sandbox")
