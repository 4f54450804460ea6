"""The verbs of `/mesh`: one file each and one line here."""

from bot.commands.add import ADD
from bot.commands.deciding import APPROVE, CAN_I, DECLINE, WITHDRAW
from bot.commands.runs import CANCEL, RETRY, RUN, RUNS
from bot.commands.thaw import THAW
from bot.commands.verb import Verb

VERBS: tuple[Verb, ...] = (ADD, RUNS, RUN, RETRY, CANCEL, APPROVE, DECLINE, WITHDRAW, CAN_I, THAW)

__all__ = ["VERBS", "Verb"]
