"""Between aiohttp and the node: requests in, answers out, with nothing added that Kong would not send."""

from collections.abc import Iterable

from aiohttp import web

from sandbox.kong.admin.answer import Answer
from sandbox.kong.proxy.messages import HOP_BY_HOP, ProxyAnswer, ProxyRequest


def lower_names(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}


async def proxy_request(request: web.Request, *, scheme: str, trusted: bool) -> ProxyRequest:
    headers = tuple((name.decode(), value.decode("utf8", "surrogateescape")) for name, value in request.raw_headers)
    socket = request.transport.get_extra_info("sockname") if request.transport else None
    return ProxyRequest(
        request.method,
        request.raw_path,
        headers,
        await request.read(),
        scheme,
        request.remote or "127.0.0.1",
        socket[1] if socket else 0,
        trusted,
    )


def proxy_response(answer: ProxyAnswer) -> web.Response:
    response = _Exact(status=answer.status, body=answer.body)
    for name, value in answer.headers:
        # An own 426 asks for an upgrade by its Connection header; no other hop-by-hop header leaves a node.
        if name.lower() not in (HOP_BY_HOP - {"connection", "upgrade"}) | {"content-length"}:
            response.headers.add(name, value)
    return response


def admin_response(answer: Answer, server: str) -> web.Response:
    headers = {**answer.headers, "Server": answer.server or server}
    if answer.content_type:
        headers["Content-Type"] = answer.content_type
    return _Exact(status=answer.status, body=answer.body, headers=headers)


class _Exact(web.Response):
    """A response that does not invent a content type."""

    async def _prepare_headers(self) -> None:
        typed = "Content-Type" in self.headers
        await super()._prepare_headers()
        if not typed:
            self.headers.popall("Content-Type", None)
