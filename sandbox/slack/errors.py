"""How Slack says no."""

from typing import Any


class SlackError(Exception):
    """An answer with `ok: false`; `error` is Slack's name for it and `more` goes beside it.

    `status` is 200, as Slack answers its refusals, except for 429; `retry_after_s` becomes the Retry-After header.
    """

    def __init__(self, error: str, *, status: int = 200, retry_after_s: int = 0, **more: Any) -> None:  # noqa: ANN401 - JSON
        super().__init__(error)
        self.error = error
        self.status = status
        self.retry_after_s = retry_after_s
        self.more = more

    def body(self) -> dict[str, Any]:
        return {"ok": False, "error": self.error, **self.more}


def bad_arguments(*sentences: str) -> SlackError:
    """Make the refusal of a call whose arguments are missing or of the wrong kind."""
    return SlackError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {sentence}" for sentence in sentences]})
