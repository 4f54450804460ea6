"""Go on showing messages while something takes its time."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from jobs.announcing import announce
from jobs.report import Shown, report, show
from jobs.tools import Tools
from mesh.errors import TemporaryFailure
from mesh.run import Run

log = logging.getLogger(__name__)

EVERY_S = 1.0


@contextmanager
def showing_messages(tools: Tools, run: Run) -> Iterator[None]:
    """Show, after a second, that a question is being answered, and all that is behind: the worker that answers is the one that shows."""
    over = threading.Event()
    thread = threading.Thread(target=_show, args=(tools, run, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _show(tools: Tools, run: Run, over: threading.Event) -> None:
    is_shown = False
    while not over.wait(EVERY_S):
        try:
            is_shown = is_shown or show(tools, run) is Shown.SHOWN
            announce(tools)
            report(tools)
        except TemporaryFailure as failure:  # Redis; what waits for the block will meet it too
            log.warning("messages were not shown meanwhile", extra={"why": str(failure)})
