"""Slack's text into words: what Slack's composer and its escaping made of what a person typed is undone here, in an order that matters.

Links are unwrapped before entities are decoded: decoding first would turn a typed `&lt;@U012&gt;` into a real mention.
"""

import re

from mesh.errors import InvalidRequest
from mesh.quoting import on_one_line

LINK = re.compile(r"<(?P<target>[^<>|]+)(?:\|(?P<label>[^<>]*))?>")
ENTITY = re.compile(r"&(amp|lt|gt);")
TYPED_MAX = 4_000
"""Characters of a command with Slack's escaping; nothing is looked at beyond them."""
REASON_MAX = 300
QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'"})
AUTO_DASH = re.compile(r"(?<![^ ])[—–‒−]-?(?=[a-z])", re.IGNORECASE)
REASON = re.compile(r'(?P<flag>--reason)(?:=|\s+)(?P<text>"[^"]*"(?=\s|$)|.*?(?=\s+--[a-z]|$))')
COMMAND = re.compile(r"^/mesh(?:\s+|$)", re.IGNORECASE)
REASON_FLAG = re.compile(r"(?<!\S)--reason(?=[\s=]|$)")
SINGLE_QUOTED = re.compile(r"(?:(?<!\S)|(?<==))'([^']*)'(?=[\s.,;:!?]|$)")
PUNCTUATION = re.compile(r"(?<=[a-zA-Z0-9\"])[.,:!?]+$")
MARKS = "*_~`'\""
STARS_MEAN_NAMES = frozenset({"status", "list"})
WORD = re.compile(r'(?:[^\s"]++|"[^"]*+"|")++')


def without_command(text: str) -> str:
    """Return what stands behind `/mesh`, for where Slack has not taken it off; who writes `@mesh /mesh runs` means `@mesh runs`."""
    return COMMAND.sub("", text.strip(), count=1)


def normalised(text: str) -> str:
    """Return the text as it was meant: no links, entities, odd spaces, smart quotes or automatic dashes."""
    return without_markup(AUTO_DASH.sub("--", plain(_decoded(text[:TYPED_MAX]))))


def without_markup(text: str) -> str:
    """Return the words without the markup and punctuation that people put around them; a reason is left as it was typed.

    A star may be meant in the names that `status` and `list` look for, so there it stays but around the whole.
    """
    text = unwrapped(text.replace("```", " ").strip()).lstrip(":,; ")
    found = REASON_FLAG.search(text)
    words, reason = (text[: found.start()], text[found.start() :]) if found else (text, "")
    words = " ".join(words.replace("`", "").split()) if "`" in words else words.rstrip()
    words = COMMAND.sub("", SINGLE_QUOTED.sub(_requoted, words), count=1)
    marks = "_~" if words.partition(" ")[0].strip("*_~").lower() in STARS_MEAN_NAMES else "*_~"
    first, *more = words.split(" ")
    words = " ".join([_unmarked(first, "*_~"), *(_unmarked(word, marks) for word in more)])
    if not reason and "=" not in words.rpartition(" ")[2]:
        words = PUNCTUATION.sub("", words)
    return f"{words} {reason}".strip()


def unwrapped(text: str) -> str:
    """Return a text without the marks that stand around all of it."""
    while len(text) > 2 and text[0] in MARKS and text[-1] == text[0] and text[0] not in text[1:-1]:
        text = text[1:-1].strip()
    return text


def _unmarked(word: str, marks: str) -> str:
    bare = word.rstrip(".,;:!?")
    return bare[1:-1] if len(bare) > 2 and bare[0] in marks and bare[-1] == bare[0] else word


def _requoted(found: re.Match[str]) -> str:
    return f'"{found[1]}"' if " " in found[1] else found[1]


def plain(text: str) -> str:
    """Return text of a form, which Slack does not escape: what can be seen of it, on one line, with straight quotes."""
    return on_one_line(text[:TYPED_MAX]).translate(QUOTES)


def checked_length(text: str) -> str:
    """Return what was typed. Raises InvalidRequest where it is longer than any command."""
    if len(text) > TYPED_MAX:
        raise InvalidRequest(f"that is {len(text):,} characters long, and I read {TYPED_MAX:,} at most: say it in fewer words.")
    return text


def checked_reason(text: str) -> str:
    """Return a reason on one line. Raises InvalidRequest where it is too long to be shown beside the plan."""
    reason = on_one_line(text)
    if len(reason) > REASON_MAX:
        raise InvalidRequest(f"the reason has {len(reason)} characters: say it in {REASON_MAX}.")
    return reason


def _decoded(text: str) -> str:
    """Unwrap links, then decode the three entities that Slack writes, once."""
    unwrapped = LINK.sub(_unwrapped, text)
    return ENTITY.sub(lambda match: {"amp": "&", "lt": "<", "gt": ">"}[match[1]], unwrapped)


def _unwrapped(link: re.Match[str]) -> str:
    target, label = link["target"], link["label"]
    if target.startswith(("@", "#")):
        return target
    if target.startswith("!subteam^"):
        return target.removeprefix("!subteam^")
    return label or target.removeprefix("mailto:")


def words(text: str) -> list[str]:
    """Split normalised text. Only `"` quotes; `'` is a plain character; `--reason` takes all up to the next `--flag`."""
    found: list[str] = []
    end = 0
    for reason in REASON.finditer(text):
        if reason.start() and text[reason.start() - 1] != " ":
            continue
        found += _split(text[end : reason.start()])
        found += [reason["flag"], _unquoted(reason["text"])]
        end = reason.end()
    return found + _split(text[end:])


def _split(text: str) -> list[str]:
    return [_unquoted(word) for word in WORD.findall(text)]


def _unquoted(word: str) -> str:
    return word.strip().replace('"', "") if word.count('"') % 2 == 0 else word.strip()
