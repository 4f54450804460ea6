"""Wait until the product answers and its workers consume."""

import asyncio
import time
from collections.abc import Sequence

import aiohttp

from sandbox.launch.processes import OwnProcess, first_end, tails
from sandbox.launch.trouble import CannotStart

PROBES = ("/healthz", "/readyz")
POLL_S = 0.05
PROBE_TIMEOUT_S = 2.0


async def wait_until_ready(url: str, processes: Sequence[OwnProcess], *, timeout_s: float) -> None:
    """Return once both probes answer 200.

    Raises ProcessEnded if a process ends before, CannotStart with the last answer and the logs if it takes longer than `timeout_s`.
    """
    ready = asyncio.create_task(_probe_until(url, time.monotonic() + timeout_s))
    ended = asyncio.create_task(first_end(processes))
    try:
        done, _ = await asyncio.wait({ready, ended}, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            await task
    except CannotStart as late:
        raise CannotStart("\n".join([str(late), *tails(processes)])) from late
    finally:
        ready.cancel()
        ended.cancel()


async def _probe_until(url: str, deadline: float) -> None:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PROBE_TIMEOUT_S)) as session:
        for path in PROBES:
            while (last := await _probe(session, url + path)) != "200":
                if time.monotonic() > deadline:
                    raise CannotStart(f"The product is not ready: GET {path} answers {last}.")
                await asyncio.sleep(POLL_S)


async def _probe(session: aiohttp.ClientSession, url: str) -> str:
    try:
        async with session.get(url) as response:
            return "200" if response.status == 200 else f"{response.status} {(await response.text())[:300]}"
    except (aiohttp.ClientError, TimeoutError) as wrong:
        return f"nothing ({type(wrong).__name__})"
