import pytest

from mesh.requests import Tier, tier_of
from tests.examples import an_add


def test_adding_an_app_is_reversible() -> None:
    assert an_add().tier is Tier.T1_REVERSIBLE


def test_adding_an_app_with_another_host_changes_who_gets_traffic() -> None:
    assert an_add(host="ui.example.com").tier is Tier.T2_TRAFFIC


@pytest.mark.parametrize("host", [None, "ui.example.com"])
def test_a_dry_run_only_reads_whatever_it_shows(host: str | None) -> None:
    assert tier_of(an_add(host=host), dry_run=True) is Tier.T0_READ


def test_without_dry_run_a_request_has_its_own_tier() -> None:
    assert tier_of(an_add(), dry_run=False) is Tier.T1_REVERSIBLE


def test_tiers_are_ordered_by_the_care_they_need() -> None:
    assert sorted(Tier) == [Tier.T0_READ, Tier.T1_REVERSIBLE, Tier.T2_TRAFFIC, Tier.T3_DESTRUCTIVE]
