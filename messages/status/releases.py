"""The latest releases of an app."""

from collections.abc import Sequence
from datetime import datetime

from mesh.addresses import without_secrets
from mesh.found import Release
from mesh.quoting import on_one_line
from messages.blocks import Rendered, in_one_section, rendered, section, shortened
from messages.table import Cells, aligned, in_code_blocks
from messages.words import age, code

COLUMNS = ("release", "status", "age", "rollback", "by", "what")
BY, WHAT = 24, 40


def releases_table(service: str, releases: Sequence[Release], now: datetime) -> Rendered:
    """Render releases, newest first; each says whether it runs, or may be rolled back to."""
    if not releases:
        text = f"{code(service)} has no releases yet."
        return in_one_section(text)
    current = next((f"; v{release.version} runs" for release in releases if release.current), "")
    title = f"The latest {len(releases)} releases of {code(service)}{current}." if len(releases) > 1 else f"The release of {code(service)}."
    table = in_code_blocks(aligned(COLUMNS, [_cells(release, now) for release in releases]))
    back = next((release for release in releases if release.eligible_for_rollback and not release.current), None)
    more = [section(f"{code(f'/mesh rollback {service} v{back.version}')} plans the way back to that one.")] if back else []
    return rendered(title, [section(title), *table, *more])


def _cells(release: Release, now: datetime) -> Cells:
    back = "runs now" if release.current else "possible" if release.eligible_for_rollback else "-"
    what = on_one_line(without_secrets(release.description))
    texts = (f"v{release.version}", release.status, age(release.created_at, now), back, shortened(release.user, BY), shortened(what, WHAT))
    return tuple((text,) for text in texts)
