"""`/mesh add web-ui`, from the words to an app that answers through Kong."""

from mesh.run import RunState
from tests.stories.town import Town


def test_add_makes_a_mesh_app_that_answers_through_kong(town: Town) -> None:
    run = town.runs("operator", "/mesh add web-ui")
    assert run.state is RunState.DONE, "\n".join(town.channel())
    print("\n".join(town.channel()))
