"""Plans of `add`, and what tests look at in them."""

from mesh import steps
from mesh.addresses import Source
from mesh.app import Mesh
from mesh.found import Found
from mesh.plan import Plan
from mesh.plans.adding import plan_of_add
from mesh.requests import Add
from tests.examples import a_mesh, an_add, planned

OTHER_SOURCE = Source("https://github.com/acme/web-ui/archive/refs/heads/main.tar.gz")
OTHER_ORIGIN = "https://shop.example.com:443=http://localhost:9000"
OLD_HOST = "tinyrobot-science-mesh-web-ui-ba9876543210.herokuapp.com"


def plan_for(state: Found, request: Add | None = None, mesh: Mesh | None = None) -> Plan:
    return planned(plan_of_add(request or an_add(), mesh or a_mesh(), state))


def step_of(plan: Plan, step_id: str) -> steps.Step:
    step = plan.step(step_id)
    assert step is not None
    return step.step


def ids(plan: Plan) -> list[str]:
    return [each.id for each in plan.steps]
