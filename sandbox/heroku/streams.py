"""Output streams of builds and release phases: plain text that grows, at a signed URL without other authentication.

404 until the dyno of the build has started; then the text as it appears, chunked; `Range: bytes=N-` begins at that byte. The stream ends
when the build does, a moment before or after its status says so.
"""

import asyncio
import re

from aiohttp import web

from sandbox.heroku.deploys import Log
from sandbox.heroku.world import World

BYTES = re.compile(r"^bytes=(\d+)-?\d*$")
LOOK_AGAIN_S = 0.05


def stream_url(base: str, log: Log) -> str:
    return f"{base}/streams/{log.id}?signature={log.secret}"


class Streams:
    """Serves the logs of a world."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def get(self, request: web.Request) -> web.StreamResponse:
        moment = self._world.timeline.advance()
        log = self._world.logs.get(request.match_info["log"])
        if log is None or request.query.get("signature") != log.secret or moment < log.starts_at:
            return web.Response(status=404, text="Not Found")
        asked = BYTES.match(request.headers.get("Range", ""))
        start = int(asked[1]) if asked else 0
        if moment >= log.ends_at and start > len(log.read(moment)):
            return web.Response(status=416, text="Range Not Satisfiable")
        response = web.StreamResponse(status=206 if asked else 200, headers={"Content-Type": "text/plain; charset=utf-8"})
        response.enable_chunked_encoding()
        await response.prepare(request)
        await self._pour(log, start, response)
        return response

    async def _pour(self, log: Log, sent: int, response: web.StreamResponse) -> None:
        while True:
            moment = self._world.timeline.advance()
            text = log.read(moment)
            if len(text) > sent:
                await response.write(text[sent:])
                sent = len(text)
            if moment >= log.ends_at:
                return
            await asyncio.sleep(LOOK_AGAIN_S)
