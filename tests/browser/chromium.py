"""Debian's Chromium, which the browser tests drive; `python -m tests.browser.chromium` installs it where it is missing.

Playwright's own download of a browser is not used: it needs a host of its own, and the distribution's package is kept secure by others.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "The browser tests need Chromium, which is not installed: run `make browser`, or as root `apt-get install -y chromium`."
# Debian's start script asks the network for nothing then; the sandboxes of a container know no user namespaces.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str:
    """Return the program. Raises FileNotFoundError with a sentence that says how to install it."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise FileNotFoundError(MISSING)
    return found


def main() -> int:
    """Install Chromium with apt where we may, else say who must."""
    try:
        print(f"Chromium is installed: {chromium()}")  # noqa: T201 - a command for people
    except FileNotFoundError as missing:
        if os.geteuid() != 0 or shutil.which("apt-get") is None:
            print(missing, file=sys.stderr)  # noqa: T201 - as above
            return 1
    else:
        return 0
    for command in (["apt-get", "update", "--quiet"], ["apt-get", "install", "--yes", "--quiet", "chromium"]):
        subprocess.run(command, check=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})  # noqa: S603 - two fixed commands
    return 0


if __name__ == "__main__":
    sys.exit(main())
