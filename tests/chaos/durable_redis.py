"""A Redis that keeps its data on disk, and may be stopped, killed, paused and started again."""

import secrets
import signal
import subprocess
from pathlib import Path

import redis
from redis.exceptions import RedisError

from sandbox.launch.ports import HOST, free_port
from sandbox.redis_server import redis_program
from tests.chaos.waits import until


class DurableRedis:
    """One redis-server on one port for as long as the rig lives; every write is in its append-only file before it is answered."""

    def __init__(self, directory: Path) -> None:
        self._directory, self._password, self._port = directory, secrets.token_hex(16), free_port()
        directory.mkdir(parents=True, exist_ok=True)
        self.url = f"redis://:{self._password}@{HOST}:{self._port}/0"
        self.client = redis.Redis.from_url(self.url, decode_responses=True)
        self._process = self._started()

    def _started(self) -> "subprocess.Popen[bytes]":
        settings = {"bind": HOST, "port": self._port, "requirepass": self._password, "save": '""', "appendonly": "yes"}
        lines = [f"{name} {value}" for name, value in (settings | {"appendfsync": "always", "dir": self._directory}).items()]
        with (self._directory / "redis.log").open("ab") as log:
            process = subprocess.Popen(  # noqa: S603 - the sandbox's own choice of program
                [redis_program(), "-"], stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=self._directory, start_new_session=True
            )
        assert process.stdin is not None
        process.stdin.write("\n".join(lines).encode())
        process.stdin.close()
        until(self._answers, "Redis answers", within_s=15)
        return process

    def _answers(self) -> bool:
        with redis.Redis.from_url(self.url) as client:
            try:
                return bool(client.ping())
            except RedisError:
                return False

    def restart(self, number: signal.Signals) -> None:
        """End the server by a signal, and start it again with its data."""
        self._process.send_signal(number)
        self._process.wait(20)
        self._process = self._started()

    def pause(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        self.client.close()
        self.go_on()
        self._process.terminate()
        self._process.wait(20)
