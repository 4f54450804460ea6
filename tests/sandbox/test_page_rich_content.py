"""Rich text and Markdown become HTML, and nothing that is written becomes a tag of its own."""

import pytest

from sandbox.page.markdown import markdown
from sandbox.page.rich_text import rich_text
from sandbox.slack import seeded_workspace

WORKSPACE = seeded_workspace()
EVIL = "<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# Title", "<h4>Title</h4>"),
        ("**bold** and *it* `code`", "<p><strong>bold</strong> and <em>it</em> <code>code</code></p>"),
        ("- one\n- two", '<ul class="list"><li>one</li><li>two</li></ul>'),
        ("1. one\n2. two", '<ol class="list"><li>one</li><li>two</li></ol>'),
        ("> said", "<blockquote>said</blockquote>"),
        ("```\n**a**\n```", '<pre tabindex="0">**a**</pre>'),
        ("[here](https://x.dev)", '<p><a href="https://x.dev" target="_blank" rel="noreferrer">here</a></p>'),
        ("[here](javascript:alert)", "<p>here</p>"),
        ("snake_case 2*3*4", "<p>snake_case 2*3*4</p>"),
    ],
)
def test_markdown_becomes_html(text: str, html: str) -> None:
    assert markdown(text) == html


def test_rich_text_keeps_its_styles_lists_and_mentions() -> None:
    bold = {"type": "text", "text": "bold", "style": {"bold": True}}
    section = {"type": "rich_text_section", "elements": [bold, {"type": "user", "user_id": "U0ADMIN"}]}
    several = {"type": "rich_text_list", "style": "ordered", "offset": 2, "elements": [section]}
    item = '<strong>bold</strong><span class="mention">@admin</span>'
    assert (
        rich_text({"elements": [section, several]}, WORKSPACE) == f'<p>{item}</p><ol class="list indent-0" start="3"><li>{item}</li></ol>'
    )


def test_nothing_that_is_written_becomes_a_tag() -> None:
    evil = {
        "type": "rich_text_section",
        "elements": [{"type": "text", "text": EVIL}, {"type": "link", "url": "javascript:x", "text": EVIL}],
    }
    shown = [markdown(f"{EVIL}\n`{EVIL}`\n[{EVIL}](https://x.dev/{EVIL})"), rich_text({"elements": [evil]}, WORKSPACE)]
    assert ["<script" in html for html in shown] == [False, False]
