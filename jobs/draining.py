"""What a worker wants of the job in its horse: that it stops, or that it shows now and then that it gets on."""

import mmap
import struct
import threading
import time

DRAINING = threading.Event()


class Interrupted(BaseException):
    """The job must end now. It is no Exception, so that no edge of a job takes it for an error of ours."""


class OutOfTime(Interrupted):
    """The job has had all the time that a job of its queue has."""


class Progress:
    """When the job last got on, in memory that a worker shares with the horses that it forks."""

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, struct.calcsize("d"))

    def note(self) -> None:
        self._shared[:] = struct.pack("d", time.monotonic())

    def idle_s(self) -> float:
        """Return for how many seconds nothing was noted."""
        return time.monotonic() - float(struct.unpack("d", self._shared[:])[0])


PROGRESS = Progress()
