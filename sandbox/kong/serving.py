"""Starting the Kong stand-in on ports of its own."""

import ssl
from dataclasses import dataclass, field

from aiohttp import web

from sandbox.kong.standin import KongStandIn
from sandbox.standin import port_of, serve


@dataclass
class RunningKong:
    """A served stand-in; ports are 0 where nothing was asked for. `await close()` ends it."""

    kong: KongStandIn
    admin_port: int
    proxy_port: int
    untrusting_port: int = 0
    tls_port: int = 0
    runners: list[web.AppRunner] = field(default_factory=list)

    async def close(self) -> None:
        for runner in self.runners:
            await runner.cleanup()


async def start_kong(
    kong: KongStandIn,
    admin_port: int = 0,
    proxy_port: int = 0,
    *,
    untrusting_port: int | None = None,
    tls: ssl.SSLContext | None = None,
    tls_port: int = 0,
) -> RunningKong:
    """Serve the Admin API and a proxy port that trusts X-Forwarded-Proto, as Kong on Heroku does; 0 takes any free port.

    `untrusting_port` not None: also a proxy port that trusts nobody. `tls` given: also an https proxy port, on `tls_port`, which trusts
    nobody either.
    """
    runners = [await serve(kong.app, admin_port), await serve(kong.proxy_app(), proxy_port)]
    running = RunningKong(kong, port_of(runners[0]), port_of(runners[1]), runners=runners)
    kong.admin_port = running.admin_port
    if untrusting_port is not None:
        runners.append(await serve(kong.proxy_app(trusted=False), untrusting_port))
        running.untrusting_port = port_of(runners[-1])
    if tls is not None:
        runners.append(await serve(kong.proxy_app(scheme="https", trusted=False), tls_port, ssl_context=tls))
        running.tls_port = port_of(runners[-1])
    return running
