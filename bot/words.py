"""Slack's text into words: what Slack's composer and its escaping made of what a person typed is undone here, in an order that matters.

Links are unwrapped before entities are decoded: decoding first would turn a typed `&lt;@U012&gt;` into a real mention.
"""

import re
import unicodedata

LINK = re.compile(r"<(?P<target>[^<>|]+)(?:\|(?P<label>[^<>]*))?>")
INVISIBLE = "Cf"  # Unicode's category of characters that only format: zero-width spaces and joiners, direction marks, the soft hyphen
QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'"})
AUTO_DASH = re.compile(r"(?<![^ ])[—–‒−]-?(?=[a-z])", re.IGNORECASE)
REASON = re.compile(r'(?P<flag>--reason)(?:=|\s+)(?P<text>"[^"]*"(?=\s|$)|.*?(?=\s+--[a-z]|$))')
COMMAND = re.compile(r"^/mesh(?:\s+|$)", re.IGNORECASE)
WORD = re.compile(r'(?:[^\s"]|"[^"]*"|")+')


def without_command(text: str) -> str:
    """Return what stands behind `/mesh`, for where Slack has not taken it off; who writes `@mesh /mesh runs` means `@mesh runs`."""
    return COMMAND.sub("", text.strip(), count=1)


def normalised(text: str) -> str:
    """Return the text as it was meant: no links, entities, odd spaces, smart quotes or automatic dashes."""
    visible = "".join(each for each in _decoded(text) if unicodedata.category(each) != INVISIBLE)
    plain = re.sub(r"\s+", " ", visible).translate(QUOTES)
    return AUTO_DASH.sub("--", plain).strip()


def _decoded(text: str) -> str:
    """Unwrap links, then decode the three entities that Slack writes, once."""
    unwrapped = LINK.sub(_unwrapped, text)
    return re.sub(r"&(amp|lt|gt);", lambda match: {"amp": "&", "lt": "<", "gt": ">"}[match[1]], unwrapped)


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
