"""Slack's mrkdwn as the page draws it."""

import pytest

from sandbox.page.mrkdwn import mrkdwn
from sandbox.slack import seeded_workspace


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold* _it_ ~gone~", "<strong>bold</strong> <em>it</em> <s>gone</s>"),
        ("one\ntwo", "one<br>two"),
        ("`web=2:basic` and *b*", "<code>web=2:basic</code> and <strong>b</strong>"),
        ("```\na *b*\n```", '<pre tabindex="0">a *b*</pre>'),
        ("&gt; said\n&gt; twice\nand on", "<blockquote>said<br>twice</blockquote>and on"),
        (":x: failed", '<span class="sign bad" role="img" aria-label="x">✖</span> failed'),
        ("<@U0ADMIN> in <#C0MESH>", '<span class="mention">@admin</span> in <span class="mention">#mesh</span>'),
        ("snake_case_name 2*3*4", "snake_case_name 2*3*4"),
        ("<https://x.dev/a_b_c|here>", '<a href="https://x.dev/a_b_c" target="_blank" rel="noreferrer">here</a>'),
    ],
)
def test_marks_links_and_mentions_become_html(text: str, html: str) -> None:
    assert mrkdwn(text, seeded_workspace()) == html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "`<script>alert(1)</script>`",
        '<https://x/"onclick="alert(1)|<b>>',
        "<javascript:alert(1)|click>",
        "*<img src=x onerror=alert(1)>*",
        "\x000\x00<script>",
    ],
)
def test_nothing_that_is_written_becomes_a_tag_of_its_own(text: str) -> None:
    shown = mrkdwn(text, seeded_workspace())
    assert not any(piece in shown for piece in ("<script", "<img", '"onclick', 'href="javascript', "<b>"))
