"""One sandbox from its start to its end."""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.breaking.breaking import Breaking
from sandbox.launch.channel import Channel, attend
from sandbox.launch.control import combined_state
from sandbox.launch.environment import product_environment
from sandbox.launch.pageport import claim_page_port
from sandbox.launch.pagesite import open_page
from sandbox.launch.processes import OwnProcess, first_end, tails
from sandbox.launch.product import BY_SOCKET, OVER_HTTP, running_product, show_logs
from sandbox.launch.readiness import wait_until_ready
from sandbox.launch.report import exit_code, shortcomings
from sandbox.launch.typist import Typist
from sandbox.launch.wishes import Wishes
from sandbox.launch.world import World, open_world
from sandbox.redis_server import running_redis


def note(sentence: str) -> None:
    """Tell the person at the terminal how things stand; stdout belongs to the channel."""
    print(sentence, file=sys.stderr, flush=True)


@dataclass
class Session:
    """Starts everything, carries out the script, and stays if it is to stay. `code` is the exit code once the script has ended."""

    wishes: Wishes
    code: int | None = None

    async def run(self, stack: AsyncExitStack) -> int:
        """Return the exit code. What is opened goes on the stack, whose owner closes it.

        Raises CannotStart if it cannot be as wished, ProcessEnded if the product does not stay up.
        """
        wishes = self.wishes
        page_socket = claim_page_port(wishes.page_port)
        stack.callback(page_socket.close)
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="meshbot-sandbox-", ignore_cleanup_errors=True)))
        redis_url = await stack.enter_async_context(running_redis(os.environ, directory))
        if os.environ.get("REDIS_URL"):
            stack.callback(note, "The Redis that REDIS_URL names keeps what the product stored there; empty it before the next sandbox.")
        world = await open_world(stack, wishes, redis_url, directory)
        channel = Channel(world.slack)
        breaking = Breaking(world)
        typist = Typist(channel, breaking, wishes.person, wishes.channel, wishes.step_timeout_s)
        channel.refuse_strangers(wishes)
        address = await open_page(stack, page_socket, world, channel, breaking)
        reading = await stack.enter_async_context(attend(channel))
        processes = await self._start_product(stack, world, directory)
        if wishes.state_file is not None:
            stack.callback(_write_state, world, wishes.state_file)
        note(f"The mesh is up. Its page: {address}")
        await _while_alive(typist.carry_out(wishes.script), reading, processes)
        for sentence in [*shortcomings(typist.asked, channel.outcomes.states), *_signs_of_trouble(typist, world, processes)]:
            note(sentence)
        self.code = exit_code(typist.asked, channel.outcomes.states)
        if not wishes.exit:
            print(f"\nThe page: {address}   (Ctrl-C ends the sandbox)", flush=True)
            await _while_alive(asyncio.Event().wait(), reading, processes)
        return self.code

    async def _start_product(self, stack: AsyncExitStack, world: World, directory: Path) -> list[OwnProcess]:
        temporary = directory / "tmp"
        temporary.mkdir()
        environment = product_environment(os.environ, world.addresses, config=self.wishes.config, temporary=temporary)
        note(f"Starting the processes of {self.wishes.procfile} …")
        types = BY_SOCKET if self.wishes.socket_mode else OVER_HTTP
        processes = await stack.enter_async_context(running_product(self.wishes.procfile, environment, directory, types))
        if self.wishes.verbose:
            stack.callback(asyncio.create_task(show_logs(processes)).cancel)
        await wait_until_ready(world.addresses.web, processes, timeout_s=self.wishes.start_timeout_s)
        return processes


def _signs_of_trouble(typist: Typist, world: World, processes: list[OwnProcess]) -> list[str]:
    """Return what may explain a bad end: messages that Slack refused, and the logs if a step never came to its end."""
    refused = [f"Slack refused ({one['where']}): {'; '.join(one['errors'])}" for one in world.slack.platform.invalid]
    return refused + (tails(processes) if any(asked.out_of_time for asked in typist.asked) else [])


def _write_state(world: World, path: Path) -> None:
    path.write_text(json.dumps(combined_state(world.stand_ins, world.addresses), indent=1), encoding="utf8")


async def _while_alive(work: Coroutine[Any, Any, object], reading: "asyncio.Task[None]", processes: list[OwnProcess]) -> None:
    """Await the work. Raises ProcessEnded if a process of the product ends before it, and whatever ends the reading of the channel."""
    working, ended = asyncio.ensure_future(work), asyncio.create_task(first_end(processes))
    try:
        done, _ = await asyncio.wait({working, ended, reading}, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            await task
    finally:
        working.cancel()
        ended.cancel()
        await asyncio.gather(working, ended, return_exceptions=True)
