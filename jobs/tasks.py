"""What RQ calls, by name; everything else is handed its ports."""

import os
import secrets
import time

from jobs import draining, home, people, work
from jobs import report as reports
from jobs.announcing import announce
from jobs.bringing import bring
from jobs.stalling import end_out_of_time
from wiring import schedule, tools

LEFT_AFTER_S = 120


def work_on(run_id: str) -> None:
    """Work on one run; leave it between two steps once this has taken its time, so that the queue's other runs have theirs."""
    began = time.monotonic()

    def should_stop() -> bool:
        draining.PROGRESS.note()
        return draining.DRAINING.is_set() or time.monotonic() - began > LEFT_AFTER_S

    try:
        work.work_on(tools(), run_id, f"{os.getpid()}-{secrets.token_hex(4)}", should_stop)
    except draining.OutOfTime:
        end_out_of_time(tools(), run_id, time.monotonic() - began)


def report() -> None:
    """Show the runs whose messages are behind, and tell what everybody must know."""
    schedule().reports_woken()
    try:
        announce(tools())
    finally:  # whatever broke there must not keep the runs' messages from being shown
        reports.report(tools())


def reply(reply_id: str) -> None:
    """Bring a private answer to somebody who clicked or mentioned the bot."""
    bring(tools(), reply_id)


def show_home(user: str) -> None:
    """Publish the home tab of somebody who opened it."""
    home.publish(tools(), user)


def refresh_members() -> None:
    """Read the user groups that the rules name, so that a listener knows them without asking Slack."""
    people.refresh(tools())
