"""Kong's plugins in words: those that may answer instead of an app, and the others that run for it."""

from collections.abc import Iterator, Sequence

from mesh.found import PlacedPlugin
from messages.words import code, escaped

MOST = 10
NO_BASELINE = "They were set by hand; I keep no baseline of plugins, so these are no drift."


def plugin_lines(found: Sequence[PlacedPlugin], why_unread: str = "") -> Iterator[str]:
    """Name the plugins that run for an app, those that may answer instead of it first; or why they are not known."""
    if why_unread:
        yield f":warning: Kong's plugins could not be read, so one may answer instead of the app: {escaped(why_unread)}"
    yield from answering_lines(found, "the app")
    if others := [each for each in found if not each.plugin.may_answer]:
        yield f"Other plugins: {_several(others)}."


def answering_lines(found: Sequence[PlacedPlugin], whom: str) -> Iterator[str]:
    """Name the plugins that may answer instead of `whom`, where there are any."""
    if answering := [each for each in found if each.plugin.may_answer]:
        yield f":warning: Plugins that may answer instead of {whom}: {_several(answering)}."


def beside_drift(found: Sequence[PlacedPlugin], whom: str) -> list[str]:
    """Name the same beside what differs, and say why they are none of it."""
    return [f"{line} {NO_BASELINE}" for line in answering_lines(found, whom)]


def _several(plugins: Sequence[PlacedPlugin]) -> str:
    more = f" and {len(plugins) - MOST} more" if len(plugins) > MOST else ""
    return ", ".join(map(_one, plugins[:MOST])) + more


def _one(each: PlacedPlugin) -> str:
    where = code(each.at) if each.at else "every route"
    return f"{code(each.plugin.name)} of {where}{'' if each.plugin.is_enabled else ' (disabled)'}"
