"""An answer as it is kept with its run, so that it is shown again as it was."""

import json

from mesh.run import Answer
from messages.blocks import Rendered


def names_people(answer: Answer) -> bool:
    """Say whether an answer names somebody, whom Slack notifies of a new message and not of an edit."""
    return "<@" in answer.blocks


def answer_of(message: Rendered, *, file: str = "", retry: str = "", commands: tuple[str, ...] = ()) -> Answer:
    return Answer(message.text, json.dumps(message.blocks), file, retry, commands)
