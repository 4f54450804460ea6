"""Type and click in the Slack stand-in, and show in the transcript who did."""

from dataclasses import dataclass

from sandbox.launch.following import Sent
from sandbox.launch.reading import Json
from sandbox.launch.transcript import Transcript
from sandbox.slack import Delivery, SlackStandIn
from sandbox.slack.acts.clicks import BUTTONS, act, visible_elements
from sandbox.slack.text import plain


@dataclass(frozen=True)
class SlackHands:
    """Everybody's hands: the script's and the page's. A person is named by handle or id, a channel by name or id."""

    slack: SlackStandIn
    transcript: Transcript

    def id_of(self, person: str) -> str:
        return self.slack.workspace.person(person).id

    async def say(self, person: str, channel: str, text: str) -> Sent:
        """Type a line and send it. Raises LookupError with a sentence if there is no such person or channel, or the person is not in it."""
        self.transcript.typed(self.slack.workspace.person(person).name, text)
        return _sent(await self.slack.say(person, channel, text))

    async def click(self, person: str, label: str) -> Sent:
        workspace = self.slack.workspace
        clicked_in = None
        for place in visible_elements(self.slack.desktop, workspace.person(person)):
            shown = plain(place.element["text"]["text"], workspace) if place.element["type"] in BUTTONS else ""
            if shown.casefold() == label.casefold():
                self.transcript.typed(workspace.person(person).name, f"[{shown}]")
                clicked_in = None if place.message is None else place.message.as_state()
                break
        return _sent(await self.slack.click(person, label), clicked_in)

    async def press(self, person: str, channel: str, ts: str, block_id: str, action_id: str) -> Sent:
        """Press exactly this button of this message. Raises LookupError if the person does not see it."""
        workspace = self.slack.workspace
        who, where = workspace.person(person), workspace.channel(channel)
        for place in visible_elements(self.slack.desktop, who, where.id):
            message, element = place.message, place.element
            if message is not None and (message.ts, place.block["block_id"], element["action_id"]) == (ts, block_id, action_id):
                self.transcript.typed(who.name, f"[{plain(element['text']['text'], workspace)}]")
                action: Json = {key: element[key] for key in ("text", "value", "style", "url") if key in element}
                return _sent(await act(self.slack.desktop, who, place, action), message.as_state())
        raise LookupError("This button is no longer there.")


def _sent(delivery: Delivery, clicked_in: Json | None = None) -> Sent:
    problem = f"{delivery.seen or 'Slack could not bring it to the app.'} ({delivery.error})" if delivery.error else ""
    ack = delivery.private or (delivery.message if delivery.kind == "slash_command" else None)
    return Sent(problem, ack, clicked_in, expects_answer=delivery.kind != "message")
