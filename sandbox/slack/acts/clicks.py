"""Buttons and menus in messages, forms and home tabs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.slack.acts.desktop import Desktop
from sandbox.slack.acts.inputs import chosen_value, value_key
from sandbox.slack.interactive import all_elements
from sandbox.slack.messages import Message
from sandbox.slack.outcome import TROUBLE, Delivery, delivered
from sandbox.slack.people import Person
from sandbox.slack.text import Names, plain
from sandbox.slack.view_objects import view_object
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


async def click(desktop: Desktop, person: Person, label: str, channel: str = "", *, accept: bool = True) -> Delivery:
    """Click the newest button with that label. A confirmation dialog is answered with `accept`; declined, nothing is sent.

    Raises LookupError, with the labels that are there, if there is none.
    """
    place = _find(
        desktop, person, channel, lambda p: p.element["type"] in BUTTONS and _called(desktop, p.element, label), f"button {label!r}"
    )
    return await _press(desktop, person, place, accept=accept)


async def press(desktop: Desktop, person: Person, ts: str, action_id: str, block_id: str = "", *, accept: bool = True) -> Delivery:
    """Click exactly this button of this message. Raises LookupError if the person does not see it."""

    def wanted(place: Place) -> bool:
        same = place.message is not None and place.message.ts == ts and place.element.get("action_id") == action_id
        return same and place.element["type"] in BUTTONS and block_id in {"", place.block["block_id"]}

    place = _find(desktop, person, "", wanted, f"button {action_id!r} in message {ts}")
    return await _press(desktop, person, place, accept=accept)


async def _press(desktop: Desktop, person: Person, place: Place, *, accept: bool) -> Delivery:
    element, confirm = place.element, _confirmation(place.element)
    clicked_in = place.message.as_state() if place.message is not None else None
    if confirm and not accept:
        return desktop.note(Delivery("block_actions", confirm=confirm, clicked_in=clicked_in))
    action: Json = {key: element[key] for key in ("text", "value", "style", "url") if key in element}
    result = await act(desktop, person, place, action)
    result.confirm = confirm
    return result


async def choose(desktop: Desktop, person: Person, name: str, option: object, channel: str = "") -> Delivery:
    """Choose in a menu, picker or group of checkboxes, found by its action_id or placeholder, newest first.

    Raises LookupError if there is none such, ValueError for an option it has not.
    """
    place = _find(desktop, person, channel, lambda p: p.element["type"] not in BUTTONS and name in _names(p.element), f"menu {name!r}")
    value = chosen_value(place.element, option)
    if place.view is not None:
        entry = {"type": place.element["type"], value_key(place.element): value}
        place.view.values.setdefault(place.block["block_id"], {})[place.element["action_id"]] = entry
    return await act(desktop, person, place, {value_key(place.element): value})


async def act(desktop: Desktop, person: Person, place: Place, action: Json) -> Delivery:
    """Send one block_actions payload and note what the person sees of the answer."""
    platform, element = desktop.platform, place.element
    own = {"action_id": element["action_id"], "block_id": place.block["block_id"], "type": element["type"]}
    action = {**own, **action, "action_ts": platform.messages.next_ts()}
    channel, view_id = (place.message.channel, "") if place.message else (place.view.channel, place.view.id) if place.view else ("", "")
    trigger_id = platform.triggers.give(person.id, channel, view_id)
    payload = desktop.payloads.interaction("block_actions", person) | {"trigger_id": trigger_id, "actions": [action]}
    payload |= _surroundings(desktop, person, place, action)
    clicked_in = place.message.as_state() if place.message is not None else None
    answer, second = await desktop.bring("interaction", payload)
    result = delivered("block_actions", answer, trigger_id)
    result.clicked_in = clicked_in
    result.again = delivered("block_actions", second, trigger_id) if second is not None else None
    tell_trouble(desktop, person, result)
    top = platform.views.top(person.id)
    result.view = view_object(top, platform.workspace) if top is not None else None
    return desktop.note(result)


def _surroundings(desktop: Desktop, person: Person, place: Place, action: Json) -> Json:
    """Make the part of the payload that tells where the element stands; only in a message is there a response_url."""
    if place.message is None:
        return desktop.payloads.in_view(place.view) if place.view is not None else {}
    message = place.message
    give = desktop.platform.response_urls.give
    url = give("actions", person.id, message.channel, original_ts=message.ts, thread_ts=message.thread_ts)
    chosen = {key: value for key, value in action.items() if key.startswith("selected_")}
    values = {action["block_id"]: {action["action_id"]: {"type": action["type"], **chosen}}} if chosen else {}
    return {**desktop.payloads.in_message(message), "response_url": desktop.response_url(url.path), "state": {"values": values}}


def tell_trouble(desktop: Desktop, person: Person, result: Delivery) -> None:
    """Say what Slack shows beside a button or form when the app does not take the click."""
    if not result.error:
        return
    if result.timed_out:
        result.seen = "Operation timed out. Apps need to respond within 3 seconds."
    elif result.status:
        result.seen = TROUBLE if result.status == 200 else f"This app responded with Status Code {result.status}."
    else:
        result.seen = "This app could not be reached."
    desktop.platform.feed.tell("notice", {"text": result.seen, "kind": result.kind}, user=person.id)


def _find(desktop: Desktop, person: Person, channel: str, wanted: Callable[[Place], bool], what: str) -> Place:
    seen: list[str] = []
    for place in visible_elements(desktop, person, channel):
        if wanted(place):
            return place
        seen.append(_label(desktop, place.element))
    raise LookupError(f"{person.name} sees no {what}; there are {list(dict.fromkeys(label for label in seen if label))}")


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


def _in_view(view: View, person: Person) -> list[Place]:
    return [Place(block, element, view=view) for block, element in all_elements(view.blocks) if _shown_to(element, person)]


def _shown_to(element: Json, person: Person) -> bool:
    return person.id in element.get("visible_to_user_ids", [person.id])


def _called(desktop: Desktop, element: Json, label: str) -> bool:
    return label.casefold() in {element["text"]["text"].casefold(), _label(desktop, element).casefold()}


def _label(desktop: Desktop, element: Json) -> str:
    text = element.get("text") or element.get("placeholder") or {}
    names: Names = desktop.platform.workspace
    return plain(text["text"], names) if "text" in text else str(element.get("action_id", ""))


def _names(element: Json) -> set[str]:
    placeholder = element.get("placeholder") or {}
    return {str(element.get("action_id")), str(placeholder.get("text"))}


def _confirmation(element: Json) -> Json | None:
    confirm = element.get("confirm")
    return {key: confirm[key]["text"] for key in ("title", "text", "confirm", "deny") if key in confirm} if confirm else None
