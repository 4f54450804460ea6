"""Run a recordings folder's own replay, but where it waits, move the stand-in's clock instead.

    replay_on_a_moved_clock.py FOLDER ADMIN_URL ARGUMENTS OF replay_kong.py

The replay waits for clock minutes and for writes to spread, which takes minutes; the stand-in's clock can be set.
"""

import sys
import time

import httpx


class MovedTime:
    """The part of `time` that the replay uses, on the stand-in's clock."""

    def __init__(self, admin_url: str) -> None:
        self.admin_url = admin_url
        self.ahead_s = 0.0

    def time(self) -> float:
        return time.time() + self.ahead_s

    def sleep(self, seconds: float) -> None:
        if seconds > 0:
            self.ahead_s += seconds
            httpx.patch(f"{self.admin_url}/_sandbox/settings", json={"clock_ahead_s": self.ahead_s}, trust_env=False).raise_for_status()


def main(folder: str, admin_url: str, arguments: list[str]) -> int:
    sys.path.insert(0, folder)
    import replay_kong  # type: ignore[import-not-found]  # noqa: PLC0415 - it is found in the folder that was named

    replay_kong.time = MovedTime(admin_url)
    sys.argv = ["replay_kong.py", "--admin", admin_url, *arguments]
    return int(replay_kong.main())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
