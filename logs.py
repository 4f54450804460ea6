"""Logging: one JSON line per event on standard output, the durable copy of the record."""

import logging
import sys
from typing import TextIO

from pythonjsonlogger.json import JsonFormatter

QUIET = ("httpx", "httpcore", "urllib3", "slack_bolt", "slack_sdk", "rq.worker", "rq.queue", "rq.job")  # they log URLs and bodies at INFO


def with_logging(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Log as JSON lines, on standard output unless told otherwise; libraries only from warnings on, because some log whole requests."""
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(
        JsonFormatter("%(asctime)s %(levelname)s %(name)s %(message)s", rename_fields={"asctime": "time", "levelname": "level"})
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
