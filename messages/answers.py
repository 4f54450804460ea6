"""Private answers to a command: it is on its way, it is refused, it was not understood, something is in the way."""

from mesh.run import Run
from messages.blocks import Rendered, rendered, section
from messages.words import code


def accepted(run_id: str, words: str, *, consumed: bool) -> Rendered:
    later = "" if consumed else "\n:warning: No worker is running at the moment; it begins when one does."
    text = f"{code('/mesh ' + words)} is on its way as {code(run_id)}; its message in this channel tells how it goes.{later}"
    return rendered(text, [section(text, f"run:{run_id}")])


def already(run_id: str) -> Rendered:
    """Answer a delivery that came again."""
    text = f"That is on its way already as {code(run_id)}."
    return rendered(text, [section(text, f"run:{run_id}")])


def refused(run: Run) -> Rendered:
    text = f":no_entry: {code('/mesh ' + run.asking.words)} was refused ({code(run.id)}): {run.why} {run.advice}".rstrip()
    return rendered(text, [section(text, f"refused:{run.id}")])


def not_understood(sentence: str) -> Rendered:
    return rendered(sentence, [section(sentence, "invalid:words")])


def nothing_started(words: str) -> Rendered:
    text = f":warning: Nothing was started: my store does not answer. Type {code('/mesh ' + words)} again in a minute."
    return rendered(text, [section(text, "trouble:store")])


def unknown_whether_started(run_id: str, words: str) -> Rendered:
    text = (
        f":warning: I do not know whether {code('/mesh ' + words)} was started as {code(run_id)}: my store did not answer in time. "
        "If its message does not appear in this channel within a minute, type it again; what stands is never done twice."
    )
    return rendered(text, [section(text, f"trouble:{run_id}")])


def broken() -> Rendered:
    text = ":warning: meshbot itself made an error; nothing was started. Its log has the details."
    return rendered(text, [section(text, "trouble:broken")])
