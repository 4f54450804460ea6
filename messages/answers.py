"""Private answers to a command: it is on its way, it is refused, it was not understood, something is in the way."""

from mesh.locks import Hold, sentence
from mesh.plan import Refusal
from mesh.requests import Verdict
from mesh.run import Run, RunState
from mesh.starting import nothing_changed
from messages.approval import DECIDED
from messages.blocks import Rendered, in_one_section
from messages.words import clock, code


def accepted(run_id: str, words: str, *, consumed: bool, where: str = "this channel", quiet: bool = False) -> Rendered:
    later = "" if consumed else "\n:warning: No worker is running at the moment; it begins when one does."
    told = "its answer comes to you alone" if quiet else f"its message in {where} tells how it goes"
    text = f"{code('/mesh ' + words)} is on its way as {code(run_id)}; {told}.{later}"
    return in_one_section(text, f"run:{run_id}")


def already(run_id: str) -> Rendered:
    """Answer a delivery that came again."""
    text = f"That is on its way already as {code(run_id)}."
    return in_one_section(text, f"run:{run_id}")


def taken_already() -> Rendered:
    """Answer a delivery that came again, where its first answer is not at hand."""
    return in_one_section("That came in twice; it is carried out once, and the first answer holds.", "refused:twice")


def refused(run: Run) -> Rendered:
    text = f":no_entry: {code('/mesh ' + run.asking.words)} was refused ({code(run.id)}): {run.why} {run.advice}".rstrip()
    return in_one_section(text, f"refused:{run.id}")


def not_understood(sentence: str) -> Rendered:
    return in_one_section(sentence, "invalid:words")


NOTHING_DONE = "trouble:refused"


def store_refuses(why: str) -> Rendered:
    """Say that Redis refused to note it, so that nothing of it was done."""
    text = f":warning: Nothing was started or changed: my store, Redis, refuses to write, because {why}."
    return in_one_section(text, NOTHING_DONE)


def not_kept(why: str) -> Rendered:
    """Say that Redis refused to keep an answer, where something may have been done before."""
    text = f":warning: My store, Redis, refuses to keep my answer, because {why}. Look at `/mesh runs` before you ask again."
    return in_one_section(text, "trouble:store")


def nothing_started(words: str) -> Rendered:
    text = f":warning: Nothing was started: my store does not answer. Type {code('/mesh ' + words)} again in a minute."
    return in_one_section(text, "trouble:store")


def unknown_whether_started(run_id: str, words: str) -> Rendered:
    text = (
        f":warning: I do not know whether {code('/mesh ' + words)} was started as {code(run_id)}: my store did not answer in time. "
        "If its message does not appear in this channel within a minute, type it again; what stands is never done twice."
    )
    return in_one_section(text, f"trouble:{run_id}")


def unknown_whether_done(words: str) -> Rendered:
    text = (
        f":warning: I do not know whether {code('/mesh ' + words)} was done: my store did not answer in time. "
        "Type it again in a minute: what is done already is not done twice, and the answer says so."
    )
    return in_one_section(text, "trouble:store")


def no_such_run(run_id: str) -> Rendered:
    return not_understood(f"I know no run {code(run_id)}; runs are kept for 30 days. {code('/mesh runs')} lists the latest.")


def cannot(run: Run, what: str) -> Rendered:
    """Answer a decision that comes too late, or too early."""
    return not_understood(f"{code(run.id)} is {run.state.value}, so there is nothing to {what}.")


def may_not(sentence: str) -> Rendered:
    text = f":no_entry: {sentence}"
    return in_one_section(text, "refused:person")


def may_not_read(why_not: Refusal) -> Rendered:
    return may_not(f"{why_not.reason[:1].upper()}{why_not.reason[1:]} {why_not.advice}".rstrip())


def looking_up() -> Rendered:
    """Answer somebody of whom it is not known yet whether they may read; the answer follows, or that they may not."""
    return in_one_section("I am looking up whether you may read that here; the answer follows.", "help:looking-up")


def mesh_is_gone(run: Run) -> Rendered:
    return may_not(f"the mesh `{run.asking.mesh}` is no longer in mesh.toml.")


def retried(run: Run) -> Rendered:
    text = f"{code(run.id)} goes on; its message tells how."
    return in_one_section(text, f"run:{run.id}")


def cancelling(run: Run, *, is_new: bool) -> Rendered:
    text = f"{code(run.id)} stops before its next step." if is_new else f"{code(run.id)} has been asked to stop already."
    return in_one_section(text, f"run:{run.id}")


def decided(run: Run, verdict: Verdict, hold: Hold | None) -> Rendered:
    """Say what a decision has done, and what would hold the run back now."""
    approval = run.approval
    missing = approval.needed - len(approval.approved_by()) if approval else 0
    done = DECIDED[verdict].capitalize()
    held = f" It waits: {sentence(hold, run.service, run.asking.mesh)}." if hold else ""
    begins = f" It needs {missing} more." if missing > 0 else held or " It begins now."
    plan = f", plan {code(approval.digest)}" if approval and verdict is Verdict.APPROVE else ""
    text = f"{done}: {code(run.id)}{plan}.{begins if verdict is Verdict.APPROVE else ''}"
    return in_one_section(text, f"run:{run.id}")


def decided_already(run: Run) -> Rendered:
    """Say of a run that awaits nothing any more what became of it: by whom and when, or else why."""
    last = run.approval.decisions[-1] if run.approval and run.approval.decisions else None
    if last is None or run.state in {RunState.SUPERSEDED, RunState.EXPIRED}:
        why = f": {run.why}" if run.why else "."
        text = f"{code(run.id)} is {run.state.value}{why}"
    else:
        text = f"{code(run.id)} was {DECIDED[last.verdict]} already by <@{last.person}> at {clock(last.at)}; it is {run.state.value} now."
    return in_one_section(text, "invalid:late")


def expired(run: Run) -> Rendered:
    text = f"The time to decide on {code(run.id)} is over. {nothing_changed(run)} Type its command again for a new plan."
    return in_one_section(text, "invalid:expired")


def not_shown_yet(run: Run) -> Rendered:
    """Answer an approval of a plan whose pages are not all in the thread yet."""
    text = f"The plan of {code(run.id)} isn't shown in full yet, so nothing was decided. Read it in its thread, then approve it there."
    return in_one_section(text, "invalid:plan")


def form_not_opened(words: str) -> Rendered:
    """Say how to do in words what the form was for."""
    text = f"Slack did not open the form in time. Type {code('/mesh ' + words)} instead."
    return in_one_section(text, "trouble:form")


def form_needs_a_command(service: str) -> Rendered:
    """Say to who asked for the form by a mention, for which Slack opens none, how to come to it."""
    typed = code(f"/mesh route add {service}")
    words = code(f"route add {service} NAME path=/…")
    return not_understood(f"Slack opens a form only for a command: type {typed}. Or say it all in words, here too: {words}.")


def begins_otherwise() -> Rendered:
    """Answer somebody who spoke of the bot: only what is clearly said to it may become a change."""
    return not_understood("I act only on a message that begins with my name, as in `@mesh runs`; nothing was done.")


def another_plan(run: Run) -> Rendered:
    text = f"The plan of {code(run.id)} has changed since it was shown to you; nothing was decided. Its message has the new plan."
    return in_one_section(text, "invalid:plan")


def can_i(verb: str, answer: str) -> Rendered:
    text = f"{code('/mesh ' + verb)}: {answer}"
    return in_one_section(text, "help:can-i")


def store_is_new(words: str) -> Rendered:
    text = (
        f":snowflake: {code('/mesh ' + words)} was not started: my store is new or was lost, and with it perhaps locks and freezes. "
        f"An admin says {code('/mesh thaw')} once that has been looked at."
    )
    return in_one_section(text, "refused:store")


def too_old_to_refresh() -> Rendered:
    return not_understood("That answer is older than a day, and I no longer know its question: type it again.")


def is_a_question(run: Run) -> Rendered:
    return not_understood(f"{code(run.id)} was a question: type it again, or click Refresh.")


def not_ours() -> Rendered:
    return not_understood("That button is not one of mine any more; nothing was done.")


def broken() -> Rendered:
    text = ":warning: meshbot itself made an error; nothing was started. Its log has the details."
    return in_one_section(text, "trouble:broken")
