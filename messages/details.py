"""What belongs into a run's thread: the end of a log, in a form that shows it as it was."""

from mesh.run import Run
from messages.blocks import TEXT_MAX, Rendered, rendered, section
from messages.words import code, escaped


def details_message(run: Run) -> Rendered:
    """Render the run's details; the end of a log says more than its beginning, so that is what is kept."""
    title = f"The last lines that {code(run.id)} got to see:"
    room = TEXT_MAX - 10
    tail = escaped(run.details.replace("```", "'''"))[-room:]
    return rendered(title, [section(title), section(f"```{tail}```")])
