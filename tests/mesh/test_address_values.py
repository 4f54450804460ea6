"""An address that may hold a secret is a value whose text is its short name, in whatever it is put."""

import copy
import io
import json
import logging
import pickle
import traceback
from collections.abc import Callable
from dataclasses import asdict, replace

import pytest

from logs import with_logging
from mesh.addresses import Address, Buildpack, Database, Setting, Source
from mesh.plan import PlannedStep
from mesh.run import Run
from mesh.steps import BuildSource, SetBuildpacks
from tests.examples import APP, a_build, a_plan, a_run, an_add, healthy_details

TOKEN = "canary-0123456789"
TEXTS = [
    f"https://{TOKEN}@example.com/a/pack.git",
    f"https://user:{TOKEN}@example.com/a/pack.git#main",
    f"https://example.com/a/pack.git?token={TOKEN}",
    f"https://example.com/a/pack.git#access_token={TOKEN}",
    f"rediss://:{TOKEN}@ec2.example.com:6379/0",
    f"postgres://u:{TOKEN}@ec2.example.com:5432/d?x={TOKEN}",
    f'https://example.com/a "b?{TOKEN}',
    f"{TOKEN}@example.com:a/pack.git",
]
KINDS = (Buildpack, Source, Database, Setting)


def raised(address: Address) -> str:
    """Return the whole traceback of a failure that was made of an address."""
    failure = ValueError(address)
    return "".join(traceback.format_exception(failure)) + repr(failure)


def logged(address: Address) -> str:
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "a message of %s", (address,), None)
    record.address = address
    stream, before = io.StringIO(), (logging.root.handlers[:], logging.root.level)
    try:
        with_logging(stream)
        logging.root.handle(record)
    finally:
        logging.root.handlers[:], logging.root.level = before
    return stream.getvalue()


def unpickled(address: Address) -> str:
    try:
        return str(pickle.dumps(address))
    except TypeError as refused:
        return str(refused)


def as_json(address: Address) -> str:
    try:
        return json.dumps({"address": address})
    except TypeError as refused:
        return str(refused)


def a_run_with(address: Address) -> Run:
    built, pack = Source(address.in_full()), (Buildpack(address.in_full()),)
    return a_run(request=an_add(source=built), plan=a_plan(BuildSource(APP, built), SetBuildpacks(APP, pack, before=pack)))


def listed(address: Address) -> str:
    """Return the public values that it has, but for the one whose name says that it is all of the address."""
    return str([getattr(address, name) for name in dir(address) if not name.startswith("_")])


WAYS: dict[str, Callable[[Address], str]] = {
    "str": str,
    "repr": repr,
    "an f-string": lambda address: f"{address} {address!r} {address!s} {address:>80} {address!a}",
    "format": lambda address: "{} {:<9}".format(address, address),  # noqa: UP032 - as a library may do it
    "percent": lambda address: "%s %r" % (address, address),  # noqa: UP031 - as logging does it
    "an exception": raised,
    "a log line": logged,
    "JSON": as_json,
    "JSON by its text": lambda address: json.dumps({"address": address}, default=str),
    "a pickle": unpickled,
    "a copy": lambda address: str(copy.deepcopy(copy.copy(address))),
    "what it lists of itself": listed,
    "a run that is printed": lambda address: repr(a_run_with(address)),
    "a step as a dictionary": lambda address: str(asdict(PlannedStep(BuildSource(APP, Source(address.in_full()))))),
    "a build that is printed": lambda address: repr(a_build(source=Source(address.in_full()))),
    "what was read of an app": lambda address: repr(healthy_details(buildpacks=(Buildpack(address.in_full()),))),
    "what may be shown of it": lambda address: address.without_secret(),
}


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", WAYS)
def test_no_way_of_writing_an_address_shows_its_secret(way: str, kind: type[Address], text: str) -> None:
    assert TOKEN not in WAYS[way](kind(text))


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("kind", KINDS)
def test_only_in_full_has_all_of_an_address(kind: type[Address], text: str) -> None:
    assert (kind(text).in_full(), kind(text).holds_a_secret) == (text, True)


def test_addresses_are_equal_by_their_whole_text_and_kind() -> None:
    one, same, other = Buildpack(TEXTS[2]), Buildpack(TEXTS[2]), Buildpack(TEXTS[2] + "1")
    assert (one == same, hash(one) == hash(same), one == other, str(one) == str(other)) == (True, True, False, True)
    assert (Source(TEXTS[2]) == one, one == TEXTS[2]) == (False, False)


def test_an_address_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Source("https://example.com/a.tar.gz").place = "https://example.com/b.tar.gz"


@pytest.mark.parametrize("text", ["heroku/nodejs", "https://github.com/a/b.git#main", "https://example.com/main.tar.gz"])
def test_an_address_in_which_nothing_may_be_a_secret_may_be_shown_whole(text: str) -> None:
    assert (Buildpack(text).holds_a_secret, Buildpack(text).without_secret()) == (False, text)


def test_a_profile_s_source_is_that_of_each_service() -> None:
    assert Source("https://example.com/{service}.tar.gz").of("web-ui") == Source("https://example.com/web-ui.tar.gz")


def test_a_plan_s_digest_is_that_of_the_whole_address() -> None:
    digests = {a_run_with(Source(f"https://example.com/a.tar.gz?token={n}")).plan.digest for n in "12"}  # type: ignore[union-attr]  # it has one
    assert len(digests) == 2


def test_a_plan_s_digest_is_the_one_that_an_earlier_version_stored() -> None:
    plan = replace(a_plan(BuildSource(APP, Source("https://example.com/a.tar.gz"))), effects=())
    assert plan.digest == "7131e88b7c52"
