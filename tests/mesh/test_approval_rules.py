"""Which rule a planned request comes under."""

from datetime import timedelta

from mesh.app import ApprovalRule
from mesh.approvals import DEFAULTS, rule_of
from mesh.formation import parsed_changes
from mesh.requests import Restart, Rollback, Scale, Tier
from tests.examples import SERVICE, a_plan

SCALE = Scale(SERVICE, parsed_changes(["web=3"]))
BY_OPERATORS = ApprovalRule(1, "operators", timedelta(hours=2))


def test_what_is_reversible_needs_no_approval() -> None:
    assert rule_of(SCALE, a_plan(), {}) is None
    assert rule_of(Restart(SERVICE), a_plan(), {}) is None


def test_a_rollback_needs_approval() -> None:
    assert rule_of(Rollback(SERVICE), a_plan(), {}) == DEFAULTS[Tier.T2_TRAFFIC]


def test_what_was_found_may_make_more_of_a_request() -> None:
    assert rule_of(SCALE, a_plan(tier=Tier.T2_TRAFFIC), {}) == DEFAULTS[Tier.T2_TRAFFIC]
    assert rule_of(SCALE, a_plan(tier=Tier.T2_TRAFFIC), {"T2": BY_OPERATORS}) == BY_OPERATORS


def test_a_verb_s_own_rule_comes_before_any_tier() -> None:
    assert rule_of(SCALE, a_plan(), {"scale": BY_OPERATORS}) == BY_OPERATORS
    assert rule_of(SCALE, a_plan(tier=Tier.T2_TRAFFIC), {"scale": BY_OPERATORS}) == BY_OPERATORS
