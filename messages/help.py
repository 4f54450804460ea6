"""Help, from what the commands declare of themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

from messages.blocks import Rendered, context, rendered, section, sections
from messages.words import code, escaped


@dataclass(frozen=True)
class HelpEntry:
    """One verb for help: `parameters` are its own words, each with what it means, in the order in which they are typed."""

    name: str
    summary: str
    usage: str
    parameters: Sequence[tuple[str, str]]
    examples: Sequence[str]


def overview(entries: Sequence[HelpEntry]) -> Rendered:
    lines = [f"• {code('/mesh ' + entry.usage)} · {escaped(entry.summary)}" for entry in entries]
    more = f"{code('/mesh help VERB')} says more, as in {code('/mesh help ' + entries[0].name)}."
    title = "*I operate the mesh from Slack.* Every change is planned, shown and recorded; its message tells how it goes."
    return rendered(
        "What I do: " + ", ".join(entry.name for entry in entries), [section(title, "help:all"), *sections(lines), context(more)]
    )


def about(entry: HelpEntry) -> Rendered:
    title = f"*{code('/mesh ' + entry.usage)}* · {escaped(entry.summary)}"
    words = [f"• {code(word)} · {escaped(meaning)}" for word, meaning in entry.parameters]
    examples = ["For example:", *(code(example) for example in entry.examples)]
    text = "\n".join([title, *words])
    return rendered(f"/mesh {entry.usage}: {entry.summary}", [section(text, f"help:{entry.name}"), section("\n".join(examples))])
