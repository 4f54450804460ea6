"""How a story has a plan shown, approved by as many as it needs, and carried out."""

from mesh.run import Run, RunState
from tests.stories.town import Town, run_named_in, told

APPROVERS = ("approver", "approver2")


def proposed(town: Town, person: str, text: str) -> Run:
    """Type a command and work until its plan is shown or it has ended."""
    run_id = run_named_in(told(town.says(person, text)))

    def found() -> Run | None:
        run = town.tools.store.get(run_id)
        waits = run is not None and run.state is RunState.AWAITING and "[ Approve ]" in "\n".join(town.channel())
        return run if waits else town.ended(run_id)

    return town.works_until(found)


def approved(town: Town, person: str, text: str) -> Run:
    """Have a command approved by all whom it needs, and work until it has ended."""
    run = proposed(town, person, text)
    assert run.state is RunState.AWAITING, f"{run.state}: {run.why}"
    return ended_with_approvals(town, run)


def ended_with_approvals(town: Town, run: Run) -> Run:
    for approver in APPROVERS[: run.approval.needed if run.approval else 0]:
        town.says(approver, f"/mesh approve {run.id}")
    return town.works_until(lambda: town.ended(run.id))
