"""How values are written for people: escaped, counted in their units, shown by what may be shown."""

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit


def escaped(text: str) -> str:
    """Return text from outside so that Slack shows it and does not act on it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def code(text: str) -> str:
    return f"`{escaped(text).replace('`', 'ˋ')}`"


def quoted(text: str) -> str:
    return f"“{escaped(' '.join(text.split()))}”"


def duration(time: timedelta) -> str:
    """Write a duration as a person would say it: `0.4 s`, `12 s`, `3 min 5 s`."""
    seconds = max(time.total_seconds(), 0)
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return f"{rest} s"
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def clock(time: datetime) -> str:
    """Write a time so that each reader sees it in their own time zone."""
    return f"<!date^{int(time.timestamp())}^{{time}}|{time:%H:%M} UTC>"


def source(url: str) -> str:
    """Write a source's address without its query, which may hold a token, and short where it is GitHub's."""
    parts = urlsplit(url)
    github = re.fullmatch(r"/([^/]+/[^/]+)/archive/(?:refs/(?:heads|tags)/)?(.+)\.tar\.gz", parts.path)
    if parts.hostname == "github.com" and github:
        return f"{github[1]}@{github[2]}"
    return f"{parts.hostname}{parts.path}"


def joined(names: tuple[str, ...]) -> str:
    return " → ".join(_short(name) for name in names) or "none"


def _short(name: str) -> str:
    return name.rstrip("/").rpartition("/")[2].removeprefix("heroku-buildpack-").removesuffix(".git")
