"""A browser, a sandbox with the real product in it, and the workspace as a person uses it."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import ARGUMENTS, chromium
from tests.browser.workspace import Workspace
from tests.sandbox.launching import ROOT, Sandbox, until
from tests.sandbox.tally import CHECK, TALLY

# A build that takes its time, so that people can watch it.
PRODUCT = ("--procfile", str(ROOT / "Procfile"), "--build-s", "3")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium; where there is none, fail and say how to install it.

    For one file: while Playwright is open its event loop runs in this thread, and no test of another file could run one of its own.
    """
    program = chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=[*ARGUMENTS])
        yield started
        started.close()


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Start one sandbox with the real product for all tests of a file."""
    folder = tmp_path_factory.mktemp("browser")
    state = folder / "state.json"
    started = Sandbox((*PRODUCT, "--state", str(state), "--check-heroku", CHECK), folder / "sandbox")
    try:
        until(lambda: "The page: " in started.channel or started.has_ended(), "the sandbox is up")
        assert not started.has_ended(), started.notes
        yield started
        started.signal(signal.SIGINT)
        started.end()
        TALLY.note_sandbox(json.loads(state.read_text()))
    finally:
        started.kill()


@pytest.fixture(scope="module")
def address(sandbox: Sandbox) -> str:
    return sandbox.channel.split("The page: ")[1].split()[0]


@pytest.fixture
def workspace(browser: Browser, address: str) -> Iterator[Workspace]:
    """Open the page in a wide window, as the operator in #mesh."""
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    yield Workspace(context.new_page(), address).visit()
    context.close()


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Return the folder for screenshots."""
    folder = ROOT / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
