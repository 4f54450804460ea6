"""What is too much, too deep or cannot be seen is told where the words come in, whichever way they come."""

import pytest

from bot.route_form import filled
from bot.understanding import understood
from bot.words import REASON_MAX, TYPED_MAX, checked_length, checked_reason, normalised
from mesh.errors import InvalidRequest
from mesh.requests import RouteAdd
from messages.route_form import FLAGS, HOSTS, METHODS, NAME, PATHS, PROTOCOLS, REASON
from tests.examples import CHANNEL, SERVICE, a_mesh

MESHES = {"main": a_mesh()}
EIGHT = "GET,HEAD,POST,PUT,PATCH,DELETE,OPTIONS,TRACE"


def sentence(text: str) -> str:
    with pytest.raises(InvalidRequest) as wrong:
        understood(checked_length(normalised(text)), CHANNEL, MESHES)
    return str(wrong.value)


def form(**typed: str) -> dict[str, dict[str, dict[str, object]]]:
    texts = {NAME: "cart", HOSTS: "", PATHS: "", REASON: "new cart", **typed}
    fields: dict[str, dict[str, dict[str, object]]] = {field: {field: {"value": value}} for field, value in texts.items()}
    return {**fields, METHODS: {METHODS: {}}, PROTOCOLS: {PROTOCOLS: {}}, FLAGS: {FLAGS: {}}}


TOO_MUCH = {
    "many paths": (f"path={','.join(f'/{n}' for n in range(21))}", "21 paths are more than a plan can show"),
    "twelve hundred paths": (f"path={','.join(f'/{n:x}' for n in range(700))} methods={EIGHT}", "700 paths are more than a plan can show"),
    "many hosts": (f"host={','.join(f'h{n}.acme.com' for n in range(11))}", "11 hosts are more than a plan can show"),
    "a long path": (f"path=/{'a' * 1_200}", "1,201 characters: a path may have 255 at most"),
    "three long paths": (f"path=/{'a' * 1_200},/{'b' * 1_200},/{'c' * 1_200}", "a path may have 255 at most"),
    "long paths together": (f"path={','.join('/' + letter * 240 for letter in 'abcde')}", "the paths have 1,205 characters"),
    "their product": (
        f"path={','.join(f'/{n}' for n in range(20))} host=a.acme.com,b.acme.com methods={EIGHT}",
        "hosts × paths × methods are 320 kinds of request",
    ),
    "a count": ("path=/a{4294967296}", "repeats a part"),
    "counts within counts": ("path=/((a{99}){99})", "keep the counts in braces, multiplied, to 999 at most"),
    "a count with a bound": ("path=/a{1,5000}", "repeats a part 5,000 times"),
    "deep groups": (f"path=/{'(' * 11}a{')' * 11}", "has groups within more than 10 groups"),
}


@pytest.mark.parametrize(("field", "told"), TOO_MUCH.values(), ids=TOO_MUCH)
def test_a_route_that_is_too_much_to_show_is_told_as_that(field: str, told: str) -> None:
    assert told in sentence(f"route add web-ui cart {field}")


@pytest.mark.parametrize(("field", "told"), [each for each in TOO_MUCH.values() if each[0].startswith("path=") and " " not in each[0]])
def test_the_form_tells_the_same_at_its_field(field: str, told: str) -> None:
    errors = filled(SERVICE, form(paths=field.removeprefix("path=")), a_mesh())
    assert isinstance(errors, dict)
    assert told in errors[PATHS]


def test_a_long_reason_is_told_as_that() -> None:
    assert sentence(f"add web-ui --reason {'why ' * 700}") == "the reason has 2799 characters: say it in 300."


def test_a_long_reason_in_the_form_is_told_at_its_field() -> None:
    errors = filled(SERVICE, form(reason="x" * (REASON_MAX + 1)), a_mesh())
    assert errors == {REASON: "the reason has 301 characters: say it in 300."}


def test_a_long_reason_for_declining_is_told_as_that() -> None:
    assert "say it in 300" in sentence(f"decline r-7k3fx {'no ' * 200}")


def test_words_longer_than_any_command_are_not_read() -> None:
    with pytest.raises(InvalidRequest, match="40,000 characters long"):
        checked_length("x" * 10 * TYPED_MAX)


UNSEEN = [
    "\u200b",
    "\u200d",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\u202e",
    "\u2066",
    "\u061c",
    "\x07",
    "\x1b",
    "\u3164",
    "\u2800",
    "\ufe0f",
    "\U000e0041",
]


@pytest.mark.parametrize("unseen", UNSEEN, ids=[f"U+{ord(each):04X}" for each in UNSEEN])
@pytest.mark.parametrize("field", [NAME, HOSTS, PATHS, REASON])
def test_what_nobody_can_see_is_taken_out_of_each_field_of_the_form(field: str, unseen: str) -> None:
    typed = {NAME: "cart", HOSTS: "ui.acme.com", PATHS: "/cart", REASON: "new cart"}
    hidden = typed[field][:2] + unseen + typed[field][2:]
    assert filled(SERVICE, form(**{**typed, field: hidden}), a_mesh()) == filled(SERVICE, form(**typed), a_mesh())


@pytest.mark.parametrize("unseen", UNSEEN, ids=[f"U+{ord(each):04X}" for each in UNSEEN])
def test_what_nobody_can_see_is_taken_out_of_words_and_reasons(unseen: str) -> None:
    text = f"route add web-ui ca{unseen}rt path=/ca{unseen}rt host=u{unseen}i.acme.com --reason ne{unseen}w"
    assert understood(normalised(text), CHANNEL, MESHES) == understood(normalised(text.replace(unseen, "")), CHANNEL, MESHES)
    assert checked_reason(f"ne{unseen}w") == "new"


@pytest.mark.parametrize("unseen", UNSEEN, ids=[f"U+{ord(each):04X}" for each in UNSEEN])
def test_a_path_that_holds_one_is_refused_whoever_hands_it_over(unseen: str) -> None:
    from mesh.route_fields import checked_paths  # noqa: PLC0415 - only here

    with pytest.raises(InvalidRequest, match="nobody can see"):
        checked_paths([f"/ca{unseen}rt"])


def test_a_form_keeps_the_named_groups_of_an_expression() -> None:
    route, *_ = filled(SERVICE, form(paths=r"/(?<id>\d+)/x"), a_mesh())
    assert isinstance(route, RouteAdd)
    assert route.fields.paths == (r"/(?<id>\d+)/x",)
