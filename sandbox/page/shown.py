"""What the page shows: the workspace as one person sees it, and the mesh as it is."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.launch.world import World
from sandbox.slack import Channel, Person, SlackStandIn

Json = dict[str, Any]
LATEST_REQUESTS = 20
KEPT_RELEASES = 3


@dataclass(frozen=True)
class Talk:
    """A message and the replies in its thread, oldest first."""

    message: Json
    replies: Sequence[Json]


def channels_of(slack: SlackStandIn, person: Person) -> list[Channel]:
    """Return the channels the person is in, direct messages last."""
    mine = [channel for channel in slack.workspace.channels.values() if person.id in channel.members]
    return sorted(mine, key=lambda channel: channel.is_im)


def talks(slack: SlackStandIn, person: Person, channel: Channel) -> list[Talk]:
    """Return what the person sees in the channel, oldest first."""
    seen = [message.as_state() for message in slack.platform.messages.seen_by(person.id, {channel.id})][::-1]
    first = [message for message in seen if message["thread_ts"] in {"", message["ts"]}]
    known = {message["ts"] for message in first}
    replies = [message for message in seen if message["thread_ts"] not in {"", message["ts"]}]
    orphans = [reply for reply in replies if reply["thread_ts"] not in known]
    return [Talk(m, [r for r in replies if r["thread_ts"] == m["ts"]]) for m in (*first, *orphans)]


def mesh(world: World) -> Json:
    """Return the apps, Kong's services and routes, and the latest requests, newest first; no secrets (no config vars)."""
    apps = world.heroku.state()["apps"]
    kong = world.kong.state()
    services = {service["id"]: service.get("name") or service["id"] for service in kong.get("services", [])}
    return {
        "apps": [_app(name, app) for name, app in apps.items()],
        "kong_version": kong["version"],
        "services": kong.get("services", []),
        "routes": [route | {"service_name": services.get((route.get("service") or {}).get("id"), "")} for route in kong.get("routes", [])],
        "requests": _latest_requests(world),
    }


def _app(name: str, app: Json) -> Json:
    state = "maintenance" if app["maintenance"] else _dynos_in_words(app["dynos"])
    return {
        "name": name,
        "state": state,
        "web_url": app["web_url"],
        "dynos": [f"{dyno['name']} {dyno['state']} (v{dyno['release']}, {dyno['size']})" for dyno in app["dynos"]],
        "releases": [f"v{r['version']} {r['status']}: {r['description']}" for r in app["releases"]][-KEPT_RELEASES:][::-1],
        "builds": [build["status"] for build in app["builds"]][-1:],
        "domains": app["domains"],
    }


def _dynos_in_words(dynos: Sequence[Json]) -> str:
    states = {dyno["state"] for dyno in dynos}
    return next((state for state in ("crashed", "starting", "down") if state in states), "up") if dynos else "no dynos"


def _latest_requests(world: World) -> list[Json]:
    latest: list[Json] = [
        {"at": line.at, "to": name, "method": line.method, "path": line.path, "status": line.status, "fault": line.fault}
        for name, stand_in in world.stand_ins.items()
        for line in list(stand_in.requests)[-LATEST_REQUESTS:]
    ]
    return sorted(latest, key=lambda line: line["at"], reverse=True)[:LATEST_REQUESTS]


def clock(at: object) -> str:
    """Return the time of day of a moment: seconds since the epoch, or a message's `ts`."""
    return time.strftime("%H:%M:%S", time.localtime(float(str(at))))
