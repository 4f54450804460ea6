"""What came of everything that was asked for, and the exit code that says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

GOOD = "done"
SAID = {
    "awaiting": "still awaits a decision",
    "failed": "failed",
    "unknown": "ended, and a person has to say what stands",
}


@dataclass
class Asked:
    """One thing that was typed or clicked: the runs it concerns, and why it came to nothing (`trouble`), if it did."""

    words: str
    runs: tuple[str, ...] = ()
    trouble: str = ""
    out_of_time: bool = False


def exit_code(asked: Sequence[Asked], states: Mapping[str, str]) -> int:
    """Return 0 if nothing came to nothing and every run ended done, else 1."""
    return 1 if shortcomings(asked, states) else 0


def shortcomings(asked: Sequence[Asked], states: Mapping[str, str]) -> list[str]:
    """Return a sentence for everything that did not end well, each run once, in the order in which they were asked for."""
    sentences: dict[str, None] = {}
    for one in asked:
        if one.trouble:
            sentences[f"{one.words}: {one.trouble}"] = None
        for run in one.runs:
            state = states.get(run, "not seen again")
            if state != GOOD:
                sentences[f"{run} {SAID.get(state, f'is {state}')}."] = None
    return list(sentences)
