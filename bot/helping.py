"""Help entries from the verbs' own declarations."""

import click

from bot.commands import VERBS, Verb
from messages.blocks import Rendered
from messages.help import HelpEntry, about, overview

HELP_ENTRY = HelpEntry(
    "help", "say what I do, or how one verb is used", "help [VERB]", [("VERB", "the verb to explain")], ["/mesh help add"]
)
MEANINGS = {
    "reason_words": "why, for the channel and the record",
    "words": "the verb, as in `route add`, and perhaps the app",
    "command": "a command that changes something",
    "time": "for how long, at most 7 days; 24 hours unless said",
    "app": "the app's short name, as in `web-ui`",
    "settings": "how many dynos of a type and of which size, as in `web=2:standard-1x`; `host=ui.example.com` adds a host of yours",
    "changes": "how many dynos of a type, and of which size: `web=3`, `web=+1`, `web=-1`, `web=2:standard-2x`",
    "target": "a process type such as `worker`, or one dyno such as `web.2`; without it all dynos are restarted",
    "version": "the release to go back to, as in `v41`; without it the one before",
    "name": "the route's name at Kong, with or without the app's name in front: `cart` of `web-ui` is `web-ui-cart`",
    "fields": "`host=` `path=` `methods=` `protocols=` (several by commas), `strip_path=` `preserve_host=` "
    "(true or false), `regex_priority=`",
    "asked": "the app's short name; behind `--match` a request, as in `GET ui.example.com/cart`",
    "plan": "which plan is meant, as the run's message names it: 12 digits; needed where people were asked about another one before",
    "run": "a run's id, as in `r-7k3fx`; `/mesh runs` lists the latest",
}


def help_about(verb: Verb | None) -> Rendered:
    """Return help on one verb, or on all."""
    return about(_entry(verb)) if verb else overview([*(_entry(each) for each in VERBS), HELP_ENTRY])


def _entry(verb: Verb) -> HelpEntry:
    context = click.Context(verb.parser, info_name=verb.name)
    arguments = [param for param in verb.parser.params if isinstance(param, click.Argument)]
    options = [param for param in verb.parser.params if isinstance(param, click.Option)]
    words = [(param.make_metavar(context), MEANINGS[param.name or ""]) for param in arguments]
    words += [(_spelling(option), option.help or "") for option in options]
    usage = " ".join([verb.name, *(param.make_metavar(context) for param in arguments), *(["[--flags]"] if options else [])])
    return HelpEntry(verb.name, verb.summary, usage, words, verb.examples)


def _spelling(option: click.Option) -> str:
    return option.opts[0] if option.is_flag else f"{option.opts[0]} {option.metavar}"
