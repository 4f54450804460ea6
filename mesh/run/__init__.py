"""Runs: one request each, the states that it passes through, its journal, its approval, and what becomes of it."""

from mesh.run.approval import Approval, Decision
from mesh.run.going_on import digest_left, gone_on_with, is_taken_once, left_to_look, only_looks_left, steps_left
from mesh.run.journal import READING, StepNote, StepState
from mesh.run.message import Answer, Message
from mesh.run.progress import failed_step, is_complete, next_due, runnable
from mesh.run.run import Held, Run
from mesh.run.states import ENDED, MOVES, RETRIABLE, RunState

__all__ = [
    "ENDED",
    "MOVES",
    "READING",
    "RETRIABLE",
    "Answer",
    "Approval",
    "Decision",
    "Held",
    "Message",
    "Run",
    "RunState",
    "StepNote",
    "StepState",
    "digest_left",
    "failed_step",
    "gone_on_with",
    "is_complete",
    "is_taken_once",
    "left_to_look",
    "next_due",
    "only_looks_left",
    "runnable",
    "steps_left",
]
