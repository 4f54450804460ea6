"""The verbs of `/mesh`: one file each and one line here."""

from bot.commands.add import ADD
from bot.commands.verb import Verb

VERBS: tuple[Verb, ...] = (ADD,)

__all__ = ["VERBS", "Verb"]
