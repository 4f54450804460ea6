"""Which deliveries were taken: each is carried out once, however often the same signed body comes."""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from clients.store import keys, scripts
from clients.store.connection import Connection, redis_failures, text
from clients.store.taking import TAKEN_S, Taking, taking
from mesh.errors import TemporaryFailure, UnderWay

TAKING_S = 20  # longer than a listener works, so that a process that died holds nobody up for long


class DeliveryStore:
    """Fulfils `mesh.ports.Deliveries`."""

    def __init__(self, connection: Connection) -> None:
        self._redis = connection
        self._keep = connection.register_script(scripts.KEEP_ANSWER)
        self._release = connection.register_script(scripts.RELEASE_DELIVERY)

    def once(self, delivery: str, carry_out: Callable[[], str]) -> str:
        """Carry a delivery out and keep the answer; return what was kept where it was carried out before, empty where that was lost.

        Its mark is written in the transaction of its effect. What raises before that was not carried out, and may come again.
        """
        ours = Taking(keys.taken(hashlib.sha256(delivery.encode()).hexdigest()), secrets.token_hex(8))
        with redis_failures("a delivery was taken"):
            is_ours = bool(self._redis.set(ours.key, f"{ours.token} busy ", nx=True, ex=TAKING_S))
            mark = "" if is_ours else text(self._redis.get(ours.key))
        if not is_ours:
            _, state, answer = [*mark.split(" ", 2), "", ""][:3]
            if state != "done":
                raise UnderWay("The same delivery is being carried out.")
            return str(json.loads(answer)) if answer else ""
        with self._taking(ours):
            answer = carry_out()
        with suppress(TemporaryFailure), redis_failures("the answer to a delivery was kept"):
            self._keep(keys=[ours.key], args=[ours.token, json.dumps(answer), TAKEN_S])
        return answer

    @contextmanager
    def _taking(self, ours: Taking) -> Iterator[None]:
        token = taking.set(ours)
        try:
            yield
        except BaseException:
            with suppress(TemporaryFailure), redis_failures("a delivery was released"):
                self._release(keys=[ours.key], args=[ours.token])
            raise
        finally:
            taking.reset(token)
