"""Passing a request on to a real backend over HTTP, byte for byte as Kong would send it."""

import aiohttp
from multidict import CIMultiDict
from yarl import URL

from sandbox.kong.proxy.messages import NameNotResolved, ProxyAnswer, UpstreamRefused, UpstreamRequest, UpstreamTimedOut

AUTOMATIC = ("Accept", "Accept-Encoding", "User-Agent", "Content-Type")


class ExactRequest(aiohttp.ClientRequest):
    """A request that says nothing of a body that it does not have; nginx passes no length on that it was not given."""

    def update_transfer_encoding(self) -> None:
        super().update_transfer_encoding()
        if not self.body and self.method == "DELETE":
            self.headers.popall("Content-Length", None)


async def forward(session: aiohttp.ClientSession, request: UpstreamRequest) -> ProxyAnswer:
    """Send it and read the whole answer.

    Raises:
        NameNotResolved, UpstreamRefused, UpstreamTimedOut: it could not be sent or was not answered.

    """
    host = f"[{request.host}]" if ":" in request.host else request.host
    url = URL(f"{request.scheme}://{host}:{request.port}{request.target}", encoded=True)
    timeout = aiohttp.ClientTimeout(sock_connect=_seconds(request.connect_timeout_ms), sock_read=_seconds(request.read_timeout_ms))
    try:
        async with session.request(
            request.method,
            url,
            headers=CIMultiDict(request.headers),
            data=request.body or None,
            timeout=timeout,
            skip_auto_headers=AUTOMATIC,
            allow_redirects=False,
            ssl=False,
        ) as answer:
            headers = tuple((name.decode(), value.decode("latin1")) for name, value in answer.raw_headers)
            return ProxyAnswer(answer.status, headers, await answer.read())
    except TimeoutError as late:
        raise UpstreamTimedOut(request.host) from late
    except aiohttp.ClientConnectorDNSError as unknown:
        raise NameNotResolved(request.host) from unknown
    except aiohttp.ClientError as refused:
        raise UpstreamRefused(request.host) from refused


def _seconds(milliseconds: int) -> float | None:
    return milliseconds / 1000 or None
