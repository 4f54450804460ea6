"""The verbs of `/mesh`: one file each and one line here."""

from bot.commands.add import ADD
from bot.commands.attach import ATTACH
from bot.commands.deciding import APPROVE, CAN_I, DECLINE, WITHDRAW
from bot.commands.history import HISTORY
from bot.commands.locks import FREEZE, LOCK, LOCKS, THAW, UNLOCK
from bot.commands.plan import PLAN
from bot.commands.remove import REMOVE
from bot.commands.restart import RESTART
from bot.commands.rollback import ROLLBACK
from bot.commands.route import ROUTE_ADD, ROUTE_REMOVE, ROUTE_SET
from bot.commands.routes import ROUTES
from bot.commands.runs import CANCEL, RETRY, RUN, RUNS
from bot.commands.scale import SCALE
from bot.commands.status import DIFF, LIST, RELEASES, STATUS
from bot.commands.undo import UNDO
from bot.commands.verb import Verb

VERBS: tuple[Verb, ...] = (
    STATUS,
    LIST,
    DIFF,
    RELEASES,
    ADD,
    ATTACH,
    REMOVE,
    SCALE,
    RESTART,
    ROLLBACK,
    ROUTE_ADD,
    ROUTE_SET,
    ROUTE_REMOVE,
    ROUTES,
    RUNS,
    HISTORY,
    RUN,
    RETRY,
    CANCEL,
    APPROVE,
    DECLINE,
    WITHDRAW,
    CAN_I,
    UNDO,
    PLAN,
    LOCK,
    UNLOCK,
    LOCKS,
    FREEZE,
    THAW,
)

__all__ = ["VERBS", "Verb"]
