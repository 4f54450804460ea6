"""The worker's wish to stop, as the job in its horse sees it."""

import threading

DRAINING = threading.Event()
