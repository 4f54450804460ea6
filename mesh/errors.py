"""The three errors, named after what their reader should do."""


class MeshbotError(Exception):
    """Base of the three; its text is one or two sentences for a person and never holds a secret."""


class InvalidRequest(MeshbotError):
    """What was asked cannot be: tell the person; asking again in the same words changes nothing."""


class TemporaryFailure(MeshbotError):
    """It may work later: try again, after `retry_after_s` where the other side named a time.

    `outcome_unknown`: the request was sent and its answer was lost, so that its effect may stand. `is_our_pace`: nothing failed, it is
    only not our turn yet, so that this counts as no try. `refusal`: why the other side refused to do anything, as the end of a sentence.
    """

    def __init__(
        self,
        message: str,
        *,
        retry_after_s: float | None = None,
        outcome_unknown: bool = False,
        is_our_pace: bool = False,
        refusal: str = "",
    ) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s
        self.outcome_unknown = outcome_unknown
        self.is_our_pace = is_our_pace
        self.refusal = refusal


class UnderWay(TemporaryFailure):
    """Somebody else carries the same out at this moment."""


class PermanentFailure(MeshbotError):
    """It will not work by trying again: stop, report `advice`, and put the vendor's `details` (a log's tail) into the thread."""

    def __init__(self, message: str, *, advice: str = "", details: str = "") -> None:
        super().__init__(message)
        self.advice = advice
        self.details = details


class Overtaken(Exception):
    """Another worker or person changed this run first: read it again and decide anew. Never shown to anybody."""
