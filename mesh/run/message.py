"""What of a run stands in Slack: its one message, and the answer where it is a question."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    """The run's one message in Slack.

    `has_details`: what belongs into its thread was posted there; `notices`: how many of the run's notices; `effects_posted`: how many
    pages of what `effects_of` names, a plan or an answer, are in its thread; `file`: the name of the file that was. `is_anew`: somebody
    deleted the first one, and this is the second. `asks`: the digest of the plan that its buttons ask about, empty where it has none.
    """

    channel: str
    ts: str
    has_details: bool = False
    is_anew: bool = False
    notices: int = 0
    effects_of: str = ""
    effects_posted: int = 0
    file: str = ""
    asks: str = ""


@dataclass(frozen=True)
class Answer:
    """The answer to a question: `text` for notifications, `blocks` as JSON, so that it is shown again as it was.

    `file` is the name of a file for the thread, empty where there is none; `retry` a failed run that one would go on with; `commands` what
    one would type next, without `/mesh`; `pages`, as JSON, lists of blocks that have no room in the message and go into its thread.
    """

    text: str
    blocks: str
    file: str = ""
    retry: str = ""
    commands: tuple[str, ...] = ()
    pages: str = ""
