"""The states of a run in words, and the signs of runs and steps."""

from typing import assert_never

from mesh.run import READING, Run, RunState

DONE, FAILED, WORKING, NEXT = ":white_check_mark:", ":x:", ":hourglass_flowing_sand:", ":white_small_square:"
UNKNOWN, STOPPED = ":question:", ":octagonal_sign:"


def state_words(run: Run) -> str:
    match run.state:
        case RunState.PROPOSED:
            return "reading Heroku and Kong" if run.note(READING) else "asked for"
        case RunState.AWAITING:
            return "waits for approval"
        case RunState.APPROVED | RunState.RUNNING:
            return "under way"
        case RunState.WAITING:
            return "under way" if run.started_at else "held back" if run.held_since else "waits in line"
        case RunState.DONE if run.asking.dry_run and not run.has_begun_a_step:
            return "plan only, nothing was changed"
        case RunState.FAILED | RunState.REFUSED if run.asking.dry_run and not run.has_begun_a_step:
            return f"{run.state.value}, nothing was changed"
        case RunState.DONE:
            return "done"
        case RunState.FAILED:
            return "failed"
        case RunState.UNKNOWN:
            return "outcome unknown"
        case RunState.REFUSED | RunState.DECLINED | RunState.EXPIRED | RunState.WITHDRAWN | RunState.SUPERSEDED | RunState.CANCELLED:
            return run.state.value
        case _:
            assert_never(run.state)
