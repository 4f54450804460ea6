"""views.*: open, change and publish forms and home tabs."""

import json
from typing import Any

from sandbox.slack.blockkit import view_problems
from sandbox.slack.errors import SlackError
from sandbox.slack.platform import Platform
from sandbox.slack.view_objects import view_object
from sandbox.slack.views import View
from sandbox.slack.web_api.calls import Call, Method

Json = dict[str, Any]
MAX_VIEW_BYTES = 250_000


def open_view(platform: Platform, call: Call) -> Json:
    given = _given(platform, call, "modal")
    trigger = platform.triggers.spend(call.needed("trigger_id"))
    return _shown(platform, "view_opened", platform.views.open(trigger.user, given, trigger.channel))


def push(platform: Platform, call: Call) -> Json:
    given = _given(platform, call, "modal")
    trigger = platform.triggers.spend(call.needed("trigger_id"))
    return _shown(platform, "view_pushed", platform.views.push(trigger.user, given))


def update(platform: Platform, call: Call) -> Json:
    view = platform.views.find(call.text("view_id"), call.text("external_id"))
    if view is None:
        raise SlackError("not_found")
    given = _given(platform, call, str(view.given["type"]))
    _refuse_stale(call, view)
    return _shown(platform, "view_updated", platform.views.update(view, given))


def publish(platform: Platform, call: Call) -> Json:
    user = call.needed("user_id")
    if user not in platform.workspace.people:
        raise SlackError("user_not_found")
    given = _given(platform, call, "home")
    home = platform.views.homes.get(user)
    if home is not None:
        _refuse_stale(call, home)
    return _shown(platform, "home_published", platform.views.publish(user, given))


def _given(platform: Platform, call: Call, wanted_type: str) -> Json:
    given = call.json("view", "invalid_arguments")
    # Unlike chat.*, which answers invalid_blocks, views.* calls a bad view a bad argument.
    platform.refuse_problems(call.method, view_problems(given, (wanted_type,), at="/view"), "invalid_arguments")
    if len(json.dumps(given)) > MAX_VIEW_BYTES:
        raise SlackError("view_too_large")
    view: Json = given
    return view


def _refuse_stale(call: Call, view: View) -> None:
    if call.text("hash") and call.text("hash") != view.hash:
        raise SlackError("hash_conflict")


def _shown(platform: Platform, kind: str, view: View) -> Json:
    shown = view_object(view, platform.workspace)
    platform.feed.tell(kind, shown, user=view.user)
    return {"view": shown}


METHODS = {
    "views.open": Method(open_view, tier="4"),
    "views.push": Method(push, tier="4"),
    "views.update": Method(update, tier="4"),
    "views.publish": Method(publish, tier="4"),
}
