"""Buttons and menus in messages, forms and home tabs."""

from typing import Any

from sandbox.slack.acts.desktop import Desktop
from sandbox.slack.acts.inputs import chosen_value, value_key
from sandbox.slack.acts.places import Place, button_called, element_at, menu_called
from sandbox.slack.outcome import TROUBLE, Delivery, delivered
from sandbox.slack.people import Person
from sandbox.slack.view_objects import view_object

Json = dict[str, Any]


async def click(desktop: Desktop, person: Person, label: str, channel: str = "", *, accept: bool = True) -> Delivery:
    """Click the newest button with that label. A confirmation dialog is answered with `accept`; declined, nothing is sent.

    Raises LookupError, with the labels that are there, if there is none.
    """
    return await _press(desktop, person, button_called(desktop, person, label, channel), accept=accept)


async def press(desktop: Desktop, person: Person, where: str, action_id: str, block_id: str = "", *, accept: bool = True) -> Delivery:
    """Click exactly this button of the message or view `where`. Raises LookupError if the person does not see it."""
    return await _press(desktop, person, element_at(desktop, person, where, action_id, block_id), accept=accept)


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
    return await _choose(desktop, person, menu_called(desktop, person, name, channel), option)


async def pick(desktop: Desktop, person: Person, where: str, action_id: str, option: object, *, block_id: str = "") -> Delivery:
    """Choose in exactly this menu of the message or view `where`. Raises as `choose` does."""
    return await _choose(desktop, person, element_at(desktop, person, where, action_id, block_id), option)


async def _choose(desktop: Desktop, person: Person, place: Place, option: object) -> Delivery:
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


def _confirmation(element: Json) -> Json | None:
    confirm = element.get("confirm")
    return {key: confirm[key]["text"] for key in ("title", "text", "confirm", "deny") if key in confirm} if confirm else None
