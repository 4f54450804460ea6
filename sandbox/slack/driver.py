"""Do what a person does in Slack: write, click, choose, fill forms. For launchers and tests."""

from collections.abc import Mapping

from sandbox.slack.acts import clicks, commands, events, forms, places, suggestions
from sandbox.slack.acts.desktop import Desktop
from sandbox.slack.outcome import Delivery


class Driver:
    """Every person's hands. A person is named by handle or id, a channel by name or id.

    All methods raise LookupError, with a sentence that says what there is, for a person, channel, button or form that is not there.
    """

    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop

    async def say(self, person: str, channel: str, text: str, *, thread_ts: str = "") -> Delivery:
        """Type a line and send it: a slash command if it starts with /, else a message."""
        who = self._desktop.person(person)
        where = self._desktop.place(who, channel)
        if text.lstrip().startswith("/"):
            return await commands.run_command(self._desktop, who, where, text, thread_ts)
        return await events.write_message(self._desktop, who, where, text, thread_ts)

    async def click(self, person: str, label: str, channel: str | None = None, *, accept: bool = True) -> Delivery:
        """Click the newest live button of that label that the person sees; `accept=False` declines its confirmation dialog."""
        return await clicks.click(self._desktop, self._desktop.person(person), label, channel or "", accept=accept)

    async def press(self, person: str, where: str, action_id: str, block_id: str = "", *, accept: bool = True) -> Delivery:
        """Click exactly the button `action_id` of the message (its ts) or view (its id) `where`; `accept` as in `click`."""
        return await clicks.press(self._desktop, self._desktop.person(person), where, action_id, block_id, accept=accept)

    def reads(self, person: str, label: str) -> str:
        """Return how the button reads that `click` would click."""
        return places.label_of(self._desktop, places.button_called(self._desktop, self._desktop.person(person), label).element)

    def reads_at(self, person: str, where: str, action_id: str, block_id: str = "") -> str:
        """Return how the element reads that `press` or `pick` would use."""
        return places.label_of(
            self._desktop, places.element_at(self._desktop, self._desktop.person(person), where, action_id, block_id).element
        )

    async def choose(self, person: str, menu: str, option: object, channel: str | None = None) -> Delivery:
        """Choose in a menu found by action_id or placeholder; `option` is its text or value, or a list of them."""
        return await clicks.choose(self._desktop, self._desktop.person(person), menu, option, channel or "")

    async def pick(self, person: str, where: str, action_id: str, option: object, *, block_id: str = "") -> Delivery:
        """Choose in exactly the menu `action_id` of the message (its ts) or view (its id) `where`."""
        return await clicks.pick(self._desktop, self._desktop.person(person), where, action_id, option, block_id=block_id)

    async def submit(self, person: str, values: Mapping[str, object]) -> Delivery:
        """Fill the open form, by block_id, action_id or label, and submit it."""
        return await forms.submit(self._desktop, self._desktop.person(person), values)

    async def close_form(self, person: str) -> Delivery:
        """Close the open form without submitting it."""
        return await forms.close_form(self._desktop, self._desktop.person(person))

    async def suggest(self, person: str, action_id: str, typed: str) -> Delivery:
        """Type into a menu whose options the app looks up."""
        return await suggestions.suggest(self._desktop, self._desktop.person(person), action_id, typed)

    async def open_home(self, person: str) -> Delivery:
        """Open the app's home tab."""
        return await events.open_home(self._desktop, self._desktop.person(person))
