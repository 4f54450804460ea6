"""Every field that somebody can type, of every verb and form, holds a text without power: refused harmlessly, or taken as plain text.

The list is made from the verbs' own parsers, so that a new field is in it.
"""

import dataclasses
from collections.abc import Iterator, Mapping

import click
import pytest
from hypothesis import given, settings

from bot.commands import VERBS, Verb
from bot.route_form import filled
from bot.understanding import Help, understood
from bot.words import checked_reason, normalised
from mesh.errors import InvalidRequest
from mesh.record import entry_of
from mesh.requests import History, Immediate, Undo
from mesh.run import Run
from messages.history import history_list
from messages.route_form import HOSTS, NAME, PATHS, REASON
from messages.run import run_message
from tests.bot.test_route_form import form
from tests.examples import CHANNEL, NOON, a_mesh, an_asking
from tests.messages.hostile import HOSTILE, power_in, unseen_in
from tests.messages.limits import shown

GIVEN = {"app": "web-ui", "name": "cart", "run": "r-7k3fx", "verb": "add", "formation": "web=2", "changes": "web=2", "fields": "path=/cart"}
"""What stands in the place of the arguments that are not the one that is tried."""
MESHES = {"main": a_mesh()}


def fields() -> Iterator[tuple[Verb, click.Parameter]]:
    for verb in VERBS:
        for param in verb.parser.params:
            if not (isinstance(param, click.Option) and param.is_flag):
                yield verb, param


FIELDS = {f"{verb.name} {param.name}": (verb, param) for verb, param in fields()}


def typed(verb: Verb, tried: click.Parameter, text: str) -> str:
    """Return a command in which one field has the text, and each argument beside it something plain."""
    words = [verb.name]
    for param in verb.parser.params:
        if param is tried:
            words.append(f'--{tried.opts[0].lstrip("-")}="{text}"' if isinstance(tried, click.Option) else f'"{text}"')
        elif isinstance(param, click.Argument):
            words.append(GIVEN.get(param.name or "", "web-ui"))
    return " ".join(words)


def texts_in(value: object) -> Iterator[str]:
    """Yield each text that is anywhere in a value."""
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield from texts_in([getattr(value, field.name) for field in dataclasses.fields(value)])
    elif isinstance(value, Mapping):
        yield from texts_in([*value, *value.values()])
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from texts_in(each)


def answered(text: str) -> str:
    """Return what is said to a command: why it is refused, or the run's message and its line in the history, and what of it is not seen."""
    words = normalised(text)
    try:
        asked = understood(words, CHANNEL, MESHES)
    except InvalidRequest as wrong:
        return str(wrong)
    if isinstance(asked, Help):
        return ""
    unseen = "".join(map(repr, sorted(unseen_in("".join(texts_in((asked.request, asked.reason)))))))
    if isinstance(asked.request, Immediate | Undo):
        return unseen
    run = Run("r-22222", asked.request, an_asking(words=words, reason=asked.reason))
    history = history_list(History(), [entry_of(run, "asked", NOON)], 1)
    return shown(run_message(run, NOON)) + shown(history) + unseen


@pytest.mark.parametrize("name", FIELDS)
@given(text=HOSTILE)
@settings(max_examples=15, deadline=None)
def test_no_typed_field_gets_power_by_what_is_typed_into_it(name: str, text: str) -> None:
    assert power_in(answered(typed(*FIELDS[name], text))) == []


@pytest.mark.parametrize("field", [NAME, HOSTS, PATHS, REASON])
@given(text=HOSTILE)
@settings(max_examples=60, deadline=None)
def test_no_field_of_the_route_form_gets_power_by_what_is_filled_in(field: str, text: str) -> None:
    answer = filled("web-ui", form(**{field: text}), a_mesh())
    assert unseen_in("".join(texts_in(answer))) == set()


@given(text=HOSTILE)
@settings(max_examples=60, deadline=None)
def test_a_reason_keeps_nothing_that_is_not_seen(text: str) -> None:
    assert unseen_in(checked_reason(text)) == set()


def test_the_list_of_fields_has_every_parameter_that_takes_a_text() -> None:
    assert {"add app", "add source", "route add fields", "lock reason", "history by", "status match"} <= FIELDS.keys()
