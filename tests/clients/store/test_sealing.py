"""Addresses that hold a secret are never in Redis as they are, and come back whole."""

from collections.abc import Iterator

import pytest

from clients.store import codec
from clients.store.sealing import seal_with
from mesh import steps
from mesh.addresses import Source
from mesh.joined import Before, Joined
from mesh.requests import Add
from mesh.standing import Left, Standing
from tests.examples import APP, NOON, SERVICE, a_plan, a_run, packs

TOKEN = "canary-0123456789"
SOURCES = [
    f"https://example.com/main.tar.gz?token={TOKEN}",
    f"https://someone:{TOKEN}@example.com/main.tar.gz",
    f"https://example.com/a/b.tar.gz?X-Amz-Signature={TOKEN}&b=c#d",
]


@pytest.fixture(autouse=True)
def _key() -> Iterator[None]:
    seal_with("the key of Heroku")
    yield
    seal_with("another")


@pytest.mark.parametrize("source", SOURCES)
def test_a_run_keeps_its_source_sealed(source: str) -> None:
    built, pack = Source(source), packs(source)
    run = a_run(request=Add(SERVICE, (), built), plan=a_plan(steps.BuildSource(APP, built), steps.SetBuildpacks(APP, pack, pack)))
    stored = codec.run_fields(run)
    assert TOKEN not in str(stored)
    assert codec.run_from({str(name): value.decode() for name, value in stored.items() if isinstance(value, bytes)}) == run


@pytest.mark.parametrize("source", SOURCES)
def test_what_a_run_left_and_what_an_app_was_are_sealed(source: str) -> None:
    left = Left("r-22222", NOON, Standing(buildpacks=packs(source)))
    joined = Joined(SERVICE, APP, "r-22222", NOON, Before(buildpacks=packs(source)))
    assert TOKEN not in str((codec.left_json(left), codec.joined_json(joined)))
    assert (codec.left_from(codec.left_json(left).decode()), codec.joined_from(codec.joined_json(joined).decode())) == (left, joined)


@pytest.mark.parametrize("source", SOURCES)
def test_an_address_whose_key_is_gone_comes_back_without_its_secret(source: str) -> None:
    stored = codec.left_json(Left("r-22222", NOON, Standing(buildpacks=packs(source)))).decode()
    seal_with("another key")
    (buildpack,) = codec.left_from(stored).standing.buildpacks or ()
    assert (TOKEN in buildpack.in_full(), buildpack.begins_with("https://example.com/")) == (False, True)


def test_an_address_without_a_secret_is_stored_as_it_is() -> None:
    assert b"sealed" not in codec.left_json(
        Left("r-22222", NOON, Standing(buildpacks=packs("https://github.com/a/b.git#main", "heroku/nodejs")))
    )
