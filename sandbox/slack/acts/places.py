"""What a person can act on: the elements of messages, forms and home tabs, and how one of them is found."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.slack.acts.desktop import Desktop
from sandbox.slack.interactive import all_elements
from sandbox.slack.messages import Message
from sandbox.slack.people import Person
from sandbox.slack.text import Names, plain
from sandbox.slack.views import View

Json = dict[str, Any]
BUTTONS = {"button", "workflow_button", "icon_button"}


@dataclass(frozen=True)
class Place:
    """An element a person can see, and the message or view it stands in."""

    block: Json
    element: Json
    message: Message | None = None
    view: View | None = None

    @property
    def is_button(self) -> bool:
        return self.element["type"] in BUTTONS

    @property
    def stands_in(self) -> str:
        """Return the `ts` of the message, or the id of the view."""
        return self.message.ts if self.message else self.view.id if self.view else ""


def button_called(desktop: Desktop, person: Person, label: str, channel: str = "") -> Place:
    """Find the newest button with that label. Raises LookupError, with the labels that are there, if there is none."""
    return _find(desktop, person, channel, lambda place: place.is_button and _is_called(desktop, place.element, label), f"button {label!r}")


def menu_called(desktop: Desktop, person: Person, name: str, channel: str = "") -> Place:
    """Find the newest menu, picker or group of checkboxes by its action_id or placeholder. Raises LookupError."""
    return _find(desktop, person, channel, lambda place: not place.is_button and name in _names(place.element), f"menu {name!r}")


def element_at(desktop: Desktop, person: Person, where: str, action_id: str, block_id: str = "") -> Place:
    """Find exactly this element of the message `where` (its ts) or of the view with that id. Raises LookupError."""

    def is_it(place: Place) -> bool:
        same = place.stands_in == where and place.element.get("action_id") == action_id
        return same and block_id in {"", place.block["block_id"]}

    return _find(desktop, person, "", is_it, f"element {action_id!r} in {where}")


def label_of(desktop: Desktop, element: Json) -> str:
    """Return how a button reads, or what a menu says before anything is chosen."""
    text = element.get("text") or element.get("placeholder") or {}
    names: Names = desktop.platform.workspace
    return plain(text["text"], names) if "text" in text else str(element.get("action_id", ""))


def visible_elements(desktop: Desktop, person: Person, channel: str = "") -> list[Place]:
    """List what a person can act on: the open form, then messages, newest first, then the home tab."""
    platform = desktop.platform
    mine = {c.id for c in platform.workspace.channels.values() if person.id in c.members}
    where = {desktop.place(person, channel).id} if channel else mine
    places = [
        Place(block, element, message=message)
        for message in platform.messages.seen_by(person.id, where)
        for block, element in all_elements(message.blocks)
        if _shown_to(element, person)
    ]
    top, home = platform.views.top(person.id), platform.views.homes.get(person.id)
    if channel:
        return places
    return [*(_in_view(top, person) if top else []), *places, *(_in_view(home, person) if home else [])]


def _find(desktop: Desktop, person: Person, channel: str, wanted: Callable[[Place], bool], what: str) -> Place:
    seen: list[str] = []
    for place in visible_elements(desktop, person, channel):
        if wanted(place):
            return place
        seen.append(label_of(desktop, place.element))
    raise LookupError(f"{person.name} sees no {what}; there are {list(dict.fromkeys(label for label in seen if label))}")


def _in_view(view: View, person: Person) -> list[Place]:
    return [Place(block, element, view=view) for block, element in all_elements(view.blocks) if _shown_to(element, person)]


def _shown_to(element: Json, person: Person) -> bool:
    return person.id in element.get("visible_to_user_ids", [person.id])


def _is_called(desktop: Desktop, element: Json, label: str) -> bool:
    return label.casefold() in {element["text"]["text"].casefold(), label_of(desktop, element).casefold()}


def _names(element: Json) -> set[str]:
    placeholder = element.get("placeholder") or {}
    return {str(element.get("action_id")), str(placeholder.get("text"))}
