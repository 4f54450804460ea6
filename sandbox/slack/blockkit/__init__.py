"""Block Kit's rules, enforced: known types and keys, required keys, lengths, counts, uniqueness, nesting.

The SDK lets about half of what Slack refuses through; this room does not. Its rules are data (`blocks.py`, `elements.py`,
`composition.py`, `rich_text.py`, `surfaces.py`), read by the small engine in `rules.py`.
"""

from sandbox.slack.blockkit.problem import Problem, as_sentences
from sandbox.slack.blockkit.surfaces import message_payload_problems, message_problems, option_problems, view_problems

__all__ = ["Problem", "as_sentences", "message_payload_problems", "message_problems", "option_problems", "view_problems"]
