"""What belongs into a run's thread: the end of a log, in a form that shows it as it was."""

from mesh.quoting import escaped
from mesh.run import Run
from messages.blocks import TEXT_MAX, Rendered, rendered, section
from messages.words import code


def details_message(run: Run) -> Rendered:
    """Render the run's details; the end of a log says more than its beginning, so that is what is kept."""
    title = f"The last lines that {code(run.id)} got to see:"
    tail = _tail(run.details.replace("```", "'''"), TEXT_MAX - len("``````"))
    return rendered(title, [section(title), section(f"```{tail}```")])


def _tail(log: str, room: int) -> str:
    """Return the escaped end of a log, from the beginning of a line where one begins there and never from inside an escaped character."""
    length, first = 0, len(log)
    while first and (length := length + len(escaped(log[first - 1]))) <= room:
        first -= 1
    line = log.find("\n", first - 1) + 1 if first else 0
    return escaped(log[line if 0 < line < len(log.rstrip()) else first :])
