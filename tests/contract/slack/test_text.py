"""Messages read as lines of plain text."""

from typing import Any

import pytest

from sandbox.slack import block_lines, message_lines, seeded_workspace, transcript_lines, view_lines
from sandbox.slack.text import plain

NAMES = seeded_workspace()
Json = dict[str, Any]


def text(words: str, kind: str = "mrkdwn") -> Json:
    return {"type": kind, "text": words}


def button(label: str, **more: object) -> Json:
    return {"type": "button", "text": text(label, "plain_text"), **more}


def rich(*parts: Json) -> Json:
    return {"type": "rich_text", "elements": list(parts)}


def words(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("*bold*, _italic_, ~gone~ and `code_with_marks*`", "bold, italic, gone and code_with_marks*"),
        ("2 * 3 * 4 and snake_case_names and web=2", "2 * 3 * 4 and snake_case_names and web=2"),
        ("*a* and *b*", "a and b"),
        ("_*both*_", "both"),
        ("*the app `web_ui`* and `*code*`", "the app web_ui and *code*"),
        ("<@U0OPERATOR> asks <@U0APPROVER|approver> and <@UNKNOWN>", "@operator asks @approver and @UNKNOWN"),
        ("in <#C0MESH|mesh> or <#C0RANDOM>, <!subteam^S0APPROVERS> <!here>", "in #mesh or #random, @approvers @here"),
        ("<https://x.org/a|the log>", "the log (https://x.org/a)"),
        ("<https://x.org/a_b_c>", "https://x.org/a_b_c"),
        ("<http://x.org|x.org>", "x.org"),
        ("<mailto:a@x.org|a@x.org>", "a@x.org"),
        (":white_check_mark: done :x: failed :hourglass_flowing_sand: :warning: :party_parrot:", "✔ done ✖ failed … ⚠ :party_parrot:"),
        ("at 12:30:45", "at 12:30:45"),
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("&gt; quoted", "| quoted"),
        ("<!date^1700000000^{date_short} at {time}|14 Nov>", "14 Nov 2023 at 22:13 UTC"),
        ("<!date^soon^{date}|soon>", "soon"),
        ("see:\n```\nline *one*\nline two\n```", "see:\n\n    line *one*\n    line two\n"),
    ],
)
def test_mrkdwn_is_read_without_its_marks(typed: str, read: str) -> None:
    assert plain(typed, NAMES) == read


@pytest.mark.parametrize(
    ("block", "lines"),
    [
        ({"type": "header", "text": text("Add web-ui", "plain_text")}, ["Add web-ui"]),
        ({"type": "divider"}, ["─" * 40]),
        ({"type": "section", "text": text("*one*\ntwo")}, ["one", "two"]),
        ({"type": "section", "text": text("web-ui"), "accessory": button("Open")}, ["web-ui  [ Open ]"]),
        (
            {"type": "section", "fields": [text("*App*\nweb-ui"), text("*Dynos*\nweb=2:standard-1x"), text("*Release*\nv41")]},
            ["App      Dynos", "web-ui   web=2:standard-1x", "Release", "v41"],
        ),
        ({"type": "context", "elements": [text("r-7k3f"), text("by <@U0OPERATOR>")]}, ["· r-7k3f  by @operator"]),
        ({"type": "actions", "elements": [button("Approve"), button(":x: Decline")]}, ["[ Approve ]  [ ✖ Decline ]"]),
        (
            {"type": "actions", "elements": [{"type": "static_select", "placeholder": text("Size", "plain_text"), "options": []}]},
            ["[ Size ▾ ]"],
        ),
        ({"type": "image", "image_url": "https://x.org/a.png", "alt_text": "a graph"}, ["(image: a graph)"]),
        (
            {
                "type": "input",
                "label": text("Reason", "plain_text"),
                "optional": True,
                "element": {"type": "plain_text_input"},
                "hint": text("for the record", "plain_text"),
            },
            ["Reason (optional): [ … ]", "· for the record"],
        ),
        ({"type": "markdown", "text": "## Plan\n**Add** web-ui"}, ["Plan", "Add web-ui"]),
        (
            {
                "type": "table",
                "column_settings": [{}, {"align": "right"}],
                "rows": [
                    [{"type": "raw_text", "text": "app"}, {"type": "raw_text", "text": "dynos"}],
                    [rich(words({"type": "text", "text": "web-ui"})), {"type": "raw_number", "value": 12, "text": "12"}],
                ],
            },
            ["app     dynos", "web-ui     12"],
        ),
        ({"type": "alert", "level": "error", "text": text("the build failed")}, ["Error: the build failed"]),
        (
            {
                "type": "plan",
                "title": "Add web-ui",
                "tasks": [
                    {"task_id": "1", "title": "Create app", "status": "complete"},
                    {
                        "task_id": "2",
                        "title": "Build",
                        "status": "in_progress",
                        "details": rich(words({"type": "text", "text": "since 12 s"})),
                    },
                    {"task_id": "3", "title": "Scale", "status": "pending"},
                ],
            },
            ["Add web-ui", "✔ Create app", "… Build", "    since 12 s", "○ Scale"],
        ),
        (
            {"type": "card", "title": text("web-ui"), "body": text("up"), "actions": [button("Restart")]},
            ["web-ui", "up", "[ Restart ]"],
        ),
        (
            {"type": "container", "title": text("More", "plain_text"), "child_blocks": [{"type": "section", "text": text("inside")}]},
            ["More", "  inside"],
        ),
        ({"type": "video_wall"}, ["(unknown block: video_wall)"]),
    ],
)
def test_each_block_is_read_in_its_own_way(block: Json, lines: list[str]) -> None:
    assert block_lines([block], NAMES) == lines


def test_rich_text_is_read_with_its_lists_quotes_and_mentions() -> None:
    block = rich(
        words({"type": "text", "text": "For "}, {"type": "user", "user_id": "U0APPROVER"}, {"type": "emoji", "name": "eyes"}),
        {"type": "rich_text_list", "style": "bullet", "elements": [words({"type": "text", "text": "one"})]},
        {"type": "rich_text_list", "style": "ordered", "offset": 1, "indent": 1, "elements": [words({"type": "text", "text": "two"})]},
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "a\nb"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x = 1"}]},
        words({"type": "link", "url": "https://x.org", "text": "the log"}, {"type": "channel", "channel_id": "C0MESH"}),
    )
    assert block_lines([block], NAMES) == [
        "For @approver👀",
        "• one",
        "  2. two",
        "| a",
        "| b",
        "    x = 1",
        "the log (https://x.org)#mesh",
    ]


def message(**more: object) -> Json:
    return {"ts": "1.000001", "user": "U0MESHBOT", "text": "hello", **more}


def test_a_transcript_says_who_speaks_and_to_whom() -> None:
    two = [{"type": "section", "text": text("one\ntwo")}]
    assert transcript_lines(message(user="U0OPERATOR", text="/mesh status"), NAMES) == ["@operator: /mesh status"]
    assert transcript_lines(message(private_to="U0OPERATOR"), NAMES) == ["@mesh (only to @operator): hello"]
    assert transcript_lines(message(thread_ts="0.000001", blocks=two), NAMES) == ["@mesh (in thread):", "  one", "  two"]


def test_blocks_go_before_text_and_a_deleted_message_says_so() -> None:
    assert message_lines(message(blocks=[{"type": "section", "text": text("drawn")}]), NAMES) == ["drawn"]
    assert message_lines(message(attachments=[{"text": "*more*"}], files=[{"title": "build.log"}]), NAMES) == [
        "hello",
        "| more",
        "(file: build.log)",
    ]
    assert message_lines(message(deleted=True), NAMES) == ["(deleted)"]


def test_a_form_is_read_with_its_title_and_buttons() -> None:
    view = {
        "title": text("Why not?", "plain_text"),
        "submit": text("Decline", "plain_text"),
        "close": text("Back", "plain_text"),
        "blocks": [{"type": "section", "text": text("Say why.")}],
    }
    assert view_lines(view, NAMES) == ["Why not?", "Say why.", "[ Decline ]  [ Back ]"]
