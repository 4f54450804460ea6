"""The delivery that is carried out in this thread, and the mark that goes into the transaction of its effect."""

from contextvars import ContextVar
from dataclasses import dataclass

from redis.client import Pipeline

from mesh.errors import TemporaryFailure

TAKEN_S = 3600  # a signature is good for five minutes


@dataclass(frozen=True)
class Taking:
    """A delivery that is carried out here; its mark begins with the token for as long as nobody else may carry it out."""

    key: str
    token: str

    def mark(self, pipe: Pipeline) -> None:
        """Say in the transaction that is to be sent that this was carried out. Raises TemporaryFailure where it is not ours any more."""
        pipe.immediate_execute_command("WATCH", self.key)  # type: ignore[no-untyped-call]  # redis-py leaves it untyped
        mark: object = pipe.immediate_execute_command("GET", self.key)  # type: ignore[no-untyped-call]
        if not (isinstance(mark, bytes) and mark.startswith(self.token.encode())):
            raise TemporaryFailure("This took so long that it was given up before anything was written.")
        pipe.set(self.key, f"{self.token} done ", ex=TAKEN_S)


taking: ContextVar[Taking | None] = ContextVar("taking", default=None)
