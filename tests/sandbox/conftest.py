"""Sandboxes that are gone when their test ends."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.sandbox.launching import Ended, Sandbox

Start = Callable[..., Sandbox]
Run = Callable[..., Ended]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a sandbox with these arguments; keywords are its environment."""
    started: list[Sandbox] = []

    def start_one(*arguments: str, **environment: str) -> Sandbox:
        started.append(Sandbox(arguments, tmp_path / f"sandbox-{len(started)}", environment))
        return started[-1]

    yield start_one
    for sandbox in started:
        sandbox.kill()


@pytest.fixture
def run(start: Start) -> Run:
    """Run a script to its end with --exit."""

    def run_one(*arguments: str, **environment: str) -> Ended:
        return start(*arguments, "--exit", **environment).end()

    return run_one
