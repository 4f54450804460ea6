"""The stand-in's own doors for a test, or for a person who breaks things behind the product's back.

    GET    /_sandbox/builds                       the scripts of builds
    POST   /_sandbox/builds                       add one; the newest that matches decides (see `BuildScript`)
    DELETE /_sandbox/builds                       take all away
    POST   /_sandbox/apps                         add an app (arguments of `seed_app`)
    POST   /_sandbox/addons                       add an add-on (arguments of `seed_addon`)
    POST   /_sandbox/teams                        add a team (arguments of `seed_team`)
    POST   /_sandbox/apps/{app}/crash             {"dyno": "web.1", "again": false}; without a dyno all crash, `again`: also after restarts
    POST   /_sandbox/apps/{app}/scale             {"web": 0}: quantities by type
    POST   /_sandbox/apps/{app}/config            {"KEY": "value" or null}, as PATCH config-vars
    POST   /_sandbox/apps/{app}/sleep             {}: its Eco dynos fall asleep, until somebody visits it
    POST   /_sandbox/apps/{app}/stop              {"dyno": "web.1"}: the dyno is down
    POST   /_sandbox/apps/{app}/promote           {"addon": "postgresql-round-1"}: it becomes DATABASE, as `heroku pg:promote` does
    POST   /_sandbox/apps/{app}/rename            {"name": "news"}: the old name and the old host are gone
    POST   /_sandbox/apps/{app}/release-phase     {"seconds": 2, "succeeds": false} for every release from now on; {} for none of its own
    DELETE /_sandbox/apps/{app}                   delete it

What goes wrong is a 400 with a sentence, an app that is not there a 404.
"""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from sandbox.heroku import seed
from sandbox.heroku.apps import remove_app, rename
from sandbox.heroku.attaching import promote
from sandbox.heroku.build_scripts import script_from
from sandbox.heroku.config_vars import change_config
from sandbox.heroku.crashing import crash
from sandbox.heroku.deploys import ReleasePhase
from sandbox.heroku.errors import HerokuError
from sandbox.heroku.formation import Scaling, scale
from sandbox.heroku.people import Account
from sandbox.heroku.records import App
from sandbox.heroku.sleeping import fall_asleep, stop
from sandbox.heroku.wire import Json
from sandbox.heroku.world import World

Change = Callable[[Json, web.Request], Any]


class Control:
    """Serves those doors for one world; its changes are those of `account`."""

    def __init__(self, world: World, account: Account) -> None:
        self._world = world
        self._account = account

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/_sandbox/builds", self._get_scripts)
        for method, path, change in (
            ("POST", "/_sandbox/builds", self._add_script),
            ("DELETE", "/_sandbox/builds", self._clear_scripts),
            ("POST", "/_sandbox/apps", self._seed_app),
            ("POST", "/_sandbox/addons", self._seed_addon),
            ("POST", "/_sandbox/teams", self._seed_team),
            ("POST", "/_sandbox/apps/{app}/crash", self._crash),
            ("POST", "/_sandbox/apps/{app}/scale", self._scale),
            ("POST", "/_sandbox/apps/{app}/config", self._config),
            ("POST", "/_sandbox/apps/{app}/sleep", self._sleep),
            ("POST", "/_sandbox/apps/{app}/stop", self._stop),
            ("POST", "/_sandbox/apps/{app}/promote", self._promote),
            ("POST", "/_sandbox/apps/{app}/rename", self._rename),
            ("POST", "/_sandbox/apps/{app}/release-phase", self._release_phase),
            ("DELETE", "/_sandbox/apps/{app}", self._delete),
        ):
            router.add_route(method, path, self._safely(change))

    def _safely(self, change: Change) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            self._world.timeline.advance()
            try:
                answer = change(_object(await request.text()), request)
            except LookupError as missing:
                return web.json_response({"message": str(missing.args[0])}, status=404)
            except (ValueError, TypeError, re.error, HerokuError) as wrong:
                return web.json_response({"message": str(wrong)}, status=400)
            return web.json_response(answer if answer is not None else {})

        return handle

    def _app(self, request: web.Request) -> App:
        app = self._world.app_named(request.match_info["app"])
        if app is None:
            raise LookupError(f"there is no app {request.match_info['app']}")
        return app

    async def _get_scripts(self, _: web.Request) -> web.Response:
        return web.json_response([asdict(script) for script in self._world.scripts])

    def _add_script(self, given: Json, _: web.Request) -> Json:
        script = script_from(given)
        self._world.scripts.insert(0, script)
        return asdict(script)

    def _clear_scripts(self, _given: Json, _: web.Request) -> None:
        self._world.scripts.clear()

    def _seed_app(self, given: Json, _: web.Request) -> Json:
        app = seed.seed_app(self._world, **given)
        return {"id": app.id, "name": app.name, "web_url": f"https://{app.web_host}/"}

    def _seed_addon(self, given: Json, _: web.Request) -> Json:
        addon = seed.seed_addon(self._world, **given)
        return {"id": addon.id, "name": addon.name}

    def _seed_team(self, given: Json, _: web.Request) -> Json:
        team = seed.seed_team(self._world, **given)
        return {"id": team.id, "name": team.name}

    def _crash(self, given: Json, request: web.Request) -> None:
        crash(self._world, self._app(request), dyno=given.get("dyno", ""), again=bool(given.get("again", False)))

    def _scale(self, given: Json, request: web.Request) -> None:
        app = self._app(request)
        scale(self._world, app, [Scaling(app.formation[kind], int(number), app.formation[kind].size) for kind, number in given.items()])

    def _config(self, given: Json, request: web.Request) -> None:
        change_config(self._world, self._app(request), given, self._account)

    def _sleep(self, _given: Json, request: web.Request) -> None:
        fall_asleep(self._world, self._app(request))

    def _stop(self, given: Json, request: web.Request) -> None:
        stop(self._world, self._app(request), given.get("dyno", ""))

    def _promote(self, given: Json, request: web.Request) -> None:
        promote(self._world, self._world.addon(given.get("addon", ""), self._account), self._app(request), self._account)

    def _rename(self, given: Json, request: web.Request) -> None:
        rename(self._world, self._app(request), given.get("name", ""))

    def _release_phase(self, given: Json, request: web.Request) -> None:
        self._app(request).release_phase = ReleasePhase(**given) if given else None

    def _delete(self, _given: Json, request: web.Request) -> None:
        remove_app(self._world, self._app(request), self._account)


def _object(text: str) -> Json:
    given = json.loads(text or "{}")
    if not isinstance(given, dict):
        raise ValueError("the body is a JSON object")  # noqa: TRY004 - the door answers 400 to one kind of error
    return given
