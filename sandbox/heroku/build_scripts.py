"""What a build does: the table that a test or a person fills, and the defaults where it says nothing."""

import re
from dataclasses import dataclass, field, fields


@dataclass
class BuildScript:
    """What happens to the builds it matches.

    `match` is a regular expression searched in the source's URL and in the app's name; `count` is how many builds it holds for (0: all).
    `log` replaces what the buildpacks print. `release_phase` is empty (as the settings say), succeed or fail. `crash`: the dynos of this
    slug crash when they start. `processes` are the slug's process types. `language` is what Heroku finds when no buildpacks are set;
    empty if it finds none.
    """

    match: str = ""
    fail: bool = False
    log: str = ""
    build_s: float | None = None
    release_phase: str = ""
    release_phase_s: float | None = None
    crash: bool = False
    processes: dict[str, str] = field(default_factory=lambda: {"web": "npm start"})
    language: str = "heroku/nodejs"
    count: int = 0
    used: int = 0

    def holds_for(self, url: str, app: str) -> bool:
        spent = bool(self.count) and self.used >= self.count
        return not spent and any(re.search(self.match, text) for text in (url, app))


KEYS = {f.name for f in fields(BuildScript)} - {"used"}


def script_from(given: object) -> BuildScript:
    """Read a script as `POST /_sandbox/builds` takes it. Raises ValueError with a sentence for the person who wrote it."""
    if not isinstance(given, dict):
        raise ValueError("a build script is a JSON object")  # noqa: TRY004 - the caller answers 400 to one kind of error
    unknown = given.keys() - KEYS
    if unknown:
        raise ValueError(f"unknown keys {sorted(unknown)}; known are {sorted(KEYS)}")
    script = BuildScript(**given)
    if script.release_phase not in {"", "succeed", "fail"}:
        raise ValueError(f"release_phase is 'succeed' or 'fail', not {script.release_phase!r}")
    re.compile(script.match)
    return script


def script_for(scripts: list[BuildScript], url: str, app: str) -> BuildScript:
    """Return the first script that holds for a build and count its use, or one that says nothing special."""
    script = next((s for s in scripts if s.holds_for(url, app)), BuildScript())
    script.used += 1
    return script
