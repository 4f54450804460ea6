"""Which rule a planned request comes under."""

from datetime import timedelta

import pytest

from mesh.app import ApprovalRule
from mesh.approvals import DEFAULTS, rule_of
from mesh.formation import parsed_changes
from mesh.requests import Add, Request, Restart, Rollback, Scale, Tier
from tests.examples import SERVICE, a_plan

SCALE = Scale(SERVICE, parsed_changes(["web=3"]))
BY_OPERATORS = ApprovalRule(1, "operators", timedelta(hours=2))
BY_ADMINS = ApprovalRule(2, "admins", timedelta(hours=1))


def test_what_is_reversible_needs_no_approval() -> None:
    assert rule_of(SCALE, a_plan(), {}) is None
    assert rule_of(Restart(SERVICE), a_plan(), {}) is None


def test_a_rollback_needs_approval() -> None:
    assert rule_of(Rollback(SERVICE), a_plan(), {}) == DEFAULTS[Tier.T2_TRAFFIC]


def test_what_was_found_may_make_more_of_a_request() -> None:
    assert rule_of(SCALE, a_plan(tier=Tier.T2_TRAFFIC), {}) == DEFAULTS[Tier.T2_TRAFFIC]
    assert rule_of(SCALE, a_plan(tier=Tier.T2_TRAFFIC), {"T2": BY_OPERATORS}) == BY_OPERATORS


def test_a_verb_s_own_rule_comes_before_the_rule_of_its_own_tier() -> None:
    assert rule_of(SCALE, a_plan(), {"scale": BY_OPERATORS}) == BY_OPERATORS
    assert rule_of(SCALE, a_plan(tier=Tier.T1_REVERSIBLE), {"T1": BY_ADMINS, "scale": BY_OPERATORS}) == BY_OPERATORS
    assert rule_of(Rollback(SERVICE), a_plan(tier=Tier.T2_TRAFFIC), {"rollback": BY_OPERATORS}) == BY_OPERATORS


WEAK = ApprovalRule(1, "operators", timedelta(days=9), requester_may_approve=True)


@pytest.mark.parametrize("request_", [SCALE, Restart(SERVICE), Add(SERVICE)], ids=lambda each: each.verb)
@pytest.mark.parametrize("tier", [Tier.T2_TRAFFIC, Tier.T3_DESTRUCTIVE])
def test_a_verb_s_weaker_rule_does_not_lower_a_plan_whose_tier_rose(request_: Request, tier: Tier) -> None:
    assert rule_of(request_, a_plan(tier=tier), {request_.verb: WEAK}) == DEFAULTS[tier]


def test_an_undo_that_was_heavier_is_not_lowered_by_its_verb_s_rule() -> None:
    undo = Scale(SERVICE, parsed_changes(["web=3"]), at_least=Tier.T2_TRAFFIC)
    assert rule_of(undo, a_plan(tier=Tier.T2_TRAFFIC), {"scale": WEAK}) == DEFAULTS[Tier.T2_TRAFFIC]
    assert rule_of(undo, a_plan(), {"scale": WEAK}) == DEFAULTS[Tier.T2_TRAFFIC]


def test_an_add_with_a_host_is_not_lowered_by_the_rule_of_add() -> None:
    assert rule_of(Add(SERVICE, host="www.example.com"), a_plan(), {"add": WEAK}) == DEFAULTS[Tier.T2_TRAFFIC]


def test_of_a_verb_s_rule_and_a_higher_tier_s_each_part_is_the_stricter() -> None:
    verbs, tiers = (
        ApprovalRule(3, "admins", timedelta(hours=9)),
        ApprovalRule(1, "operators", timedelta(hours=1), requester_may_approve=True),
    )
    assert rule_of(SCALE, a_plan(tier=Tier.T2_TRAFFIC), {"scale": verbs, "T2": tiers}) == ApprovalRule(3, "admins", timedelta(hours=1))
