"""One message, form and home tab that hold everything of Block Kit that the page draws."""

from typing import Any

Json = dict[str, Any]


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str) -> Json:
    return {"text": words(text), "value": value}


def button(label: str, action_id: str, **more: object) -> Json:
    return {"type": "button", "action_id": action_id, "text": words(label), "value": "r-7k3f", **more}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def said(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


def text(given: str, **style: bool) -> Json:
    return {"type": "text", "text": given, **({"style": style} if style else {})}


CONFIRM: Json = {
    "title": words("Remove web-ui?"),
    "text": mrkdwn("Its *route* goes first."),
    "confirm": words("Remove"),
    "deny": words("Keep"),
}
APPS = [option("web-ui", "web-ui"), option("billing", "billing")]
CHECKS: Json = {"type": "checkboxes", "action_id": "gallery-what", "options": APPS}
MORE = [option("Show the plan", "plan"), option("Show the log", "log")]
PICTURE: Json = {"type": "image", "image_url": "https://example.com/mesh.png", "alt_text": "the mesh as a picture"}

LINK: Json = {"type": "link", "url": "https://example.com", "text": "link"}
MARKDOWN = """# Heading
Some **bold** and *italic* words, `code`, a [link](https://example.com)

- one
- two

> quoted

```
npm start
```"""

MESSAGE: list[Json] = [
    {"type": "header", "text": words("Change a route of web-ui")},
    {
        "type": "section",
        "text": mrkdwn("*Bold*, _italics_, ~gone~, `code`, <@U0ADMIN>, <#C0MESH>\n&gt; quoted\n:white_check_mark: done :x: failed"),
    },
    {
        "type": "section",
        "text": mrkdwn("A section with a menu of more actions"),
        "accessory": {"type": "overflow", "action_id": "more", "options": MORE},
    },
    {
        "type": "section",
        "fields": [mrkdwn("*App*\nweb-ui"), mrkdwn("*Tier*\nT2"), mrkdwn("*Hosts*\nwww.example.com"), mrkdwn("*Paths*\n/")],
    },
    {"type": "divider"},
    {"type": "context", "elements": [PICTURE, mrkdwn("asked by <@U0OPERATOR> · mesh main")]},
    {
        "type": "actions",
        "elements": [
            button("Approve", "gallery-approve", style="primary"),
            button("Decline", "gallery-decline"),
            button("Remove", "gallery-remove", style="danger", confirm=CONFIRM),
            {"type": "static_select", "action_id": "gallery-app", "placeholder": words("Choose an app"), "options": APPS},
            {"type": "users_select", "action_id": "gallery-who", "placeholder": words("Choose a person")},
            {"type": "datepicker", "action_id": "gallery-day", "initial_date": "2026-01-31"},
        ],
    },
    {
        "type": "section",
        "text": mrkdwn("What shall happen?"),
        "accessory": {"type": "checkboxes", "action_id": "gallery-what", "options": APPS},
    },
    rich(
        said(
            text("Rich ", bold=True),
            text("text", italic=True),
            text(" with a "),
            {"type": "link", "url": "https://example.com", "text": "link"},
        ),
        {"type": "rich_text_list", "style": "ordered", "elements": [said(text("first")), said(text("second"))]},
        {"type": "rich_text_quote", "elements": [text("quoted")]},
        {"type": "rich_text_preformatted", "elements": [text("GET /apps/web-ui\n200 OK")]},
    ),
    {"type": "markdown", "text": MARKDOWN},
    {
        "type": "table",
        "column_settings": [{"align": "left"}, {"align": "right"}],
        "rows": [
            [{"type": "raw_text", "text": "App"}, {"type": "raw_text", "text": "Dynos"}],
            [{"type": "raw_text", "text": "web-ui"}, {"type": "raw_number", "value": 2, "text": "2"}],
        ],
    },
    {"type": "image", "image_url": "https://example.com/mesh.png", "alt_text": "the mesh as a picture", "title": words("The mesh")},
]

NEWER: list[Json] = [
    {"type": "alert", "level": "warning", "text": mrkdwn("The route *moved* since the plan was made.")},
    {
        "type": "plan",
        "title": "Add web-ui",
        "tasks": [
            {"task_id": "app", "title": "create app", "status": "complete"},
            {"task_id": "build", "title": "build", "status": "in_progress", "details": rich(said(text("building since 3 s")))},
            {"task_id": "scale", "title": "scale", "status": "pending"},
        ],
    },
    {"type": "card", "title": words("web-ui"), "body": mrkdwn("1 dyno, *up*"), "actions": [button("Open", "gallery-open")]},
    {"type": "container", "title": words("Details"), "child_blocks": [{"type": "section", "text": mrkdwn("inside a container")}]},
    {
        "type": "video",
        "alt_text": "a film",
        "title": words("How a mesh works"),
        "video_url": "https://example.com/v",
        "thumbnail_url": "https://example.com/t.png",
    },
]


def field(label: str, block_id: str, element: Json, **more: object) -> Json:
    return {"type": "input", "block_id": block_id, "label": words(label), "element": {"action_id": block_id, **element}, **more}


FORM: Json = {
    "type": "modal",
    "callback_id": "gallery",
    "title": words("Change a route"),
    "submit": words("Ask for it"),
    "close": words("Cancel"),
    "blocks": [
        {"type": "section", "text": mrkdwn("The change is shown as a plan, and somebody else approves it.")},
        field("App", "app", {"type": "static_select", "placeholder": words("Choose an app"), "options": APPS}),
        field("Hosts", "hosts", {"type": "plain_text_input", "initial_value": "www.example.com"}, hint=words("One or more, lower case")),
        field("Why", "why", {"type": "plain_text_input", "multiline": True, "min_length": 5}),
        field("Methods", "methods", {"type": "checkboxes", "options": [option("GET", "GET"), option("POST", "POST")]}, optional=True),
        field("Keep the host", "keep", {"type": "radio_buttons", "options": [option("yes", "yes"), option("no", "no")]}, optional=True),
        field("From", "day", {"type": "datepicker"}, optional=True),
        field("People", "people", {"type": "multi_users_select"}, optional=True),
    ],
}
HOME: Json = {
    "type": "home",
    "blocks": [
        {"type": "header", "text": words("Your runs")},
        {"type": "section", "text": mrkdwn("*r-7k3f* · done")},
        {"type": "actions", "elements": [button("Show all", "gallery-all")]},
    ],
}
