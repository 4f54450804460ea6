"""Ask many things at once, so many at a time, and go on without those that do not answer in time."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Self, TypeVar

T = TypeVar("T")

WITHIN_S = 18.0  # of the 20 s in which an answer is to be there
QUIET_S = 8.0  # where nothing has come for so long, nothing is waited for any more


class Gathering:
    """Threads that ask while the block lasts. Neither its end nor the process's waits for one that hangs.

    A ThreadPoolExecutor would do but for that: both its own end and the interpreter's join its threads, those that hang too.
    """

    def __init__(self, at_once: int) -> None:
        self._questions: SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = SimpleQueue()
        self._came: SimpleQueue[None] = SimpleQueue()
        self._at_once, self._missing = at_once, 0
        for _ in range(at_once):
            threading.Thread(target=self._work, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Ask nothing more."""
        with suppress(Empty):
            while True:
                self._questions.get_nowait()
        for _ in range(self._at_once):
            self._questions.put(None)

    def ask(self, question: Callable[[], T]) -> Future[T]:
        """Ask in its turn; the future holds the answer or what was raised, and is not done where nothing came in time."""
        future: Future[T] = Future()
        self._missing += 1
        self._questions.put((future, question))
        return future

    def wait(self, until: float, quiet_s: float) -> None:
        """Wait for all answers until that time (`time.monotonic()`), or until none has come for `quiet_s`."""
        while self._missing and (left_s := until - time.monotonic()) > 0:
            try:
                self._came.get(timeout=min(left_s, quiet_s))
            except Empty:
                return
            self._missing -= 1

    def _work(self) -> None:
        while (asked := self._questions.get()) is not None:
            future, question = asked
            try:
                future.set_result(question())
            except BaseException as error:  # noqa: BLE001 - whoever takes the result meets it
                future.set_exception(error)
            self._came.put(None)
