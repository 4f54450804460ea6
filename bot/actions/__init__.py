"""The buttons: each is a decision on the run that its value names, answered privately by a worker."""

from collections.abc import Callable, Mapping

from bot.immediate import Counter
from messages.blocks import Rendered
from messages.buttons import CANCEL, RETRY

Action = Callable[[Counter, str, str], Rendered]

ACTIONS: Mapping[str, Action] = {
    RETRY: lambda counter, run_id, person: counter.retry(run_id, person),
    CANCEL: lambda counter, run_id, person: counter.cancel(run_id, person),
}
