"""Decisions that are carried out at once, each delivery once."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass

from mesh.errors import InvalidRequest, PermanentFailure
from mesh.ports import Deliveries
from messages import answers
from messages.blocks import Rendered


@dataclass(frozen=True)
class Once:
    """Carries out what a delivery asks for, or answers what it was answered before."""

    deliveries: Deliveries

    def carried_out(self, delivery: str, decide: Callable[[], Rendered]) -> Rendered:
        """Return the answer. Raises TemporaryFailure, after which it may come again, and UnderWay where another copy is carried out."""

        def carry_out() -> str:
            try:
                return json.dumps(asdict(decide()))
            except InvalidRequest as wrong:
                return json.dumps(asdict(answers.not_understood(_sentence(str(wrong)))))
            except PermanentFailure as failure:
                return json.dumps(asdict(answers.may_not(_sentence(f"{failure} {failure.advice}".rstrip()))))

        kept = self.deliveries.once(delivery, carry_out)
        if not kept:
            return answers.taken_already()
        answer = json.loads(kept)
        return Rendered(answer["text"], tuple(answer["blocks"]))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
