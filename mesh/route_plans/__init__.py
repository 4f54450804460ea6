"""Plans of route changes: what was found of the whole table, why not, which steps, and what changes for visitors."""

from mesh.route_plans.effects import Turn, but_for, effects_between, is_predicted, may_be_ended, told, turn_of
from mesh.route_plans.found import ADMIN_PORT, FoundRoutes
from mesh.route_plans.further_host import with_effects
from mesh.route_plans.naming import full_name, is_named_after, label
from mesh.route_plans.planning import is_as_seen, is_same, plan_of_route_change, removal_of
from mesh.route_plans.refusing import takes_expressions_alone
from mesh.route_plans.tables import table_after
from mesh.route_plans.unpredicted import Unpredicted
from mesh.routing.criteria import looks_at

__all__ = [
    "ADMIN_PORT",
    "FoundRoutes",
    "Turn",
    "Unpredicted",
    "but_for",
    "effects_between",
    "full_name",
    "is_as_seen",
    "is_named_after",
    "is_predicted",
    "is_same",
    "label",
    "looks_at",
    "may_be_ended",
    "plan_of_route_change",
    "removal_of",
    "table_after",
    "takes_expressions_alone",
    "told",
    "turn_of",
    "with_effects",
]
