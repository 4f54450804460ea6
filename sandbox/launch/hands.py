"""Type and click in the Slack stand-in, and show in the transcript who did."""

from dataclasses import dataclass

from sandbox.launch.following import Sent
from sandbox.launch.transcript import Transcript
from sandbox.slack import Delivery, SlackStandIn


@dataclass(frozen=True)
class SlackHands:
    """Everybody's hands: the script's and the page's. A person is named by handle or id, a channel by name or id."""

    slack: SlackStandIn
    transcript: Transcript

    def id_of(self, person: str) -> str:
        return self.slack.workspace.person(person).id

    async def say(self, person: str, channel: str, text: str, *, thread_ts: str = "") -> Sent:
        """Type a line and send it. Raises LookupError with a sentence if there is no such person or channel, or the person is not in it."""
        self.transcript.typed(self.slack.workspace.person(person).name, text)
        return _sent(await self.slack.say(person, channel, text, thread_ts=thread_ts))

    async def click(self, person: str, label: str) -> Sent:
        # Looked up first, so that the transcript shows the click before what comes of it, and nothing where there is no such button.
        self._show(person, self.slack.reads(person, label))
        return _sent(await self.slack.click(person, label))

    async def press(self, person: str, where: str, action_id: str, block_id: str = "") -> Sent:
        """Press exactly this button of this message or view. Raises LookupError if the person does not see it."""
        self._show(person, self.slack.reads_at(person, where, action_id, block_id))
        return _sent(await self.slack.press(person, where, action_id, block_id))

    async def pick(self, person: str, where: str, action_id: str, option: object, *, block_id: str = "") -> Sent:
        """Choose in exactly this menu. Raises LookupError if the person does not see it, ValueError for an option it has not."""
        self._show(person, f"{self.slack.reads_at(person, where, action_id, block_id)}: {option}")
        return _sent(await self.slack.pick(person, where, action_id, option, block_id=block_id))

    def _show(self, person: str, label: str) -> None:
        self.transcript.typed(self.slack.workspace.person(person).name, f"[{label}]")


def _sent(delivery: Delivery) -> Sent:
    problem = f"{delivery.seen or 'Slack could not bring it to the app.'} ({delivery.error})" if delivery.error else ""
    ack = delivery.private or (delivery.message if delivery.kind == "slash_command" else None)
    return Sent(problem, ack, delivery.clicked_in, expects_answer=delivery.kind != "message")
