"""An answer as it is kept with its run, so that it is shown again as it was."""

import json

from mesh.run import Answer
from messages.blocks import NO_ROOM, Block, Rendered, context, pages_of

IN_THREAD = context("… The rest follows in the thread.")
ASK_IN_CHANNEL = context("… The rest has no room here; typed as `@mesh …` in a channel, all of it comes in the thread.")


def names_people(answer: Answer) -> bool:
    """Say whether an answer names somebody, whom Slack notifies of a new message and not of an edit."""
    return "<@" in answer.blocks


def answer_of(message: Rendered, *, file: str = "", retry: str = "", commands: tuple[str, ...] = ()) -> Answer:
    """Keep an answer; what has no room in its message is kept for the thread, in pages."""
    whole = [*(block for block in message.blocks if block != context(NO_ROOM)), *message.more]
    first, *more = pages_of(whole)
    blocks = [*first, IN_THREAD] if more else first
    return Answer(message.text, json.dumps(blocks), file, retry, commands, json.dumps(more) if more else "")


def answer_pages(answer: Answer) -> tuple[Rendered, ...]:
    """Render what of an answer has no room in its message, for its thread."""
    pages: list[list[Block]] = json.loads(answer.pages) if answer.pages else []
    return tuple(Rendered(f"More of the answer, page {number}:", tuple(page)) for number, page in enumerate(pages, 2))


def answer_blocks(answer: Answer, *, quiet: bool) -> list[Block]:
    """Return the blocks of an answer's message; one that comes to a person alone has no thread to go on in."""
    blocks: list[Block] = json.loads(answer.blocks)
    return [ASK_IN_CHANNEL if quiet and block == IN_THREAD else block for block in blocks]
