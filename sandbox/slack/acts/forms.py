"""Modals: fill and submit, or close."""

from collections.abc import Mapping
from typing import Any

from sandbox.slack.acts.clicks import tell_trouble
from sandbox.slack.acts.desktop import Desktop
from sandbox.slack.acts.filling import complaints, fill, input_blocks
from sandbox.slack.acts.form_acks import obey
from sandbox.slack.acts.inputs import value_key
from sandbox.slack.outcome import Delivery, delivered
from sandbox.slack.people import Person
from sandbox.slack.view_objects import view_object
from sandbox.slack.views import View

Json = dict[str, Any]


async def submit(desktop: Desktop, person: Person, values: Mapping[str, object]) -> Delivery:
    """Fill the open form and submit it. A value is named by its block_id, action_id or label.

    Slack's client refuses on its own what a required field lacks; then nothing is sent and `errors` says why. Raises LookupError if no
    form is open or a name is unknown, ValueError for an option that is not there.
    """
    view = _top(desktop, person)
    fill(view, values)
    errors = complaints(view)
    if errors:
        return desktop.note(Delivery("view_submission", errors=errors, view=view_object(view, desktop.platform.workspace)))
    trigger_id = desktop.platform.triggers.give(person.id, view.channel, view.id)
    payload = desktop.payloads.interaction("view_submission", person)
    payload |= {"trigger_id": trigger_id, "view": view_object(view, desktop.platform.workspace), "response_urls": _urls(desktop, view)}
    answer, second = await desktop.bring("interaction", payload)
    result = delivered("view_submission", answer, trigger_id)
    result.again = delivered("view_submission", second, trigger_id) if second is not None else None
    if not result.error:
        obey(desktop, view, answer, result)
    tell_trouble(desktop, person, result)
    top = desktop.platform.views.top(person.id)
    result.view = view_object(top, desktop.platform.workspace) if top is not None else None
    return desktop.note(result)


async def close_form(desktop: Desktop, person: Person) -> Delivery:
    """Close the open form; the app hears of it only with notify_on_close."""
    view, views = _top(desktop, person), desktop.platform.views
    cleared = bool(view.given.get("clear_on_close"))
    shown = view_object(view, desktop.platform.workspace)
    if cleared:
        views.clear(person.id)
    else:
        views.close(view)
    desktop.platform.feed.tell("view_closed", shown, user=person.id)
    if not view.given.get("notify_on_close"):
        return desktop.note(Delivery("view_closed"))
    payload = desktop.payloads.interaction("view_closed", person) | {"view": shown, "is_cleared": cleared}
    answer, _ = await desktop.bring("interaction", payload)
    return desktop.note(delivered("view_closed", answer))


def _top(desktop: Desktop, person: Person) -> View:
    view = desktop.platform.views.top(person.id)
    if view is None:
        raise LookupError(f"{person.name} has no form open")
    return view


def _urls(desktop: Desktop, view: View) -> list[Json]:
    """Give a response_url for each menu of conversations that asks for one."""
    urls: list[Json] = []
    for block in input_blocks(view):
        element = block["element"]
        chosen = view.values[block["block_id"]][element["action_id"]].get(value_key(element))
        if element.get("response_url_enabled") and isinstance(chosen, str):
            url = desktop.platform.response_urls.give("actions", view.user, chosen)
            place = {"block_id": block["block_id"], "action_id": element["action_id"], "channel_id": chosen}
            urls.append({**place, "response_url": desktop.response_url(url.path)})
    return urls
