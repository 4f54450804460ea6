"""`/mesh attach` and `/mesh remove`: from words to requests, and what is told at once about words that make none."""

import pytest

from bot.understanding import Asked, understood
from bot.words import normalised
from mesh.addresses import Source
from mesh.errors import InvalidRequest
from mesh.requests import Attach, Remove, Request, Tier, tier_of
from tests.examples import APP, CHANNEL, CONTROLLER, SERVICE, a_mesh

SOURCE = "https://github.com/acme/billing/archive/refs/heads/main.tar.gz"
PURGED = Remove(SERVICE, purge=True, confirm=APP)


def asked(text: str, names: dict[str, str] | None = None) -> object:
    answer = understood(normalised(text), CHANNEL, {"main": a_mesh()}, lambda _: names or {})
    assert isinstance(answer, Asked), answer
    return answer.request


def sentence(text: str, names: dict[str, str] | None = None) -> str:
    with pytest.raises(InvalidRequest) as wrong:
        asked(text, names)
    return str(wrong.value)


UNDERSTOOD: dict[str, Request] = {
    "attach billing --app acme-billing": Attach("billing", "acme-billing"),
    "attach Billing --app Acme-Billing --reason in with it": Attach("billing", "acme-billing"),
    f"attach billing --app acme-billing --from {SOURCE}": Attach("billing", "acme-billing", Source(SOURCE)),
    "remove web-ui": Remove(SERVICE),
    f"remove web-ui --purge --confirm {APP}": PURGED,
    "remove web-ui —purge --dry-run": PURGED,
}


@pytest.mark.parametrize(("text", "request_"), UNDERSTOOD.items(), ids=UNDERSTOOD)
def test_words_become_a_request(text: str, request_: Request) -> None:
    assert asked(text) == request_


def test_the_name_to_confirm_is_that_of_the_app_that_joined() -> None:
    names = {SERVICE: "acme-web"}
    assert asked("remove web-ui --purge --confirm acme-web", names) == Remove(SERVICE, purge=True, confirm="acme-web")
    assert "`/mesh remove web-ui --purge --confirm acme-web`" in sentence(f"remove web-ui --purge --confirm {APP}", names)


TOLD = {
    "attach billing": "name the Heroku app that joins as `billing`: `/mesh attach billing --app NAME`.",
    "attach billing --app a": "“a” is no name of a Heroku app: it has 3 to 30 of a-z, 0-9 and -, as in `--app acme-billing`.",
    f"attach billing --app {CONTROLLER}": f"`{CONTROLLER}` is the controller of the mesh `main` itself, which cannot join it: "
    "name another app.",
    "remove control": f"`control` is the controller `{CONTROLLER}`, on which the whole mesh lives: it is never removed.",
    f"remove {CONTROLLER}": f"`{CONTROLLER}` is the controller `{CONTROLLER}`, on which the whole mesh lives: it is never removed.",
    "remove web-ui --confirm web-ui": "`--confirm` goes with `--purge`, which destroys the Heroku app: leave it out, and the app stays.",
    "remove web-ui --purge": f"`--purge` destroys the Heroku app `{APP}` for good, so its name must be typed: "
    f"`/mesh remove web-ui --purge --confirm {APP}`. `--dry-run` instead shows what would go.",
}


@pytest.mark.parametrize(("text", "told"), TOLD.items(), ids=TOLD)
def test_words_that_make_no_request_are_told_what_to_do(text: str, told: str) -> None:
    assert sentence(text) == told


def test_a_service_that_stands_for_the_controller_by_a_name_of_its_own_is_the_controller() -> None:
    assert "is the controller" in sentence("remove web-ui", {SERVICE: CONTROLLER})


def test_joining_is_asked_for_by_operators_and_leaving_by_admins() -> None:
    tiers = [tier_of(request, dry_run=False) for request in (Attach("billing", "acme-billing"), Remove(SERVICE), PURGED)]
    assert tiers == [Tier.T2_TRAFFIC, Tier.T3_DESTRUCTIVE, Tier.T3_DESTRUCTIVE]
