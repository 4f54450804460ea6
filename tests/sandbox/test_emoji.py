"""The page and the terminal show a sign for each emoji that the product writes, never its name."""

import re
from pathlib import Path

import pytest

from sandbox.slack.reading.emoji import with_emoji

ROOT = Path(__file__).parents[2]
WRITTEN = sorted(
    {
        code
        for package in ("messages", "bot", "jobs")
        for path in (ROOT / package).rglob("*.py")
        for code in re.findall(r":[a-z][a-z_]*[a-z]:", path.read_text("utf8"))
    }
)


def test_the_product_writes_some() -> None:
    assert ":warning:" in WRITTEN


@pytest.mark.parametrize("code", WRITTEN)
def test_each_is_shown_as_a_sign(code: str) -> None:
    assert with_emoji(code) != code
