"""Slack's limits for a message, written down apart from the code that keeps them."""

from collections.abc import Iterator, Mapping

from messages.blocks import Rendered

TEXT_TYPES = {"mrkdwn", "plain_text"}


def texts(part: object) -> Iterator[str]:
    """Yield every text object's text in some blocks."""
    match part:
        case {"type": kind, "text": str(text)} if kind in TEXT_TYPES:
            yield text
        case Mapping():
            yield from texts(tuple(part.values()))
        case list() | tuple():
            for each in part:
                yield from texts(each)
        case _:
            return


def problems(message: Rendered) -> list[str]:
    """Return what Slack would refuse; empty where it takes the message."""
    ids = [block["block_id"] for block in message.blocks if "block_id" in block]
    written = list(texts(message.blocks))
    checks = {
        "1 to 50 blocks": 1 <= len(message.blocks) <= 50,
        "no empty text": all(text for text in written),
        "3,000 characters a text": all(len(text) <= 3000 for text in (*written, message.text)),
        "12,000 characters in all": sum(map(len, written)) <= 12_000,
        "a text for notifications": bool(message.text.strip()),
        "block ids are unique": len(ids) == len(set(ids)),
        "block ids of 255": all(len(each) <= 255 for each in ids),
    }
    return [check for check, holds in checks.items() if not holds]


def shown(message: Rendered) -> str:
    """Return what a person sees, a text a line."""
    return "\n".join(texts(message.blocks))
