"""Run a chapter of the story through `python -m sandbox`, and compare what it printed with what was written down.

Compared is what people type, click and break, and what came of it: without what differs from run to run (times, ids, the random part of
hosts) and without what a message says only while it is under way.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.launch.wishes import ROOT

COMMAND = ".venv/bin/python -m sandbox"
PATIENCE_S = 300
ACT = re.compile(r"^\d\d:\d\d:\d\d  (?:\w+ → |\(sandbox\) )")
PASSING = re.compile(r"^(?:… |▫ |\[ Cancel \]|· asked by |meshbot, T goes on: )|(?:^|: )RUN · (?:under way|asked for) · ")
VARIABLE = (
    (re.compile(r"^\d\d:\d\d:\d\d\s+"), ""),
    (re.compile(r"\br-[a-z0-9]{5}\b"), "RUN"),
    (re.compile(r"^meshbot(?: \(in a thread\))?, RUN goes on: "), ""),  # only where something else was said meanwhile
    (re.compile(r"^meshbot: "), ""),  # only where the message did not first say that its question was asked
    (re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "ID"),
    (re.compile(r"-[0-9a-f]{12}(?=\.herokuapp)"), "-ID"),
    (re.compile(r"\d\d:\d\d UTC|\d\d:\d\d:\d\d|\d{4}-\d\d-\d\d"), "T"),
    (re.compile(r"\b(?:[A-Z][a-z]{2} )?\d{1,2} [A-Z][a-z]{2}(?: \d{4})?, T\b"), "T"),
    (re.compile(r"\b\d+(?:\.\d+)? (?:ms|s|min|h|d)\b(?: \d+ s)?"), "N"),
    (re.compile(r" · plan [0-9a-f]{12}$"), "."),
    (re.compile(r", plan [0-9a-f]{12}(?=\.)"), ""),
    (re.compile(r"\s+"), " "),
)


@dataclass(frozen=True)
class Chapter:
    """A part of the story in a mesh of its own. `ends` is the exit code: 1 where something is meant to be refused or to fail."""

    title: str
    says: str
    script: tuple[str, ...]
    ends: int = 0
    options: tuple[str, ...] = ("--apps", "12")

    @property
    def arguments(self) -> tuple[str, ...]:
        return (*self.options, *self.script, "--exit")

    @property
    def command(self) -> str:
        """Return the command as somebody would type it, a script step a line."""
        pairs = [shlex.join(self.script[at : at + 2]) for at in range(0, len(self.script), 2)]
        return " \\\n    ".join([f"{COMMAND} {shlex.join(self.options)}", *pairs, "--exit"])


def told(chapter: Chapter) -> tuple[int, str]:
    """Run a chapter; return its exit code and what it printed."""
    environment = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    done = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-m", "sandbox", *chapter.arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    return done.returncode, done.stdout.rstrip("\n")


@dataclass(frozen=True)
class Told:
    """What is compared of a transcript: what people did, in its order; and all that came of it, for messages come when they may."""

    acts: tuple[str, ...]
    lines: frozenset[str]


def compared(transcript: str) -> Told:
    """Return what of a transcript is the same in every run."""
    lines = transcript.splitlines()
    acts = tuple(lasting(line) for line in lines if ACT.match(line))
    rest = {lasting(line) for line in lines if not ACT.match(line)}
    return Told(acts, frozenset(line for line in rest if line and not PASSING.search(line)))


def lasting(line: str) -> str:
    """Return a line without what differs from run to run."""
    for pattern, instead in VARIABLE:
        line = pattern.sub(instead, line)
    return line.strip()


def page(chapters: Sequence[Chapter], transcripts: Sequence[str]) -> str:
    """Write the whole story as a document."""
    parts = [HEAD]
    for chapter, transcript in zip(chapters, transcripts, strict=True):
        parts.append(f"## {chapter.title}\n\n{chapter.says}\n\n```\n$ {chapter.command}\n{transcript}\n```\n")
    return "\n".join(parts)


def written(text: str) -> dict[str, str]:
    """Return the transcript of each chapter in the document, by its title."""
    found = re.findall(r"^## ([^\n]+)\n.*?^```\n\$ (?:[^\n]*\\\n)*[^\n]*\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    return {title: transcript.rstrip("\n") for title, transcript in found}


HEAD = """# A day with the mesh

What the terminal prints when a team works with a mesh of twelve apps, in every state that an app can be in: the bot is the real one, Slack,
Heroku and Kong are the sandbox's stand-ins. Each chapter begins with the command that tells it. `tests/transcript/` holds this page to the
truth; `.venv/bin/python -m tests.transcript` writes it anew.
"""
