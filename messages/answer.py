"""An answer as it is kept with its run, so that it is shown again as it was."""

import json

from mesh.run import Answer
from messages.blocks import Block, Rendered, context, is_no_room, pages_of

IN_THREAD = "… The rest follows in the thread, in {}."
ASK_IN_CHANNEL = (
    "… The rest would fill {}, which a private answer has no room for; typed as `@mesh …` in a channel, it comes in the thread."
)
PAGES_MAX = 20  # of a thread; of an answer that is longer, the last one says how much is left out


def names_people(answer: Answer) -> bool:
    """Say whether an answer names somebody, whom Slack notifies of a new message and not of an edit."""
    return "<@" in answer.blocks


def answer_of(message: Rendered, *, file: str = "", retry: str = "", commands: tuple[str, ...] = ()) -> Answer:
    """Keep an answer; what has no room in its message is kept for the thread, in pages."""
    whole = [*(block for block in message.blocks if not is_no_room(block)), *message.more]
    first, *more = pages_of(whole)
    if len(more) > PAGES_MAX:
        more = [
            *more[: PAGES_MAX - 1],
            [context(f"… {len(more) - PAGES_MAX + 1} of {len(more) + 1} pages have no room here: ask for less.")],
        ]
    return Answer(message.text, json.dumps(first), file, retry, commands, json.dumps(more) if more else "")


def answer_pages(answer: Answer) -> tuple[Rendered, ...]:
    """Render what of an answer has no room in its message, for its thread."""
    pages = _pages(answer)
    return tuple(Rendered(f"More of the answer, page {number}:", tuple(page)) for number, page in enumerate(pages, 2))


def answer_blocks(answer: Answer, *, quiet: bool) -> list[Block]:
    """Return the blocks of an answer's message; one that comes to a person alone has no thread to go on in."""
    blocks: list[Block] = json.loads(answer.blocks)
    further = len(_pages(answer))
    where = ASK_IN_CHANNEL if quiet else IN_THREAD
    return [*blocks, context(where.format(f"{further} more messages" if further > 1 else "one more message"))] if further else blocks


def _pages(answer: Answer) -> list[list[Block]]:
    pages: list[list[Block]] = json.loads(answer.pages) if answer.pages else []
    return pages
