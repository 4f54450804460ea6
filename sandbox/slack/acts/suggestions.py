"""Menus whose options the app looks up while a person types."""

from sandbox.slack.acts.desktop import Desktop
from sandbox.slack.acts.form_acks import parsed
from sandbox.slack.acts.places import visible_elements
from sandbox.slack.blockkit import option_problems
from sandbox.slack.outcome import Delivery, delivered
from sandbox.slack.people import Person


async def suggest(desktop: Desktop, person: Person, action_id: str, typed: str) -> Delivery:
    """Type into a menu whose options the app looks up. Raises LookupError if the person sees no such menu."""
    place = next((p for p in visible_elements(desktop, person) if p.element.get("action_id") == action_id), None)
    if place is None:
        raise LookupError(f"{person.name} sees no menu with action_id {action_id!r}")
    payload = desktop.payloads.interaction("block_suggestion", person)
    payload |= {"action_id": action_id, "block_id": place.block["block_id"], "value": typed}
    if place.message is not None:
        payload |= desktop.payloads.in_message(place.message)
    elif place.view is not None:
        payload |= desktop.payloads.in_view(place.view)
    answer, _ = await desktop.bring("interaction", payload)
    result = delivered("block_suggestion", answer)
    given = parsed(answer.body)
    if not result.error and option_problems(given):
        result.error = "invalid_options"
    elif not result.error:
        result.options = [*given.get("options", []), *(o for g in given.get("option_groups", []) for o in g["options"])]
    return desktop.note(result)
