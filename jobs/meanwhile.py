"""Go on showing messages while something takes its time."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from jobs.report import report
from jobs.tools import Tools
from mesh.errors import TemporaryFailure

log = logging.getLogger(__name__)

EVERY_S = 1.0


@contextmanager
def showing_messages(tools: Tools) -> Iterator[None]:
    """Show the messages that are behind while the block lasts: the worker that answers questions is the one that shows them."""
    over = threading.Event()
    thread = threading.Thread(target=_show, args=(tools, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _show(tools: Tools, over: threading.Event) -> None:
    while not over.wait(EVERY_S):
        try:
            report(tools)
        except TemporaryFailure as failure:  # Redis; what waits for the block will meet it too
            log.warning("messages were not shown meanwhile", extra={"why": str(failure)})
