"""A change of routes from the form to the visitor: asked for, refused to who may not decide, approved by who may, and answering."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.workspace import Workspace

APP = "tinyrobot-science-mesh-web-ui"
ASKED = "/mesh route add web-ui cart"


@pytest.fixture(scope="module")
def desk(browser: Browser, address: str) -> Iterator[Workspace]:
    """One window for the whole story; each test goes on where the one before it ended."""
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    yield Workspace(context.new_page(), address).visit()
    context.close()


def kong(desk: Workspace) -> Locator:
    return desk.page.get_by_role("region", name="Kong")


def seen_through_the_edge(desk: Workspace, link: Locator) -> Locator:
    """Open a link to the app and return what its page says."""
    with desk.page.expect_popup() as opened:
        link.click()
    return opened.value.get_by_text("You asked")


def seen_at_the_cart(desk: Workspace) -> Locator:
    """Visit /cart of the app through the edge and return what its page says."""
    visitor = desk.page.context.new_page()
    link = kong(desk).get_by_role("listitem").filter(has_text="web-ui → web-ui").get_by_role("link", name="Visit /", exact=True)
    visitor.goto(f"{link.get_attribute('href')}cart")
    return visitor.get_by_text("You asked")


def test_the_operator_adds_the_app_watches_it_and_opens_it(desk: Workspace) -> None:
    desk.types("/mesh add web-ui")
    desk.sees("/mesh add web-ui", "under way", "build")
    done = desk.sees("/mesh add web-ui", "Done in")
    said = seen_through_the_edge(desk, done.get_by_role("link", name=re.compile(f"{APP}-")))
    expect(said).to_contain_text("for /; release v5 answered through its Kong sidecar")


def test_what_is_wrong_in_the_form_is_said_at_its_field(desk: Workspace) -> None:
    desk.types("/mesh route add web-ui")
    expect(desk.form.get_by_role("heading")).to_have_text("New route")
    desk.fills(name="cart", paths="cart", why="the new cart")
    desk.form.get_by_role("button", name="Plan it").click()
    paths = desk.form.get_by_label(re.compile("^Paths"))
    expect(paths).to_have_attribute("aria-invalid", "true")
    expect(paths).to_be_focused()
    expect(desk.form.locator(f"#{paths.get_attribute('id')}-wrong")).to_contain_text("cart")
    expect(desk.form.get_by_label(re.compile("^Name"))).not_to_have_attribute("aria-invalid", "true")


def test_the_mended_form_becomes_a_plan_that_waits(desk: Workspace) -> None:
    desk.fills(paths="/cart")
    desk.form.get_by_role("button", name="Plan it").click()
    expect(desk.form).to_have_count(0)
    waiting = desk.sees(ASKED, "waits for approval")
    expect(waiting).to_contain_text("Needs approval by @approvers, not @operator")
    expect(kong(desk)).not_to_contain_text("web-ui-cart")
    expect(seen_at_the_cart(desk)).to_contain_text("for /cart; release v5")


def test_the_outsider_who_approves_is_told_who_may(desk: Workspace) -> None:
    desk.become("outsider").clicks("Approve")
    desk.confirms("Approve")
    refusal = desk.sees("Only visible to you", "may")
    expect(refusal).to_contain_text("@approvers")
    expect(desk.message(ASKED, "waits for approval")).to_be_visible()


def test_the_operator_may_not_approve_what_they_asked_for(desk: Workspace) -> None:
    desk.become("operator").clicks("Approve")
    desk.confirms("Approve")
    desk.sees("Only visible to you", "somebody else must approve it")


def test_an_approver_is_asked_once_more_and_may_think_better_of_it(desk: Workspace) -> None:
    desk.become("approver").clicks("Approve")
    expect(desk.form).to_contain_text("Approve")
    desk.confirms("Not now")
    expect(desk.message(ASKED, "waits for approval")).to_be_visible()


def test_the_approver_approves_it_and_everybody_sees_it_done(desk: Workspace) -> None:
    desk.clicks("Approve")
    desk.confirms("Approve")
    desk.sees("Only visible to you", "Approved")
    expect(desk.sees(ASKED, "Done in")).to_contain_text("approved by @approver")
    desk.become("outsider").sees(ASKED, "Done in")


def test_the_new_route_answers_visitors_through_the_edge(desk: Workspace) -> None:
    route = kong(desk).get_by_role("listitem").filter(has_text="web-ui-cart → web-ui")
    # The new route strips its path, so the app sees its root where it saw /cart before.
    said = seen_through_the_edge(desk, route.get_by_role("link", name="Visit /cart"))
    expect(said).to_contain_text("for /; release v5 answered through its Kong sidecar")


def test_nothing_went_wrong_in_the_browser(desk: Workspace) -> None:
    assert (desk.errors, desk.state()["slack"]["invalid"]) == ([], [])
