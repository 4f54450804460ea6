"""People work on the page: they type, watch, visit the app, fill forms, and are refused what is not theirs."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import gallery
from tests.browser.workspace import Workspace

APP = "tinyrobot-science-mesh-web-ui"


@pytest.fixture(scope="module")
def added(browser: Browser, address: str) -> str:
    """Have the operator add web-ui once for the tests that need it; return the app's name."""
    context = browser.new_context()
    workspace = Workspace(context.new_page(), address).visit()
    workspace.types("/mesh add web-ui")
    workspace.sees("/mesh add web-ui", "Done in")
    context.close()
    return APP


def test_the_operator_adds_an_app_and_watches_its_message_fill_until_it_is_done(workspace: Workspace) -> None:
    workspace.types("/mesh add shop")
    workspace.sees("/mesh add shop", "under way")
    expect(workspace.sees("/mesh add shop", "Done in")).to_contain_text("(edited)")


def test_the_link_in_the_message_visits_the_app_through_the_edge(workspace: Workspace, added: str) -> None:
    with workspace.page.expect_popup() as opened:
        workspace.sees("/mesh add web-ui", "Done in").get_by_role("link", name=re.compile(f"{added}-")).click()
    expect(opened.value.get_by_role("heading")).to_have_text(f"Hello from {added}")
    expect(opened.value.locator("body")).to_contain_text("through its Kong sidecar")


def test_the_mesh_shows_the_app_with_its_dynos_domains_and_route_and_visits_it_too(workspace: Workspace, added: str) -> None:
    apps = workspace.page.get_by_role("region", name="Heroku apps")
    expect(apps).to_contain_text(added)
    expect(workspace.page.get_by_role("region", name="Kong")).to_contain_text("web-ui → web-ui")
    with workspace.page.expect_popup() as opened:
        apps.get_by_role("link", name=re.compile(f"^{added}-")).click()
    expect(opened.value.get_by_role("heading")).to_have_text(f"Hello from {added}")


def test_the_outsider_is_refused_privately(workspace: Workspace) -> None:
    workspace.become("outsider").types("/mesh add crm")
    refusal = workspace.sees("/mesh add crm", "refused")
    expect(refusal).to_contain_text("Only visible to you")
    workspace.become("operator")
    workspace.does_not_see("/mesh add crm")


def test_typing_a_slash_offers_what_the_product_says_it_can_do(workspace: Workspace) -> None:
    offers = workspace.page.get_by_role("listbox", name="What can be typed")
    workspace.box.press_sequentially("/me")
    workspace.box.press("Tab")
    workspace.box.press_sequentially("ad")
    expect(offers.get_by_role("option")).to_contain_text(["add APP"])
    workspace.box.press("ArrowDown")
    workspace.box.press("Enter")
    expect(workspace.box).to_have_value("/mesh add ")
    expect(workspace.page.locator("#hint")).to_contain_text("/mesh add APP")


def test_the_line_that_was_sent_comes_back_with_the_up_arrow(workspace: Workspace) -> None:
    workspace.types("/mesh help")
    workspace.sees("I operate the mesh")
    workspace.box.press("ArrowUp")
    expect(workspace.box).to_have_value("/mesh help")


def test_a_reply_goes_into_the_thread_of_its_message(workspace: Workspace) -> None:
    workspace.visit(channel="C0RANDOM")
    workspace.types("Who knows the mesh?")
    asked = workspace.sees("Who knows the mesh?")
    asked.hover()
    asked.get_by_role("button", name="Reply in a thread").click()
    workspace.types("I do.")
    asked.get_by_text("1 reply").click()
    expect(asked.get_by_role("article")).to_contain_text("I do.")


def test_a_form_opens_over_the_page_says_what_is_wrong_beside_it_and_closes_with_escape(workspace: Workspace) -> None:
    workspace.opens_form("operator", gallery.FORM)
    expect(workspace.form.get_by_role("heading")).to_have_text("Change a route")
    workspace.form.get_by_role("button", name="Ask for it").click()
    expect(workspace.form.get_by_label("App")).to_have_attribute("aria-invalid", "true")
    expect(workspace.form).to_contain_text("Please complete this required field.")
    workspace.page.keyboard.press("Escape")
    expect(workspace.form).to_have_count(0)


def test_what_is_half_written_in_a_form_stays_when_something_happens_meanwhile(workspace: Workspace) -> None:
    workspace.opens_form("operator", gallery.FORM)
    workspace.fills(why="because of the new")
    workspace.asks_slack("chat.postMessage", channel="C0MESH", text="Something happened meanwhile.")
    workspace.sees("Something happened meanwhile.")
    expect(workspace.form.get_by_label("Why")).to_have_value("because of the new")
    workspace.form.get_by_role("button", name="Cancel").click()


def test_a_dangerous_button_asks_first(workspace: Workspace) -> None:
    workspace.asks_slack("chat.postMessage", channel="C0MESH", text="gallery", blocks=gallery.MESSAGE)
    before = len(workspace.state()["slack"]["deliveries"])
    workspace.clicks("Remove")
    expect(workspace.form).to_contain_text("Remove web-ui?")
    expect(workspace.form.locator("strong")).to_have_text("route")
    workspace.form.get_by_role("button", name="Keep").click()
    assert len(workspace.state()["slack"]["deliveries"]) == before


def test_an_edit_appears_without_asking_for_it(workspace: Workspace) -> None:
    posted = workspace.asks_slack("chat.postMessage", channel="C0MESH", text="1 of 3")
    workspace.sees("1 of 3")
    workspace.asks_slack("chat.update", channel="C0MESH", ts=posted["ts"], text="2 of 3")
    expect(workspace.sees("2 of 3")).to_contain_text("(edited)")
    workspace.does_not_see("1 of 3")


def test_the_home_tab_shows_what_the_bot_publishes_and_what_it_publishes_next(workspace: Workspace) -> None:
    workspace.visit(channel="home")
    expect(workspace.page.get_by_text(re.compile(r"The latest( \d+)? runs"))).to_be_visible()
    workspace.asks_slack("views.publish", user_id="U0OPERATOR", view=gallery.HOME)
    expect(workspace.page.get_by_role("heading", name="Your runs")).to_be_visible()


def test_a_vendor_that_is_taken_away_is_said_and_comes_back(workspace: Workspace) -> None:
    breaking = workspace.page.get_by_role("region", name="Break things")
    breaking.get_by_role("button", name="Take Heroku away").click()
    expect(breaking).to_contain_text("Heroku is away")
    breaking.get_by_role("button", name="Put everything right").click()
    expect(breaking.get_by_role("button", name="Take Heroku away")).to_be_visible()
    expect(breaking).to_contain_text("Faults that are on none", use_inner_text=False)


def test_things_are_broken_in_typed_words_too_and_wrong_words_are_answered(workspace: Workspace, added: str) -> None:
    breaking = workspace.page.get_by_role("region", name="Break things")
    breaking.get_by_label("Or in words").fill("scale web-ui web=3")
    breaking.get_by_role("button", name="Break", exact=True).click()
    expect(workspace.page.locator(f"#app-{added}")).to_contain_text("web.3")
    breaking.get_by_label("Or in words").fill("explode web-ui")
    breaking.get_by_role("button", name="Break", exact=True).click()
    expect(workspace.page.get_by_role("alert")).to_contain_text("'explode' breaks nothing.")
    workspace.errors.clear()


def test_a_dyno_can_be_crashed_and_a_route_changed_behind_the_bots_back(workspace: Workspace, added: str) -> None:
    workspace.page.get_by_role("button", name=f"Crash web.1 of {added}").click()
    expect(workspace.page.locator(f"#app-{added}")).to_contain_text("crashed")
    kong = workspace.page.get_by_role("region", name="Kong")
    route = kong.get_by_role("listitem").filter(has_text="web-ui → web-ui")
    route.get_by_text("Change it behind the bot’s back").click()
    route.get_by_label("Paths").fill("/elsewhere")
    route.get_by_role("button", name="Change", exact=True).click()
    expect(route).to_contain_text("/elsewhere")


def test_nothing_went_wrong_in_the_browser_and_slack_took_every_message(workspace: Workspace) -> None:
    workspace.types("/mesh help")
    workspace.sees("I operate the mesh")
    assert (workspace.errors, workspace.state()["slack"]["invalid"]) == ([], [])
