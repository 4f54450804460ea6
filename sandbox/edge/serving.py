"""Starting the edge on a plain and a TLS port."""

from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from sandbox.edge.certificates import Certificates
from sandbox.edge.standin import EdgeStandIn
from sandbox.standin import port_of, serve


@dataclass
class RunningEdge:
    """A served edge. `ca_path`: the authority that clients of `https_port` must trust. `await close()` ends it."""

    edge: EdgeStandIn
    http_port: int
    https_port: int
    ca_path: Path
    runner: web.AppRunner

    async def close(self) -> None:
        await self.runner.cleanup()


async def start_edge(edge: EdgeStandIn, ca_path: Path, http_port: int = 0, https_port: int = 0) -> RunningEdge:
    """Serve the edge on both ports (0: any free one) and write the certificate authority to `ca_path` as PEM."""
    certificates = Certificates()
    certificates.write(ca_path)
    runner = await serve(edge.app, http_port)
    http = port_of(runner)
    await web.TCPSite(runner, "127.0.0.1", https_port, ssl_context=certificates.context()).start()
    https = next(address[1] for address in runner.addresses if address[1] != http)
    return RunningEdge(edge, http, https, ca_path, runner)
