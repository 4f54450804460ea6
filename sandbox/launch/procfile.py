"""Read a Procfile: one `name: command` a line."""

import re
from pathlib import Path

from sandbox.launch.trouble import CannotStart

LINE = re.compile(r"(?P<name>[A-Za-z0-9_-]+):\s*(?P<command>\S.*)")


def read_procfile(path: Path) -> dict[str, str]:
    """Return the commands by process type, in the file's order; blank lines and comments are passed over.

    Raises CannotStart if there is no such file or a line is no `name: command`.
    """
    try:
        lines = path.read_text(encoding="utf8").splitlines()
    except OSError as wrong:
        raise CannotStart(f"The sandbox runs the commands of {path}, which cannot be read: {wrong.strerror}.") from wrong
    commands: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = LINE.fullmatch(line.strip())
        if found is None:
            raise CannotStart(f"{path}, line {number}: expected `name: command`, found {line.strip()!r}.")
        commands[found["name"]] = found["command"]
    return commands
