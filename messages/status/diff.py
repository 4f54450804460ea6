"""What differs between how the last run left an app and how it is found now."""

from collections.abc import Sequence
from datetime import datetime

from mesh.status import MeshSeen, Row
from mesh.status.one_app import OneApp
from messages.blocks import Rendered, in_one_section, rendered, section, sections
from messages.plugins import beside_drift
from messages.status.drift import differences, measured_by, ways_back
from messages.status.mesh import as_of
from messages.words import code, escaped

NOT_LOOKED_AT = "Buildpacks and config are looked at with an app named, as in"
DIFFERING = {
    "formation": "how many dynos it should have",
    "buildpacks": "its buildpacks",
    "config": "its config",
    "running": "the config that runs",
    "attachments": "its add-ons",
    "kong": "its service and routes at Kong",
    "plugins": "its plugins at Kong",
}


def app_diff(found: OneApp, now: datetime) -> Rendered:
    left = found.left
    measure = measured_by(left.run if left else "", left.at if left else None, now)
    unread = [f":warning: Not read: {DIFFERING[name]}; {escaped(why)}" for name, why in found.unread.items() if name in DIFFERING]
    beside = beside_drift(found.plugins, "the app")
    if not found.drift:
        text = f"{code(found.service)} does not differ from {measure}{', as far as it was read' if unread else ''}."
        return in_one_section("\n".join([text, *beside, *unread]))
    title = f"{code(found.service)} differs from {measure}:"
    lines = [*differences(found.drift), *beside, *unread, *ways_back(found.service, found.drift)]
    return rendered(title, [section(title), *sections(lines)])


def mesh_diff(seen: MeshSeen, rows: Sequence[Row], now: datetime) -> Rendered:
    drifted = [row.seen for row in rows if row.has_drifted]
    missing = [f":warning: {escaped(each)}" for each in seen.unread]
    unread = [row.seen.service for row in rows if row.seen.unread]
    missing += [f":warning: Not fully read: {', '.join(map(code, unread))}."] if unread else []
    title = f"{len(drifted) or 'None'} of {len(rows)} apps of the mesh {escaped(seen.mesh)} drifted · {as_of(seen.at, now)}"
    lines = list[str]()
    for app in drifted:
        lines += [f"*{code(app.service)}* differs from {measured_by(app.left_by, app.left_at, now)}:", *differences(app.drift)]
    example = code(f"/mesh diff {drifted[0].service if drifted else 'APP'}")
    lines = [*missing, *lines, *beside_drift(seen.plugins, "an app"), f"{NOT_LOOKED_AT} {example}."]
    return rendered(title, [section(title), *sections(lines)])
