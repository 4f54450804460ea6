"""No answer advises a command that the parser refuses: each `/mesh …` that is written out in the product's own texts is held to it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.commands import VERBS
from bot.understanding import understood
from bot.words import normalised
from tests.examples import CHANNEL, a_mesh

ROOT = Path(__file__).parents[2]
FOLDERS = ("bot", "jobs", "mesh", "messages", "clients")
ADVICE = re.compile(r"(?<!\")/mesh ([^`“”\n]+)")
OPENS_A_FORM = "route add APP"
NAMES = {verb.name for verb in VERBS}
FILLED = {  # what stands in braces, by what its expression ends in, and the capitals that help uses
    "service": "web-ui",
    "app": "acme-billing",
    "name": a_mesh().app_of("web-ui") or "",
    "named": "acme-billing",
    "other": "billing",
    "first": "ui.example.com",
    "id": "r-7k3fx",
    "run_id": "r-7k3fx",
    "digest": "0123456789ab",
    "version": "7",
    "host": "ui.example.com",
    "RUN": "r-7k3fx",
    "APP": "web-ui",
    "NAME": "acme-billing",
    "VERB": "add",
    "COMMAND": "add web-ui",
}


def texts(tree: ast.AST) -> Iterator[str]:
    """Yield the literal texts and f-strings of a file, these with their expressions in braces."""
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                f"{{{ast.unparse(part.value)}}}" if isinstance(part, ast.FormattedValue) else str(getattr(part, "value", ""))
                for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inner:
            yield node.value


def advised() -> list[str]:
    """Return each command that is written out whole; one of which a placeholder is the verb itself is another test's."""
    files = [file for folder in FOLDERS for file in sorted((ROOT / folder).rglob("*.py"))]
    whole = [text for file in files for text in texts(ast.parse(file.read_text())) if "`/mesh " in text]
    found = {words.strip() for text in whole for words in ADVICE.findall(text)} - {OPENS_A_FORM}
    return sorted(words for words in found if words[0].isalpha() and "…" not in words)


def filled(words: str) -> str:
    """Fill the placeholders; the bare name of a verb, as in “`/mesh lock` is done at once”, stands for its help."""
    if words in NAMES:
        return f"help {words}"
    with_values = re.sub(
        r"\{([^}]*)\}", lambda found: "add" if found[1] == "verb.name" else FILLED.get(re.split(r"[._\s]", found[1])[-1], "add"), words
    )
    return re.sub(r"\b[A-Z]{3,}\b(?!=)", lambda found: FILLED.get(found[0], found[0]), with_values)


@pytest.mark.parametrize("words", advised())
def test_a_command_that_a_text_advises_is_understood(words: str) -> None:
    assert understood(normalised(filled(words)), CHANNEL, {"main": a_mesh()}) is not None


def test_the_advice_of_the_product_is_found() -> None:
    assert {"status", "attach {service} --app {named}", "remove {service} --purge --confirm {name}"} <= set(advised())
