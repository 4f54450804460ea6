"""Each block as lines of plain text."""

from collections.abc import Callable
from typing import Any

from sandbox.slack.reading.columns import aligned
from sandbox.slack.reading.controls import control
from sandbox.slack.reading.mrkdwn import plain
from sandbox.slack.reading.names import Names
from sandbox.slack.reading.rich_text import rich_text_lines

Json = dict[str, Any]
DIVIDER = "─" * 40
STATUS = {"pending": "○", "in_progress": "…", "complete": "✔", "error": "✖"}
ALERTS = {"info": "Note: ", "warning": "Warning: ", "error": "Error: ", "success": "Success: "}
COLUMNS_OF_FIELDS = 2


def block_lines(blocks: list[Json], names: Names) -> list[str]:
    """All blocks from top to bottom; a type this page does not know is named, never dropped."""
    return [line for block in blocks for line in _lines(block, names)]


def text_lines(text: Json | None, names: Names) -> list[str]:
    """Read the lines of a text object; none for None."""
    if not text:
        return []
    # plain_text has no marks to drop, but its emoji and escapes are read the same way.
    return plain(text["text"], names).strip("\n").split("\n")


def _lines(block: Json, names: Names) -> list[str]:
    reader = READERS.get(block["type"])
    return reader(block, names) if reader else [f"(unknown block: {block['type']})"]


def _section(block: Json, names: Names) -> list[str]:
    lines = text_lines(block.get("text"), names) + _fields(block.get("fields", []), names)
    accessory = block.get("accessory")
    if not accessory:
        return lines
    shown = control(accessory, names)
    return [f"{lines[0]}  {shown}"] if len(lines) == 1 else [*lines, shown]


def _fields(fields: list[Json], names: Names) -> list[str]:
    """Two columns, as Slack draws them; a field of several lines (label above value) keeps them under each other."""
    lines: list[str] = []
    for start in range(0, len(fields), COLUMNS_OF_FIELDS):
        pair = [text_lines(field, names) for field in fields[start : start + COLUMNS_OF_FIELDS]]
        height = max(len(cell) for cell in pair)
        lines += ["\t".join(cell[n] if n < len(cell) else "" for cell in pair) for n in range(height)]
    return aligned([line.split("\t") for line in lines])


def _context(block: Json, names: Names) -> list[str]:
    words = [control(e, names) if e["type"] == "image" else " ".join(text_lines(e, names)) for e in block["elements"]]
    return ["· " + "  ".join(words)]


def _controls(block: Json, names: Names) -> list[str]:
    return ["  ".join(control(element, names) for element in block["elements"])]


def _input(block: Json, names: Names) -> list[str]:
    optional = " (optional)" if block.get("optional") else ""
    hint = block.get("hint")
    return [f"{block['label']['text']}{optional}: {control(block['element'], names)}", *([f"· {hint['text']}"] if hint else [])]


def _markdown(block: Json, names: Names) -> list[str]:
    lines = block["text"].replace("**", "*").split("\n")
    return plain("\n".join(line.lstrip("#").strip() if line.startswith("#") else line for line in lines), names).strip("\n").split("\n")


def _table(block: Json, names: Names) -> list[str]:
    def cell(value: Json) -> str:
        return " ".join(rich_text_lines(value, names)) if value["type"] == "rich_text" else str(value["text"])

    alignments = [(settings or {}).get("align", "left") for settings in block.get("column_settings", [])]
    return aligned([[cell(value) for value in row] for row in block["rows"]], alignments)


def _plan(block: Json, names: Names) -> list[str]:
    return [block["title"], *(line for task in block.get("tasks", []) for line in _task(task, names))]


def _task(block: Json, names: Names) -> list[str]:
    more = [line for key in ("details", "output") if key in block for line in rich_text_lines(block[key], names)]
    sources = [f"{source['text']} ({source['url']})" for source in block.get("sources", [])]
    return [f"{STATUS[block['status']]} {block['title']}", *(f"    {line}" for line in [*more, *sources])]


def _card(block: Json, names: Names) -> list[str]:
    lines = [line for key in ("title", "subtitle", "body", "subtext") for line in text_lines(block.get(key), names)]
    pictures = [control(block[key], names) for key in ("hero_image",) if key in block]
    return [*pictures, *lines, *(_controls({"elements": block["actions"]}, names) if block.get("actions") else [])]


def _container(block: Json, names: Names) -> list[str]:
    title = rich_text_lines(block["rich_text_title"], names) if "rich_text_title" in block else text_lines(block.get("title"), names)
    inside = block_lines(block["child_blocks"], names)
    return [*title, *text_lines(block.get("subtitle"), names), *(f"  {line}" for line in inside)]


def _alert(block: Json, names: Names) -> list[str]:
    first, *rest = text_lines(block["text"], names)
    return [ALERTS.get(block.get("level", "default"), "") + first, *rest]


def _image(block: Json, names: Names) -> list[str]:
    return [*text_lines(block.get("title"), names), f"(image: {block['alt_text']})"]


READERS: dict[str, Callable[[Json, Names], list[str]]] = {
    "section": _section,
    "header": lambda block, names: text_lines(block["text"], names),
    "divider": lambda _block, _names: [DIVIDER],
    "context": _context,
    "actions": _controls,
    "context_actions": _controls,
    "input": _input,
    "image": _image,
    "video": lambda block, _names: [f"{block['title']['text']} ({block['video_url']})"],
    "file": lambda block, _names: [f"(file: {block['external_id']})"],
    "call": lambda block, _names: [f"(call: {block['call_id']})"],
    "markdown": _markdown,
    "rich_text": rich_text_lines,
    "table": _table,
    "alert": _alert,
    "task_card": _task,
    "plan": _plan,
    "card": _card,
    "carousel": lambda block, names: [line for card in block["elements"] for line in _card(card, names)],
    "container": _container,
}
