"""The plan of `restart`: exactly the dynos that run now, so that none is restarted twice."""

from mesh import steps
from mesh.app import Mesh
from mesh.formation import count
from mesh.found import Dyno
from mesh.plan import Plan, Refusal, ordered
from mesh.plans.member import FoundMember, all_types, health_of, member, running, state_remarks
from mesh.plans.tiers import with_tier
from mesh.quoting import escaped, quoted
from mesh.requests import Restart

NEEDS = {steps.HEALTHY: (steps.RESTART,)}


def plan_of_restart(request: Restart, mesh: Mesh, found: FoundMember) -> Plan | Refusal:
    """Return the restart of the dynos that are meant, or why not. One-off dynos and those of a release phase are never meant."""
    app = member(request.service, mesh, found)
    if isinstance(app, Refusal):
        return app
    types = {each.type for each in found.formation}
    restartable = tuple(sorted((dyno for dyno in found.dynos if dyno.type in types), key=_place))
    meant = tuple(dyno for dyno in restartable if request.target in {None, dyno.type, dyno.name})
    if not meant:
        return _nothing_meant(request, found, restartable)
    concerned = tuple(each for each in running(found.formation) if each.type in {dyno.type for dyno in meant})
    whole = () if any(dyno.name == request.target for dyno in meant) else tuple(sorted({dyno.type for dyno in meant}))
    restart = steps.RestartDynos(app.name, {dyno.name: dyno.id for dyno in meant}, whole)
    needed = (restart, health_of(app, found, concerned, count(concerned, "web")))
    plan = Plan(app.name, app.host, ordered(needed, NEEDS), tuple(state_remarks(request.service, app, found)), found=found.standing)
    return with_tier(plan, request, mesh)


def _place(dyno: Dyno) -> tuple[str, int, str]:
    """Order dynos by type and number, so that `web.10` comes behind `web.9`."""
    number = dyno.name.rpartition(".")[2]
    return dyno.type, int(number) if number.isdigit() else 0, dyno.name


def _nothing_meant(request: Restart, found: FoundMember, restartable: tuple[Dyno, ...]) -> Refusal:
    service = request.service
    if not restartable:
        return Refusal(f"no dyno of `{service}` runs, so there is nothing to restart.", f"`/mesh scale {service} web=1` starts one.")
    there_are = f"These run: {', '.join(f'`{escaped(dyno.name)}`' for dyno in restartable)}."
    if any(each.type == request.target for each in found.formation):
        return Refusal(f"`{request.target}` has no dyno that runs.", there_are)
    types = f"its process types are {all_types(found.formation)}"
    return Refusal(f"`{service}` has no dyno and no process type {quoted(request.target or '')}; {types}.", there_are)
