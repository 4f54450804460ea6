"""The coverage table says what is served, no more and no less."""

import pytest

from sandbox.kong import COVERAGE, PROXY, KongStandIn


@pytest.mark.parametrize("version", ["1.0.2", "2.8.5", "3.0.2"])
def test_every_endpoint_that_is_served_is_in_the_table_and_the_other_way_round(version: str) -> None:
    kong = KongStandIn(version)
    promised = {entry.path for entry in COVERAGE if entry.level != "missing" and kong.version.since(*entry.since)}
    assert {endpoint.path for endpoint in kong.admin.endpoints} == promised


@pytest.mark.parametrize("entry", [entry for entry in COVERAGE if entry.level == "missing"], ids=lambda entry: entry.path)
def test_what_is_missing_is_answered_as_an_unknown_path(entry: object) -> None:
    path = str(getattr(entry, "path", "")).replace(":", "x")
    assert KongStandIn("2.8.5").admin.answer("GET", path, {}, b"").status == 404


def test_every_entry_that_is_not_supported_says_what_is_missing() -> None:
    assert [entry.path for entry in (*COVERAGE, *PROXY) if (entry.level == "supported") == bool(entry.lacks)] == []
    assert {entry.level for entry in COVERAGE} == {"supported", "partly", "missing"}


@pytest.mark.parametrize("version", ["1.0.2", "2.8.5", "3.0.2"])
def test_the_table_of_the_proxy_names_every_field_of_a_route_that_decides(version: str) -> None:
    fields = {name for name, _ in KongStandIn(version).admin.daos["routes"].schema.fields}
    told = {entry.path.partition(":")[0] for entry in PROXY}
    assert fields - {"id", "name", "created_at", "updated_at", "tags", "service"} - told == set()
