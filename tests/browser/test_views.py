"""Every view, light and dark, wide and narrow: a picture of it for people, and axe-core's opinion of it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from playwright.sync_api import Browser, expect

from tests.browser import gallery
from tests.browser.workspace import Workspace

GRAVE = {"serious", "critical"}
TALL = 2400


@dataclass(frozen=True)
class Look:
    """How a person looks at the page."""

    scheme: Literal["light", "dark"]
    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.scheme}-{self.width}"


LOOKS = [Look("light", 1280, 860), Look("dark", 1280, 860), Look("light", 380, 780), Look("dark", 380, 780)]


@pytest.fixture(scope="module")
def furnished(browser: Browser, address: str) -> str:
    """Fill the workspace with something of everything; return the page's address."""
    context = browser.new_context()
    workspace = Workspace(context.new_page(), address).visit("outsider")
    workspace.types("/mesh add nope")
    workspace.sees("refused")
    workspace.visit().types("/mesh add web-ui")
    workspace.sees("/mesh add web-ui", "Done in")
    ts = workspace.asks_slack("chat.postMessage", channel="C0GENERAL", text="gallery", blocks=gallery.MESSAGE)["ts"]
    workspace.asks_slack("chat.postMessage", channel="C0GENERAL", text="In the thread.", thread_ts=ts)
    workspace.asks_slack("chat.postMessage", channel="C0GENERAL", text="gallery", blocks=gallery.NEWER)
    context.close()
    return address


@pytest.fixture(scope="module", params=LOOKS, ids=str)
def looking(request: pytest.FixtureRequest, browser: Browser, furnished: str) -> Iterator[tuple[Workspace, Look]]:
    look: Look = request.param
    # Without movement a picture does not depend on its moment.
    context = browser.new_context(color_scheme=look.scheme, viewport={"width": look.width, "height": look.height}, reduced_motion="reduce")
    yield Workspace(context.new_page(), furnished), look
    context.close()


def channel(workspace: Workspace) -> None:
    workspace.visit().sees("/mesh add web-ui", "Done in")


def empty_channel(workspace: Workspace) -> None:
    workspace.visit(channel="C0RANDOM")
    expect(workspace.page.get_by_text("Nothing was said here yet.")).to_be_visible()


def refusal(workspace: Workspace) -> None:
    workspace.visit("outsider").sees("refused", "Only visible to you")


def blocks(workspace: Workspace) -> None:
    size = workspace.page.viewport_size
    assert size is not None
    workspace.page.set_viewport_size({**size, "height": TALL})
    workspace.visit(channel="C0GENERAL").sees("Change a route of web-ui").get_by_text("1 reply").click()
    workspace.sees("In the thread.")


def home(workspace: Workspace) -> None:
    workspace.visit(channel="home")
    expect(workspace.page.get_by_text(re.compile(r"The latest( \d+)? runs"))).to_be_visible()


def direct_message(workspace: Workspace) -> None:
    workspace.visit(channel="@mesh")
    expect(workspace.page.get_by_role("heading", name="meshbot", exact=True)).to_be_visible()


def completion(workspace: Workspace) -> None:
    workspace.visit().box.press_sequentially("/mesh ")
    expect(workspace.page.get_by_role("option").first).to_be_visible()
    workspace.box.press("ArrowDown")


def form(workspace: Workspace) -> None:
    workspace.visit().opens_form("operator", gallery.FORM)
    workspace.form.get_by_role("button", name="Ask for it").click()
    expect(workspace.form).to_contain_text("Please complete this required field.")


def confirmation(workspace: Workspace) -> None:
    workspace.visit(channel="C0GENERAL").sees("Change a route of web-ui")
    workspace.clicks("Remove")
    expect(workspace.form).to_contain_text("Remove web-ui?")


def mesh(workspace: Workspace) -> None:
    workspace.visit()
    _turn_to(workspace, "Mesh")
    breaking = workspace.page.get_by_role("region", name="Break things")
    breaking.get_by_role("button", name="Take Slack away").click()
    expect(breaking).to_contain_text("Slack is away")


def places(workspace: Workspace) -> None:
    workspace.visit()
    _turn_to(workspace, "Places")
    expect(workspace.page.get_by_role("link", name="random")).to_be_visible()


def _turn_to(workspace: Workspace, pane: str) -> None:
    """Turn to a part of the page where the window is too narrow for all."""
    turn = workspace.page.get_by_role("button", name=pane, exact=True)
    if turn.is_visible():
        turn.click()


VIEWS: list[Callable[[Workspace], None]] = [
    channel, empty_channel, refusal, blocks, home, direct_message, completion, form, confirmation, mesh, places,
]  # fmt: skip


@pytest.fixture
def view(request: pytest.FixtureRequest, looking: tuple[Workspace, Look]) -> Iterator[str]:
    """Open one view; leave the workspace afterwards as it was."""
    workspace, look = looking
    request.param(workspace)
    yield request.param.__name__.replace("_", "-")
    if workspace.form.count():
        workspace.page.keyboard.press("Escape")
        expect(workspace.form).to_have_count(0)
    workspace.page.set_viewport_size({"width": look.width, "height": look.height})
    if request.param is mesh:
        workspace.page.get_by_role("button", name="Put everything right").click()
        expect(workspace.page.get_by_role("region", name="Break things")).not_to_contain_text("is away")


@pytest.mark.parametrize("view", VIEWS, indirect=True, ids=lambda view: view.__name__)
def test_a_view_fits_its_window_and_axe_finds_nothing_serious_in_it(looking: tuple[Workspace, Look], view: str, pictures: Path) -> None:
    workspace, look = looking
    workspace.page.screenshot(path=pictures / f"{view}-{look}.png")
    too_wide = workspace.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert (too_wide, _grave(Axe().run(workspace.page).response["violations"])) == (0, [])


def _grave(violations: list[dict[str, Any]]) -> list[str]:
    return [
        f"{found['id']} ({found['impact']}): {node['html'][:160]} … {node['failureSummary']}"
        for found in violations
        if found["impact"] in GRAVE
        for node in found["nodes"]
    ]
