"""Whether what the channel shows of a run is true."""

import json
import re
from collections.abc import Mapping
from typing import Any

from tests.chaos.journal import Journal
from tests.chaos.rig import Rig

HEADLINES = {"done": "*done*", "failed": "*failed*", "unknown": "*outcome unknown*"}
HOURGLASS = ":hourglass"
STANDS = re.compile(r"What stands: ([^.]*)\.")


def untruths(rig: Rig, journal: Journal, service: str) -> list[str]:
    """Return what is untrue in the messages about a run that has ended: state, text, what stands, and that there is but one message.

    A second message is right only where the answer to the first post was lost, and the first says no more than what stays true: that the
    run was asked for.
    """
    state = rig.state()
    shown, found = _shown(state, journal)
    found += [wrong for message in shown for wrong in _untrue(message, journal)]
    if journal.state == "done":
        found += _unreachable(rig, state, service)
    else:
        found += [wrong for message in shown for wrong in _wrong_standing(message, state, service)]
    return found


def message_untruths(rig: Rig, journal: Journal) -> list[str]:
    """Return what is untrue in the messages alone, for a run after which there may be no app to visit."""
    shown, found = _shown(rig.state(), journal)
    return found + [wrong for message in shown for wrong in _untrue(message, journal)]


def _shown(state: Mapping[str, Any], journal: Journal) -> tuple[list[Mapping[str, Any]], list[str]]:
    """Return the run's message, if there is one, and what is wrong with there being none or others."""
    channel = next(each for each in state["slack"]["channels"] if each["name"] == "mesh")
    about = [message for message in channel["messages"] if _run_of(message) == journal.run and not message["deleted"]]
    shown = [message for message in about if not message["thread_ts"] or message["thread_ts"] == message["ts"]]
    *earlier, last = shown or [None]
    found = [] if last else ["no message"]
    found += [f"an earlier message says: {message['text']}" for message in earlier if message and not _is_lasting(message)]
    return ([last] if last else []), found


def _run_of(message: Mapping[str, Any]) -> str:
    return str((message["metadata"].get("event_payload") or {}).get("run", ""))


def _is_lasting(message: Mapping[str, Any]) -> bool:
    said = json.dumps(message["blocks"])
    is_bare = ":white_" not in said and HOURGLASS not in said
    return bool(message["metadata"]["event_payload"]["state"] == "asked" and "*asked for*" in message["text"] and is_bare)


def _untrue(message: Mapping[str, Any], journal: Journal) -> list[str]:
    said, headline = message["metadata"]["event_payload"]["state"], HEADLINES.get(journal.state, journal.state)
    found = [] if said == journal.state else [f"metadata says {said}, the run is {journal.state}"]
    found += [] if headline in message["text"] else [f"the text does not say {headline}"]
    working = [
        line
        for block in message["blocks"]
        if block["type"] == "section"
        for line in block["text"]["text"].splitlines()
        if HOURGLASS in line
    ]
    return found + [f"done, and shown as under way: {line}" for line in working if journal.state == "done"]


def _unreachable(rig: Rig, state: Mapping[str, Any], service: str) -> list[str]:
    """Visit what is said to be done."""
    app = state["heroku"]["apps"].get(f"tinyrobot-science-mesh-{service}")
    if app is None:
        return ["said to be done, and there is no app"]
    answer = rig.visit(app["domains"][0])
    is_through_kong = answer.status_code < 500 and "kong/" in answer.headers.get("via", "")
    return [] if is_through_kong else [f"said to be done, and a visit answers {answer.status_code} via {answer.headers.get('via')}"]


def _wrong_standing(message: Mapping[str, Any], state: Mapping[str, Any], service: str) -> list[str]:
    """Compare “What stands” with the world."""
    app = state["heroku"]["apps"].get(f"tinyrobot-science-mesh-{service}")
    found = STANDS.search(message["text"])
    said = set(found[1].split(", ")) if found else set()
    kong = {kind: any(each["name"] == service for each in state["kong"][kind]) for kind in ("services", "routes")}
    facts = {
        "the app": app is not None,
        "its buildpacks": bool(app and app["buildpacks"]),
        "its database": bool(app and app["attachments"]),
        "its config": bool(app and "KONG_ORIGINS" in app["config"]),
        "the Kong service": kong["services"],
        "the Kong route": kong["routes"],
        "the build": bool(app and app["builds"]),
    }
    return [f"says that {thing} stands, which it does not" for thing in said if not facts.get(thing, True)]
