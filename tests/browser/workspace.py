"""The page in the words of the people who use it."""

import re
from typing import Any

import httpx
from playwright.sync_api import Locator, Page, expect

from sandbox.launch.environment import BOT_TOKEN

Json = dict[str, Any]
PATIENCE_MS = 30_000


class Workspace:
    """One browser window on the sandbox's page."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.errors: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)

    def visit(self, person: str = "operator", channel: str = "C0MESH") -> "Workspace":
        """Open the page as that person in that place."""
        self.page.goto(f"{self.address}/?as={person}&channel={channel}")
        return self._at_work_as(person)

    def become(self, person: str) -> "Workspace":
        """Choose who one is, by the list of people."""
        self.page.get_by_role("list", name="You are").get_by_role("link", name=re.compile(rf"^\w?\s*{person}\b(?!\d)")).click()
        return self._at_work_as(person)

    def _at_work_as(self, person: str) -> "Workspace":
        """Wait until the page's own script listens; what is typed before goes nowhere."""
        expect(self.page.locator(f"body[data-as={person}][data-ready]")).to_be_attached()
        return self

    @property
    def box(self) -> Locator:
        return self.page.get_by_role("combobox", name=re.compile("^Message "))

    @property
    def messages(self) -> Locator:
        return self.page.get_by_role("log").get_by_role("article")

    def types(self, text: str) -> None:
        """Type a line into the message box and send it with Enter."""
        self.box.fill(text)
        self.box.press("Enter")

    def clicks(self, label: str) -> None:
        """Click the newest button of that label in the channel."""
        self.messages.get_by_role("button", name=label, exact=True).last.click()

    def message(self, *texts: str) -> Locator:
        """Return the newest message that holds all of these texts."""
        found = self.messages
        for text in texts:
            found = found.filter(has_text=text)
        return found.last

    def sees(self, *texts: str) -> Locator:
        """Wait until a message holds all of these texts; return the newest such."""
        found = self.message(*texts)
        expect(found).to_be_visible(timeout=PATIENCE_MS)
        return found

    def does_not_see(self, text: str) -> None:
        expect(self.messages.filter(has_text=text)).to_have_count(0)

    @property
    def form(self) -> Locator:
        return self.page.get_by_role("dialog")

    def fills(self, **values: str) -> None:
        """Fill inputs of the open form by their labels (`_` for a blank)."""
        for label, value in values.items():
            self.form.get_by_label(re.compile(f"^{label.replace('_', ' ')}", re.IGNORECASE)).fill(value)

    def confirms(self, label: str) -> None:
        """Answer the dialog that asks whether one is sure."""
        self.form.get_by_role("button", name=label, exact=True).click()
        expect(self.form).to_have_count(0)

    def asks_slack(self, method: str, **arguments: object) -> Json:
        """Call Slack's Web API as the product does."""
        answer: Json = httpx.post(
            f"{self._addresses['slack']}/api/{method}", json=arguments, headers={"Authorization": f"Bearer {BOT_TOKEN}"}, trust_env=False
        ).json()
        assert answer["ok"], answer
        return answer

    def opens_form(self, person: str, view: Json) -> None:
        """Open a form for a person, as the product may after anything the person did."""
        done = httpx.post(
            f"{self._addresses['slack']}/_sandbox/say", json={"as": person, "channel": "mesh", "text": "/mesh help"}, trust_env=False
        )
        self.asks_slack("views.open", trigger_id=done.json()["trigger_id"], view=view)

    def state(self) -> Json:
        state: Json = httpx.get(f"{self.address}/_sandbox/state", trust_env=False).json()
        return state

    @property
    def _addresses(self) -> dict[str, str]:
        addresses: dict[str, str] = self.state()["addresses"]
        return addresses
