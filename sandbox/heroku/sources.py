"""Uploaded sources: a place to put a tarball, and a URL that a build can take it from."""

import secrets
import uuid

from aiohttp import web

from sandbox.heroku.endpoint import Answer, Call, Endpoint
from sandbox.heroku.world import World


def create_source(call: Call) -> Answer:
    """Answer two URLs that are good without a token, and so are secrets."""
    place = f"{call.base}/sources/{uuid.uuid4()}.tgz?signature=canary-{secrets.token_hex(16)}"
    return Answer({"source_blob": {"get_url": place, "put_url": place}}, 201)


class Sources:
    """Takes and gives the tarballs, as the storage behind Heroku does; no API headers, no token."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def put(self, request: web.Request) -> web.Response:
        if request.content_length is None:
            return web.Response(status=411, text="MissingContentLength")
        if "Authorization" in request.headers:
            return web.Response(status=400, text="Only one auth mechanism allowed")
        self._world.sources[request.path_qs] = await request.read()
        return web.Response()

    async def get(self, request: web.Request) -> web.Response:
        blob = self._world.sources.get(request.path_qs)
        return web.Response(status=404, text="NoSuchKey") if blob is None else web.Response(body=blob)


ENDPOINTS = [Endpoint("POST", "/sources", "source", create_source)]
